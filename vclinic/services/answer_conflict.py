"""Two computers changed one record: both versions are shown, a person says what counts, and that becomes a version made
from the newest of the township, with both named in it. Nothing is merged by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from vclinic.diseases import catalog
from vclinic.diseases.side_by_side import MINE, OTHER, Row, compare, merged
from vclinic.domain.conflict import ANSWERS, CONFLICT, MOST_WHY, WHY, reason
from vclinic.domain.entity import Entity
from vclinic.domain.follow_up import Overrule
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.domain.typed import line
from vclinic.forms import draft
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import Context
from vclinic.services import record_follow_up
from vclinic.services.record_follow_up import OVERRULABLE, ReadyVisit, VisitEntry
from vclinic.services.set_aside import Side, doubt, entity_of, their_side
from vclinic.services.skew import seconds
from vclinic.services.visit_sheet import VisitSheet, open_visit, person_facts
from vclinic.services.workstation import Workstation
from vclinic.storage import other_versions, own_records, own_rows, residents
from vclinic.storage.other_versions import OtherVersion, Standing
from vclinic.storage.own_writing import OwnChange
from vclinic.storage.unit_of_work import UnitOfWork

USUAL = ("问过本人", "核对过纸质记录", "另一边录错")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question: two versions of one record.

    Attributes:
        key: names the question. what: the kind of record, as people call it. name: whom or what it is about.
    """

    key: int
    entity: str
    entity_id: str
    resident_id: str
    what: str
    name: str
    mine: Side
    other: Side
    rows: tuple[Row, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The rows in which the versions differ."""
        return tuple(row for row in self.rows if row.differs)


def open_conflicts(station: Workstation) -> tuple[Conflict, ...]:
    """The questions that wait, oldest first."""
    with station.store.read() as session:
        waiting = other_versions.standing(session)
    ahead = seconds(station)
    return tuple(_conflict(standing, ahead) for standing in waiting)


def open_conflict(station: Workstation, entity_id: str) -> Conflict | None:
    """The question about one record; None where there is none, or it is answered."""
    return next((conflict for conflict in open_conflicts(station) if conflict.entity_id == entity_id), None)


def answer(station: Workstation, conflict: Conflict, taken: Mapping[str, str], why: str = "") -> list[Problem]:
    """Store what a person chose, or say what is wrong with it.

    Args:
        taken: row → ``mine`` or ``other``, for every row that differs.
        why: a line about it, if there is something to say; at most `MOST_WHY` characters.

    Raises:
        Refused: ``stale``, the record was changed here meanwhile.
    """
    open_rows = [row for row in conflict.differing if taken.get(row.key) not in (MINE, OTHER)]
    if open_rows:
        return [Problem(row.key, "required", f"“{row.caption}”两边不一样，请选用哪一边的。") for row in open_rows]
    why = line(" ".join(why.split()))
    if len(why) > MOST_WHY:
        return [Problem(WHY, "too_long", f"理由最多 {MOST_WHY} 个字。")]
    with station.store.read() as session:
        waiting = {standing.version.notice_seq: standing for standing in other_versions.standing(session)}
    here = waiting.get(conflict.key)
    if here is None:
        return [Problem("", "answered", "这份资料已经选定过，或者又来了更新的一版，请重新打开看。")]
    other = here.version
    chosen = _Chosen(entity_of(other), other, mine=here.data, rows=conflict.rows, taken=taken, why=why)
    ready = _checked(station, chosen)
    if isinstance(ready, list):
        return ready
    now = station.clock.now()
    with station.store.act(station.doctor.id, now) as work:
        base = _adopt(work, other, here.revision, now)
        said: dict[str, Any] = {
            "mine": here.change_id,
            "other": other.other["id"],
            "took": chosen.side,
            "fields": sorted(row.key for row in conflict.differing if taken[row.key] == OTHER),
        }
        if why:
            said[WHY] = why
        if here.revision > other.other["revision"]:
            passed = other_versions.passed(work.session, other.entity_id, other.other["revision"])
            said["passed"] = passed
        work.answering[other.entity_id] = said
        before = len(work.touched)
        _store(station, work, chosen, ready, base)
        made = work.touched[before]
        other_versions.answer(work.session, other.entity_id, made)
        own_records.pass_over(work.session, other.entity_id, base + 1)
    return []


@dataclass(frozen=True, slots=True)
class _Chosen:
    entity: Entity
    version: OtherVersion
    mine: Mapping[str, Any]
    rows: tuple[Row, ...]
    taken: Mapping[str, str]
    why: str

    @property
    def side(self) -> str:
        sides = {self.taken[row.key] for row in self.rows if row.differs}
        return sides.pop() if len(sides) == 1 else "mixed" if sides else MINE

    @property
    def other(self) -> Mapping[str, Any]:
        data: Mapping[str, Any] = self.version.other["data"]
        return data

    @property
    def data(self) -> dict[str, Any]:
        """The record as it was chosen; whole where one side was taken altogether, with what that side judged of it."""
        if self.side == OTHER:
            return {name: value for name, value in self.other.items() if name not in (ANSWERS, "correction_reason")}
        return merged(self.entity, self.mine, self.other, self.rows, self.taken)


_Ready = Resident | tuple[VisitSheet, VisitEntry, ReadyVisit] | dict[str, Any]


def _checked(station: Workstation, chosen: _Chosen) -> _Ready | list[Problem]:
    """The answer, held to what a correction of such a record is held to."""
    if chosen.entity.name == "resident":
        return _resident(station, chosen)
    if chosen.entity.name == "follow_up" and chosen.side == "mixed":
        return _visit(station, chosen)
    data = chosen.data if chosen.side != MINE else {
        name: value for name, value in chosen.mine.items() if name not in (ANSWERS, "correction_reason")
    }  # fmt: skip
    missing = chosen.entity.lacks(data)
    if missing:
        return [Problem(missing, "bad_record", f"选出来的内容缺“{missing}”，请换一边再选。")]
    written = chosen.entity.form_of(data)
    if written is not None:
        form = catalog.form(written[0], written[1])
        context = Context(station.clock.today(), _facts(station, chosen), elsewhere=True)
        if problems := draft.problems_of(form, draft.read_values(form, written[2]), context):
            return problems
    return data


def _resident(station: Workstation, chosen: _Chosen) -> Resident | list[Problem]:
    context = Context(station.clock.today(), {}, elsewhere=chosen.side != "mixed")  # either side stands as it was kept
    parsed = draft.parse(PERSONAL_INFORMATION, Resident, chosen.data, context)
    if isinstance(parsed, list):
        return parsed
    with station.store.read() as session:
        same = residents.by_id_no(session, [parsed.id_no]).get(parsed.id_no) if parsed.id_no else None
    if same is not None and same.id != chosen.version.entity_id:
        return [Problem("id_no", "id_no_taken", f"这个身份证号已有档案：{same.resident.name}。")]
    return parsed


def _visit(station: Workstation, chosen: _Chosen) -> tuple[VisitSheet, VisitEntry, ReadyVisit] | list[Problem]:
    """Fields of both: the visit is judged anew by the rules; of what a doctor decided against them, what was chosen stays."""
    data = chosen.data
    sheet = open_visit(station, str(data["resident_id"]), chosen.version.entity_id)
    values = dict(data["record"])
    overrules: list[Overrule] = []
    for name in OVERRULABLE:
        side = chosen.other if _side_of(chosen, name) == OTHER else chosen.mine
        kept = next((one for one in side.get("overrules", []) if one["field"] == name), None)
        if kept is None:
            values.pop(name, None)
        else:
            overrules.append(Overrule(name, kept["computed"], kept["chosen"], kept["reason"]))
    told = {name: given for side in (chosen.other, chosen.mine) for name, given in side.get("reasons", [])}
    entry = VisitEntry(values, tuple(overrules), tuple(told.items()), correction_reason=reason(chosen.why))
    ready = record_follow_up.prepare(station, sheet, entry)
    return ready if isinstance(ready, list) else (sheet, entry, ready)


def _side_of(chosen: _Chosen, name: str) -> str:
    return next((chosen.taken.get(row.key, MINE) for row in chosen.rows if name in row.fields), MINE)


def _facts(station: Workstation, chosen: _Chosen) -> dict[str, Any]:
    resident_id = chosen.entity.resident_of(chosen.version.entity_id, chosen.mine)
    if not resident_id:
        return {}
    with station.store.read() as session:
        return person_facts(residents.get(session, resident_id).resident)


def _store(station: Workstation, work: UnitOfWork, chosen: _Chosen, ready: _Ready, base: int) -> None:
    key = chosen.version.entity_id
    if isinstance(ready, Resident):
        residents.save(work, ready, key, base, reason(chosen.why))
    elif isinstance(ready, tuple):
        sheet, entry, visit = ready
        record_follow_up.store(station, work, replace(sheet, base_revision=base), entry, visit)
    else:
        row = own_rows.row_of(chosen.entity.name, key, ready)
        if row is None:
            raise LookupError(chosen.entity.name)
        work.put(row, ready | {"correction_reason": reason(chosen.why)}, base)


def _adopt(work: UnitOfWork, other: OtherVersion, here: int, at: datetime) -> int:
    """Take in the versions of the other computer that are further on than ours, so that the answer follows on the newest.
    Returns the revision to follow on."""
    led = [*other.between, ("stored", other.other)]
    further = [(state, change) for state, change in led if change["revision"] > here]
    if [change["revision"] for _, change in further] != list(range(here + 1, here + 1 + len(further))):
        return here  # what lies between is not known; the township asks once more if it must
    names = ("id", "act", "entity", "entity_id", "revision", "base_revision", "recorded_at", "recorded_by", "data")
    own_records.adopt(
        work.session,
        [
            OwnChange(
                **{name: change[name] for name in names}, state=state, code=CONFLICT if state == "refused" else ""
            )
            for state, change in further
        ],
        at,
    )
    return here + len(further)


def _conflict(standing: Standing, ahead: int) -> Conflict:
    version, mine = standing.version, standing.data
    entity = entity_of(version)
    return Conflict(
        key=version.notice_seq,
        entity=version.entity,
        entity_id=version.entity_id,
        resident_id=entity.resident_of(version.entity_id, mine),
        what=entity.told(mine)[0] if entity.told else entity.label,
        name=standing.name,
        mine=Side(standing.who, datetime.fromisoformat(standing.recorded_at), doubt("这台电脑的钟", ahead)),
        other=their_side(version),
        rows=compare(entity, mine, version.other["data"], standing.began),
    )

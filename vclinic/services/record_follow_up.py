"""A visit is saved: parsed, judged, stored with its change in one commit; a correction becomes the next revision."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, cast

from vclinic.diseases.shared import ADR_SEEN
from vclinic.domain.follow_up import Assessment, Overrule, is_emergency
from vclinic.domain.problem import Problem
from vclinic.forms import draft
from vclinic.forms.document import plain
from vclinic.forms.reading import read_value
from vclinic.forms.spec import Context, FormSpec
from vclinic.forms.unfinished import is_unfinished, to_complete
from vclinic.services import corrections
from vclinic.services.hangs_on_correction import answered, hanging
from vclinic.services.judge_visit import Judgement, judge
from vclinic.services.medication_profile import keep_visit_reaction
from vclinic.services.visit_draft import DRAFT
from vclinic.services.visit_sheet import VisitSheet, person_facts
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, follow_ups, residents
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.unit_of_work import UnitOfWork

OVERRULABLE = ("visit_class", "next_visit_date")


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """What the page hands over.

    Attributes:
        values: field values as typed or chosen.
        overrules: the doctor's own decisions against the machine's, each with a reason.
        reasons: (field, reason) for implausible values that stay.
        carried_unconfirmed: fields saved as carried forward, never touched.
        entry_seconds, key_actions: what the visit cost to enter.
        correction_reason: why a stored visit is changed; what the township wrote when it returned it stands where
            nothing is said.
        correction_answers: what was answered about what hangs on it, by question; the safe answer stands for the rest.
    """

    values: Mapping[str, Any]
    overrules: tuple[Overrule, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    carried_unconfirmed: frozenset[str] = frozenset()
    entry_seconds: int = 0
    key_actions: int = 0
    correction_reason: str = ""
    correction_answers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class SavedVisit:
    """A stored visit."""

    follow_up_id: str
    revision: int
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class ReadyVisit:
    """A visit that is judged and ready to be stored: complete, or as an emergency leaves it with what is
    ``to_complete`` of the form; ``unchanged``: a stored one that says what it said, and is not written again."""

    form: FormSpec
    record: Any
    assessment: Assessment
    overrules: tuple[Overrule, ...]
    reasons: tuple[tuple[str, str], ...]
    to_complete: tuple[str, ...] = ()
    unchanged: bool = False


def prepare(
    station: Workstation, sheet: VisitSheet, entry: VisitEntry, *, emergency: bool = False
) -> ReadyVisit | list[Problem]:
    """Check and judge an entry without storing it.

    Args:
        emergency: a visit judged to be one may lack what can be completed later, and no unlikely value wants a reason
            first. Any other visit is as strict as ever.
    """
    judgement = judge(sheet, entry.values, station.clock.today(), station.rules)
    why = reason_of(sheet, entry)
    if sheet.corrects and not why and (same := _as_stored(station, sheet, entry, judgement)):
        return same
    problems = list(judgement.problems) + corrections.too_long(entry.correction_reason)
    if sheet.corrects and not why:
        problems.append(corrections.wanted(f"已存的{sheet.disease.follow_up_label}"))
    hurry = emergency and is_emergency(judgement.assessment)
    form = sheet.form
    if hurry and any(problem.code == "required" for problem in problems):
        form = sheet.disease.unfinished_forms[-1]
        problems = [problem for problem in problems if problem.code != "required" or problem.field in form.required]
        open_still = {problem.field for problem in judgement.problems if problem.code == "required"} - form.required
        written = {name: _written(form, name, value, open_still) for name, value in entry.values.items()}
        entry = replace(entry, values=written)
    given = dict(entry.reasons)
    if not hurry:
        problems += [problem for problem in judgement.implausible if not given.get(problem.field, "").strip()]
    overrules: list[Overrule] = []
    final = dict(entry.values) | judgement.computed
    for name in OVERRULABLE:
        machine = plain(judgement.computed.get(name))
        chosen = plain(entry.values.get(name)) or machine
        if chosen == machine:
            continue
        why = next((overrule.reason.strip() for overrule in entry.overrules if overrule.field == name), "")
        if not why:
            label = sheet.form.meanings[name].label
            problems.append(Problem(name, "reason_required", f"{label}和规则算出来的不一样，请写明理由。"))
        overrules.append(Overrule(name, str(machine), str(chosen), why))
        final[name] = chosen
    for name in ("referral_reason", "referral_org_dept"):
        if entry.values.get(name):
            final[name] = entry.values[name]
    if problems or judgement.assessment is None:
        return problems
    context = Context(station.clock.today(), person_facts(sheet.resident.resident))
    record = draft.parse(form, form.record, final, context)
    if isinstance(record, list):
        return cast("list[Problem]", record)
    kept = tuple((name, reason.strip()) for name, reason in entry.reasons if reason.strip())
    missing = to_complete(sheet.form, sheet.disease.values_of(record)) if is_unfinished(form.version) else ()
    return ReadyVisit(
        form=form,
        record=record,
        assessment=judgement.assessment,
        overrules=tuple(overrules),
        reasons=kept,
        to_complete=missing,
    )


def reason_of(sheet: VisitSheet, entry: VisitEntry) -> str:
    """Why a stored visit is changed: the doctor's words, else those of the township that returned it."""
    return (entry.correction_reason.strip() or sheet.returned_because[: corrections.MOST]) if sheet.corrects else ""


def _as_stored(station: Workstation, sheet: VisitSheet, entry: VisitEntry, judgement: Judgement) -> ReadyVisit | None:
    """The stored visit where the page says the same; None where it was changed, here or elsewhere meanwhile."""
    with station.store.read() as session:
        stored = follow_ups.get(session, sheet.follow_up_id)
    if stored.revision != sheet.base_revision or not corrections.says_the_same(
        stored,
        form=sheet.form,
        values=entry.values,
        computed=judgement.computed,
        overrules=entry.overrules,
        reasons=dict(entry.reasons),
        context=Context(station.clock.today(), person_facts(sheet.resident.resident)),
    ):
        return None
    return ReadyVisit(
        form=sheet.form,
        record=stored.record,
        assessment=stored.assessment,
        overrules=stored.overrules,
        reasons=stored.reasons,
        unchanged=True,
    )


def _written(form: FormSpec, name: str, value: Any, open_still: set[str]) -> Any:
    """What is finished of a value: of lines those that can be read, of a field that is still open nothing."""
    if name not in open_still:
        return value
    meaning = form.meanings[name]
    if meaning.kind != "entries":
        return ""
    return tuple(line for line in value if not isinstance(read_value(name, meaning, (line,)), Problem))


def store(
    station: Workstation, work: UnitOfWork, sheet: VisitSheet, entry: VisitEntry, ready: ReadyVisit
) -> SavedVisit:
    """Store a ready visit within an act; the draft goes with it, a measured height enters the register, and an
    adverse reaction what is kept of the person's medicines."""
    if ready.unchanged:
        drafts.drop(work.session, DRAFT, sheet.draft_owner)
        return SavedVisit(sheet.follow_up_id, sheet.base_revision, ready.assessment)
    values = sheet.disease.values_of(ready.record)
    asked = hanging(sheet, ready.assessment, ready.record.visit_class, ready.record.next_visit_date)
    follow_up_id, revision = follow_ups.save(
        work,
        FollowUp(
            id=sheet.follow_up_id,
            revision=sheet.base_revision,
            resident_id=sheet.resident.id,
            disease=sheet.disease.key,
            form_id=ready.form.id,
            form_version=ready.form.version,
            record=ready.record,
            assessment=ready.assessment,
            overrules=ready.overrules,
            reasons=ready.reasons,
            carried=tuple(sorted(entry.carried_unconfirmed)),
            entry_seconds=entry.entry_seconds,
            key_actions=entry.key_actions,
            doctor_id=station.doctor.id,
            doctor_name=station.doctor.name,
            status="valid",
            summary=sheet.disease.summary(values),
            measures=sheet.disease.figures(values),
            to_complete=ready.to_complete,
            correction_reason=reason_of(sheet, entry),
            correction_answers=tuple(asdict(answer) for answer in answered(asked, entry.correction_answers)),
        ),
    )
    drafts.drop(work.session, DRAFT, sheet.draft_owner)
    _keep_height(work, sheet, values.get("height_cm"))
    reaction = str(values.get("adr_text") or "") if values.get("adr") == ADR_SEEN else ""
    keep_visit_reaction(
        station, work, sheet.resident.id, follow_up_id=follow_up_id, text=reaction, day=ready.record.visit_date
    )
    return SavedVisit(follow_up_id, revision, ready.assessment)


def record(station: Workstation, sheet: VisitSheet, entry: VisitEntry) -> SavedVisit | list[Problem]:
    """Save a visit, or say everything that is wrong with it.

    Raises:
        Refused: ``stale`` when it was corrected elsewhere meanwhile.
        WorldFault: the disk; the draft stays.
    """
    ready = prepare(station, sheet, entry)
    if isinstance(ready, list):
        return ready
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return store(station, work, sheet, entry, ready)


def record_all(
    station: Workstation, sheets: Sequence[VisitSheet], entries: Sequence[VisitEntry]
) -> tuple[SavedVisit, ...] | list[tuple[str, Problem]]:
    """Save the visits of one resident for several diseases in one commit, or say everything that is wrong with them.

    Returns:
        The stored visits in the order of ``sheets``, or (key of the disease, problem) pairs.

    Raises:
        Refused: ``stale`` when one was corrected elsewhere meanwhile. WorldFault: the disk; the drafts stay.
    """
    ready, problems = prepare_all(station, sheets, entries)
    if problems:
        return problems
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return tuple(
            store(station, work, sheet, entry, visit)
            for sheet, entry, visit in zip(sheets, entries, ready, strict=True)
        )


def prepare_all(
    station: Workstation, sheets: Sequence[VisitSheet], entries: Sequence[VisitEntry]
) -> tuple[list[ReadyVisit], list[tuple[str, Problem]]]:
    """The visits of several diseases checked and judged: what is ready, and (key of the disease, problem) pairs."""
    ready: list[ReadyVisit] = []
    problems: list[tuple[str, Problem]] = []
    for sheet, entry in zip(sheets, entries, strict=True):
        prepared = prepare(station, sheet, entry)
        if isinstance(prepared, list):
            problems += [(sheet.disease.key, problem) for problem in prepared]
        else:
            ready.append(prepared)
    return ready, problems


def _keep_height(work: UnitOfWork, sheet: VisitSheet, height_cm: float | None) -> None:
    """A register that knows no height takes the visit's; where a new visit says another than they know, they all take it,
    for the next visit begins with theirs."""
    if height_cm is None:
        return
    known = sheet.resident.height_cm
    another = not sheet.follow_up_id and known is not None and height_cm != known
    for entry_id, enrolment, revision in residents.enrolments(work.session, sheet.resident.id):
        first = enrolment.disease == sheet.disease.key and enrolment.height_cm is None
        if first or (another and enrolment.height_cm == known):
            residents.save_enrolment(work, replace(enrolment, height_cm=height_cm), entry_id, revision)

"""The village roster comes in: a preview, then all good rows in one commit, and a file of the refused ones."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from vclinic.domain.problem import Problem, Refused
from vclinic.domain.resident import Enrolment, Resident
from vclinic.forms.roster import RefusedRow, RosterRow, read_rows
from vclinic.forms.roster_file import read_roster_file
from vclinic.forms.roster_questions import RosterQuestion
from vclinic.forms.roster_refused import refused_file
from vclinic.forms.roster_said import said_in_roster, with_roster_words
from vclinic.rules.person_from import PersonWords, person_from
from vclinic.services.register_resident import save_new
from vclinic.services.workstation import Workstation
from vclinic.storage import residents
from vclinic.storage.residents import Kept


@dataclass(frozen=True, slots=True)
class UnreadWords:
    """A row that comes in, with what its disease or allergy column says and nobody could read: it is kept on the record
    to be looked at."""

    number: int
    name: str
    texts: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What it is, in one sentence."""
        return f"“{'、'.join(self.texts)}”未识别，请人工看；这些字记在居民档案里，不会丢。"


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would do. ``unread``: rows that come in with words nobody could read. ``changed`` rows fill in what a known resident's record lacks or correct it; ``notes``
    are sentences about columns that were not read."""

    path: Path
    header: tuple[str, ...]
    new: tuple[RosterRow, ...]
    changed: tuple[tuple[RosterRow, Kept], ...]
    unchanged: int
    refused: tuple[RefusedRow, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[UnreadWords, ...] = ()
    questions: tuple[RosterQuestion, ...] = ()

    @property
    def accepted(self) -> int:
        """Rows that would be written."""
        return len(self.new) + len(self.changed)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    accepted: int
    refused: int
    unchanged: int
    reasons: tuple[tuple[int, Problem], ...]
    notes: tuple[str, ...] = ()
    unread: tuple[UnreadWords, ...] = ()


def preview_roster(station: Workstation, path: Path) -> RosterPreview:
    """Read a roster and say what importing it would do; nothing is written.

    Raises:
        Refused, WorldFault: the file is not a roster, or cannot be read.
    """
    roster = read_rows(read_roster_file(path), station.clock.today())
    new: list[RosterRow] = []
    changed: list[tuple[RosterRow, Kept]] = []
    refused = list(roster.refused)
    unchanged = roster.repeated
    with station.store.read() as session:
        known = residents.by_id_no(session, [row.resident.id_no for row in roster.rows])
        for row in roster.rows:
            kept = known.get(row.resident.id_no) if row.resident.id_no else None
            if kept is None and not row.resident.id_no:
                same = residents.by_name_and_birth(session, row.resident.name, row.resident.birth_date)
                kept = same[0] if same else None
            if kept is None:
                new.append(row)
            elif kept.resident.name != row.resident.name:
                text = f"这个身份证号已有档案，姓名是{kept.resident.name}，和本行的{row.resident.name}不同。"
                refused.append(RefusedRow(row.number, row.cells, (Problem("name", "name_differs", text),)))
            elif _merged(kept.resident, row.resident) != kept.resident or _missing_registers(session, kept, row):
                changed.append((row, kept))
            else:
                unchanged += 1
    refused.sort(key=lambda row: row.number)
    return RosterPreview(
        path,
        roster.header,
        new=tuple(new),
        changed=tuple(changed),
        unchanged=unchanged,
        refused=tuple(refused),
        notes=roster.notes,
        unread=_unread((*new, *(row for row, _ in changed)), station.clock.today()),
    )


def _unread(rows: Iterable[RosterRow], day: date) -> tuple[UnreadWords, ...]:
    told: list[UnreadWords] = []
    for row in sorted(rows, key=lambda row: row.number):
        resident, said = row.resident, said_in_roster(row.resident)
        person = person_from(
            PersonWords(
                sex_code=resident.sex_code,
                birth_date=resident.birth_date,
                diseases=(said.diseases,),
                allergies=(said.allergies,),
            ),
            day,
        )
        if person.unread:
            told.append(UnreadWords(row.number, resident.name, person.unread))
    return tuple(told)


def accept_roster(station: Workstation, preview: RosterPreview) -> ImportReport:
    """Write every good row in one commit: all of them or none."""
    today = station.clock.today()
    if preview.accepted:
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            homes = residents.households(work.session)
            heads: dict[str, str] = {}
            for row in sorted(preview.new, key=lambda row: row.resident.relation_code != "02"):
                resident = row.resident
                home = heads.get(row.household_key) or homes.get((resident.household_head, resident.address), "")
                resident_id = save_new(work, replace(resident, household_id=home))
                if not home and row.household_key:
                    heads[row.household_key] = resident_id
                _enrol(work, resident_id, row.diseases, today)
            for row, kept in preview.changed:
                merged = _merged(kept.resident, row.resident)
                if merged != kept.resident:
                    residents.save(work, merged, kept.id, kept.revision)
                _enrol(work, kept.id, row.diseases, today)
    return report_of(preview)


def save_refused(preview: RosterPreview, path: Path) -> None:
    """Give the refused rows back as a file, each with its reason; the roster itself is never written over."""
    if path.exists() and preview.path.exists() and path.samefile(preview.path):
        raise Refused("same_file", "退回的行不能存到花名册自己上面，请换一个文件名。")
    refused_file(preview.refused, path, preview.header)


_KEPT_AS_THEY_ARE = frozenset(("household_id", "archive_no", "status", "closed_on", "closed_reason", "extra"))


def _merged(kept: Resident, row: Resident) -> Resident:
    """What the roster says where it says something; it never empties a field."""
    filled = {
        field.name: value
        for field in fields(Resident)
        if field.name not in _KEPT_AS_THEY_ARE and (value := getattr(row, field.name)) not in ("", (), None)
    }
    return with_roster_words(replace(kept, **filled), said_in_roster(row))


def _missing_registers(session: residents.Session, kept: Kept, row: RosterRow) -> bool:
    known = {entry.disease for _, entry, _ in residents.enrolments(session, kept.id)}
    return any(disease not in known for disease in row.diseases)


def _enrol(work: residents.UnitOfWork, resident_id: str, diseases: Iterable[str], today: date) -> None:
    known = {entry.disease for _, entry, _ in residents.enrolments(work.session, resident_id)}
    for disease in diseases:
        if disease not in known:
            entry = Enrolment(resident_id=resident_id, disease=disease, enrolled_on=today)
            residents.save_enrolment(work, entry)


def report_of(preview: RosterPreview) -> ImportReport:
    """What an import of this preview would report."""
    reasons = tuple((row.number, problem) for row in preview.refused for problem in row.problems)
    return ImportReport(
        accepted=preview.accepted,
        refused=len(preview.refused),
        unchanged=preview.unchanged,
        reasons=reasons,
        notes=preview.notes,
        unread=preview.unread,
    )

"""The village roster comes in: a preview, then all good rows in one commit, and a file of the refused ones."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from vclinic.domain import codes
from vclinic.domain.problem import Problem, Refused
from vclinic.domain.resident import Enrolment, Resident
from vclinic.forms.roster import Roster, read_rows
from vclinic.forms.roster_columns import UnreadColumn
from vclinic.forms.roster_file import Sheet, read_roster_file
from vclinic.forms.roster_header import find_header, heading_key
from vclinic.forms.roster_line import Remembered, line_of
from vclinic.forms.roster_questions import RosterQuestion
from vclinic.forms.roster_refused import refused_file
from vclinic.forms.roster_rows import RefusedRow, RosterRow
from vclinic.forms.roster_said import said_in_roster
from vclinic.rules.person_from import PersonWords, person_from
from vclinic.rules.prescription_rules import prescription_rules_on
from vclinic.services import roster_columns
from vclinic.services.close_record import end_registers
from vclinic.services.register_resident import as_new
from vclinic.services.roster_decide import Change, RosterDifference, decide
from vclinic.services.roster_known import Known, known_of, remember, remembered, with_household_words
from vclinic.services.workstation import Workstation
from vclinic.storage import residents
from vclinic.storage.unit_of_work import UnitOfWork


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
class RowNote:
    """What of a row that comes in was not kept, e.g. of two telephone numbers the second."""

    number: int
    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """What a preview was made of, so that it can be made again when a question is answered."""

    path: Path
    sheet: Sheet
    today: date
    known: Known
    remembered: tuple[Remembered, ...]
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would do under the ``answers`` given so far.

    Attributes:
        changed: known residents whose record is filled in.
        unread: rows that come in with words nobody could read.
        notes: sentences about columns that were not read and rows that are left alone.
        row_notes: what of a row's cells was not kept; ``columns_unread`` say something nobody understood.
        questions: all that is asked, answered or not; ``differences`` where record and file contradict.
        homes: household of the file → household of the records that it is.
    """

    source: _Source
    roster: Roster
    header: tuple[str, ...]
    new: tuple[RosterRow, ...]
    changed: tuple[Change, ...]
    unchanged: int
    refused: tuple[RefusedRow, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[UnreadWords, ...] = ()
    row_notes: tuple[RowNote, ...] = ()
    columns_unread: tuple[UnreadColumn, ...] = ()
    questions: tuple[RosterQuestion, ...] = ()
    differences: tuple[RosterDifference, ...] = ()
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    homes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def path(self) -> Path:
        """The file."""
        return self.source.path

    @property
    def open_questions(self) -> tuple[RosterQuestion, ...]:
        """What nobody has decided: the careful way is taken there."""
        return tuple(question for question in self.questions if not question.is_answered(self.answers))

    def answered(self, answers: Mapping[str, str]) -> "RosterPreview":
        """The preview under more answers: key of a question, or its kind for all of it, → key of a choice."""
        asked = {name for question in self.roster.questions for name in (question.key, question.code)}
        roster = self.roster if asked.isdisjoint(answers) else None  # reading thousands of rows again takes a second
        return _preview(self.source, {**self.answers, **answers}, roster)

    def with_column(self, station: Workstation, heading: str, meaning: str) -> "RosterPreview":
        """The preview when a column is what a doctor says it is; nothing is remembered by this."""
        told = {**self.source.told, heading_key(heading): meaning}
        known = known_of(station, self.source.sheet, told)
        return _preview(replace(self.source, told=told, known=known), self.answers)

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


def preview_roster(station: Workstation, path: Path, columns: Mapping[str, str] | None = None) -> RosterPreview:
    """Read a roster and say what importing it would do; nothing is written.

    ``columns``: heading → meaning for this file, besides what doctors have said of earlier ones.

    Raises:
        Refused, WorldFault: the file is not a roster, or cannot be read.
    """
    sheet = read_roster_file(path)
    said = {heading_key(heading): meaning for heading, meaning in (columns or {}).items()}
    told = {**roster_columns.remembered(station), **said}
    source = _Source(
        path=path,
        sheet=sheet,
        today=station.clock.today(),
        known=known_of(station, sheet, told),
        remembered=remembered(station),
        told=MappingProxyType(told),
    )
    return _preview(source, {})


def _preview(source: _Source, answers: Mapping[str, str], roster: Roster | None = None) -> RosterPreview:
    roster = roster or read_rows(
        source.sheet,
        source.today,
        answers,
        source.remembered,
        told=source.told,
        adult_age=prescription_rules_on(source.today).adult_age,
        on_file=source.known.by_number,
    )
    decision = decide(roster, source.known, answers)
    return RosterPreview(
        source,
        roster,
        roster.header,
        new=tuple(decision.new),
        changed=tuple(decision.changed),
        unchanged=decision.unchanged,
        refused=tuple(decision.refused),
        notes=(*roster.notes, *decision.notes),
        unread=_unread(
            (*decision.new, *(change.row for change in decision.changed)),
            source.today,
            new={row.number for row in decision.new},
        ),
        row_notes=tuple(RowNote(row.number, row.resident.name, row.notes) for row in roster.rows if row.notes),
        columns_unread=roster.columns_unread,
        questions=(*roster.questions, *decision.questions),
        differences=tuple(decision.differences),
        answers=MappingProxyType(dict(answers)),
        homes=MappingProxyType(decision.homes),
    )


def _unread(rows: Iterable[RosterRow], day: date, new: Container[int]) -> tuple[UnreadWords, ...]:
    """Rows with words that nobody could read, and ``new`` rows whose words name a disease but entered nobody in its register."""
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
        registers = person.diseases & {code for code, _ in codes.DISEASE.options}
        doubted = (
            row.number in new and bool(said.diseases) and resident.status != "1" and not registers <= set(row.diseases)
        )
        texts = person.unread or ((said.diseases,) if doubted else ())
        if texts:
            told.append(UnreadWords(row.number, resident.name, texts))
    return tuple(told)


def accept_roster(station: Workstation, preview: RosterPreview) -> ImportReport:
    """Write every good row in one commit: all of them or none."""
    today = station.clock.today()
    homes = dict(preview.homes)
    if preview.accepted:
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            _add_new(work, preview.new, homes, today)
            for change in preview.changed:
                merged = change.merged
                if change.joins:
                    merged = replace(merged, household_id=homes.setdefault(change.joins, change.kept.id))
                if merged != change.kept.resident:
                    residents.save(work, merged, change.kept.id, change.kept.revision)
                if change.registers:
                    _enrol(work, change.kept.id, change.registers, today)
                if merged.status == "1":
                    end_registers(work, change.kept.id, merged.closed_on or today, merged.closed_reason)
    remember(station, _sent_back(preview, homes))
    return report_of(preview)


def _add_new(work: UnitOfWork, rows: Iterable[RosterRow], homes: dict[str, str], today: date) -> None:
    """Everybody new, the heads first: their ids are their households', noted in ``homes``."""
    people: list[tuple[str, Resident]] = []
    entries: list[Enrolment] = []
    for row in sorted(rows, key=lambda row: row.resident.relation_code != "02"):
        resident_id = work.new_id()
        home = homes.setdefault(row.household_key, resident_id) if row.household_key else ""
        resident = replace(
            with_household_words(row.resident, row.household), household_id="" if home == resident_id else home
        )
        people.append((resident_id, as_new(resident, resident_id)))
        entries += [
            Enrolment(resident_id=resident_id, disease=disease, enrolled_on=today)
            for disease in dict.fromkeys(row.diseases)
        ]
    residents.add_all(work, people)
    for entry in entries:
        residents.save_enrolment(work, entry)


def _sent_back(preview: RosterPreview, homes: Mapping[str, str]) -> list[Remembered]:
    """The refused rows with the household each belongs to: their neighbours will not be there when they come again."""
    _, columns = find_header((preview.header,), preview.source.told)
    rows: list[Remembered] = []
    for row in preview.refused:
        home = row.household
        if home.key:
            cells = {name: row.cells[column] for name, column in columns.items() if column < len(row.cells)}
            line = line_of(row.number, cells)
            key = f"{preview.path.name}|{home.key}"
            rows.append(
                Remembered(row.number, line.name, line.id_no, replace(home, key=key, home=homes.get(home.key, "")))
            )
    return rows


def save_refused(preview: RosterPreview, path: Path) -> None:
    """Give the refused rows back as a file, each with its reason; the roster itself is never written over."""
    if path.exists() and preview.path.exists() and path.samefile(preview.path):
        raise Refused("same_file", "退回的行不能存到花名册自己上面，请换一个文件名。")
    refused_file(preview.refused, path, preview.header)


def _enrol(work: UnitOfWork, resident_id: str, diseases: Iterable[str], today: date) -> None:
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

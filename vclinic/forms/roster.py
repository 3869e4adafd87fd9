"""A roster's rows become residents, or are refused with a reason; nothing is guessed that the row does not say."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from vclinic.domain.problem import Problem, Refused
from vclinic.domain.resident import Resident
from vclinic.forms.reading import half_width
from vclinic.forms.roster_aside import with_asides, with_unread
from vclinic.forms.roster_columns import UnreadColumn, unread_columns
from vclinic.forms.roster_ditto import with_dittos
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_header import doubled, find_header, is_header, meaning_of, side_by_side
from vclinic.forms.roster_headings import without_headings
from vclinic.forms.roster_household import GIVEN_BACK, SKIP_GIVEN_BACK, households
from vclinic.forms.roster_line import HEAD, NOT_KNOWN, Household, Remembered, line_of
from vclinic.forms.roster_merge import fill
from vclinic.forms.roster_people import says_who
from vclinic.forms.roster_person import ethnic_note, read_person
from vclinic.forms.roster_phone import lost_zero, read_phone
from vclinic.forms.roster_questions import Answers, Choice, RosterQuestion
from vclinic.forms.roster_refused import SENT_BACK_AS, WAS
from vclinic.forms.roster_rows import DIED, MOVED, RefusedRow, RosterRow
from vclinic.forms.roster_said import RosterWords, with_roster_words
from vclinic.forms.roster_same import alike, same_question
from vclinic.forms.roster_state import read_state, registers_of, state_questions
from vclinic.forms.roster_words import birth_note

_PHONES = ("phone", "contact_phone")


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster holds; ``repeated`` counts rows that say again what an earlier row said, ``notes`` are sentences
    about what in the file was not read, or not read whole; ``columns_unread`` say something nobody understood."""

    header: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    refused: tuple[RefusedRow, ...]
    repeated: int
    notes: tuple[str, ...]
    questions: tuple[RosterQuestion, ...] = ()
    columns_unread: tuple[UnreadColumn, ...] = ()


@dataclass
class _Reading:
    """What the rows so far have said; ``adult_age``: who is younger is not entered in a register unasked."""

    today: date
    answers: Answers
    homes: Mapping[int, Household]
    adult_age: int = 0
    epoch_1904: bool = False
    rows: list[RosterRow] = field(default_factory=lambda: [])
    refused: list[RefusedRow] = field(default_factory=lambda: [])
    questions: list[RosterQuestion] = field(default_factory=lambda: [])
    repeated: int = 0
    by_number: dict[str, int] = field(default_factory=lambda: {})
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def refuse(self, row: RosterRow | RefusedRow, *problems: Problem) -> None:
        """Send a row back with its reasons; it keeps its household."""
        self.refused.append(RefusedRow(row.number, row.cells, problems, row.household))


def read_rows(
    sheet: Sheet,
    today: date,
    answers: Answers | None = None,
    remembered: Sequence[Remembered] = (),
    *,
    told: Mapping[str, str] | None = None,
    adult_age: int = 0,
    on_file: Collection[str] = (),
) -> Roster:
    """Every row of a sheet.

    ``remembered`` are the rows earlier imports sent back; ``on_file``: ID numbers of residents; ``told``: heading → what a doctor has said that it means;
    somebody younger than ``adult_age`` years is entered in a register only after a question.

    Raises:
        Refused: ``not_a_roster`` when no header with names and ID numbers or birth dates is found, ``several_tables`` when
            another one further down has its columns in another order, or other people stand beside the first.
    """
    place, columns = find_header(sheet.rows, told)
    header = sheet.rows[place]
    own = {SENT_BACK_AS: "sent_back_as"} | {heading: f"was_{name}" for name, heading in WAS.items()}
    columns = {
        own[heading.strip()]: column for column, heading in enumerate(header) if heading.strip() in own
    } | columns
    _refuse_side_by_side(sheet.rows[place:], told)
    understood = {place for place, heading in enumerate(header) if meaning_of(heading, told)} | set(columns.values())
    rows: list[tuple[int, tuple[str, ...], dict[str, str]]] = []
    above: dict[str, str] = {}
    for number, cells in zip(sheet.numbers[place + 1 :], sheet.rows[place + 1 :], strict=True):
        row = {name: cells[column].strip() for name, column in columns.items() if column < len(cells)}
        if is_header(cells, told) and not says_who(row):  # pasted pages repeat the header
            _refuse_another_header(number, cells, told, columns)
        elif any(row.values()):
            above = with_dittos(row, above)
            rows.append((number, cells, with_asides(with_unread(above, cells, header, understood))))
    rows, headings = without_headings(rows)
    lines = [line_of(number, row, sent_back_as=row.get("sent_back_as", "")) for number, _, row in rows]
    homes, asked = households(lines, answers or {}, remembered, on_file)
    reading = _Reading(today, answers or {}, homes, adult_age, epoch_1904=sheet.epoch_1904)
    left_out = _homeless(asked, reading.answers) | _set_aside(reading, sheet, [number for number, _, _ in rows])
    _zeros(reading, [(number, row) for number, _, row in rows])
    for number, cells, row in rows:
        _take(reading, number, cells, row, left_out.get(number))
    return Roster(
        header,
        tuple(reading.rows),
        tuple(reading.refused),
        reading.repeated,
        notes=(*sheet.notes, *doubled(header, told), *headings),
        questions=(*reading.questions, *asked),
        columns_unread=unread_columns(header, [cells for _, cells, _ in rows], columns.values(), told),
    )


def _refuse_side_by_side(rows: Sequence[Sequence[str]], told: Mapping[str, str] | None) -> None:
    """Of two tables beside each other the second would be left out with everybody in it."""
    first, again = side_by_side(rows[0], told)

    def said(cells: Sequence[str], columns: Mapping[str, int], name: str) -> str:
        place = columns.get(name, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    for cells in rows[1:] if again else ():
        name = said(cells, again, "name")
        figures = [said(cells, again, who) not in ("", said(cells, first, who)) for who in ("id_no", "birth_date")]
        if name and name != said(cells, first, "name") and any(figures):
            text = f"两张表左右并排：第 {again['name'] + 1} 栏又是姓名，里面是另外的人（如“{name}”）。请把两张表分成两个文件，逐个导入。"
            raise Refused("several_tables", text)


def _refuse_another_header(
    number: int, cells: Sequence[str], told: Mapping[str, str] | None, columns: Mapping[str, int]
) -> None:
    """Under a header with its columns in another order every cell would be taken for something else."""
    _, again = find_header([cells], told)
    moved = [name for name in again if name in columns and columns[name] != again[name]]
    if moved:
        heading = cells[again[moved[0]]].strip()
        text = (
            f"第 {number} 行又有一个表头，栏的次序和上面的不一样（如“{heading}”）。请把两张表分成两个文件，逐个导入。"
        )
        raise Refused("several_tables", text)


def _set_aside(reading: _Reading, sheet: Sheet, numbers: Sequence[int]) -> dict[int, Problem]:
    """Rows that somebody hid or struck out: asked about, once for all of them, and not taken in silence."""
    aside: dict[int, Problem] = {}
    for code, marked, word in (("hidden_rows", sheet.hidden, "隐藏"), ("struck_rows", sheet.struck, "划掉")):
        rows = tuple(number for number in numbers if number in marked)
        if not rows:
            continue
        text = f"有 {len(rows)} 行在表里是{word}的（第 {'、'.join(map(str, rows[:20]))} 行{'等' if len(rows) > 20 else ''}）。要导入吗？"
        choices = (Choice("skip", "不导入"), Choice("take", "照常导入"))
        question = RosterQuestion(code=code, key=code, rows=rows, text=text, choices=choices, default="skip")
        reading.questions.append(question)
        if question.answer(reading.answers) == "skip":
            for number in rows:
                aside.setdefault(number, Problem("", code, f"这一行在表里是{word}的，没有导入。"))
    return aside


def _homeless(asked: Sequence[RosterQuestion], answers: Answers) -> dict[int, Problem]:
    """Rows given back that a doctor wants to complete first."""
    why = Problem("", GIVEN_BACK, "这一行原来是哪一户的没有写，没有导入：补上户主或户号再导入。")
    return {
        number: why
        for question in asked
        if question.code == GIVEN_BACK and question.answer(answers) == SKIP_GIVEN_BACK
        for number in question.rows
    }


def _zeros(reading: _Reading, rows: Sequence[tuple[int, dict[str, str]]]) -> None:
    """Landlines whose first 0 a spreadsheet has taken: asked about once for all; a yes writes it back into the row."""
    cells = [(number, row, name) for number, row in rows for name in _PHONES if lost_zero(row.get(name, ""))]
    if not cells:
        return
    numbers = tuple(dict.fromkeys(number for number, _, _ in cells))
    _, row, name = cells[0]
    text = f"有 {len(numbers)} 行的电话像是丢了最前面的 0，如“{row[name]}”。要补上吗（{lost_zero(row[name])}）？"
    choices = (Choice("leave", "电话先空着"), Choice("add", "补上 0"))
    question = RosterQuestion(
        code="lost_zero", key="lost_zero", rows=numbers, text=text, choices=choices, default="leave"
    )
    reading.questions.append(question)
    if question.answer(reading.answers) == "add":
        for _, row, name in cells:
            row[name] = lost_zero(row[name])


def _take(
    reading: _Reading, number: int, cells: tuple[str, ...], row: Mapping[str, str], left_out: Problem | None
) -> None:
    home = reading.homes.get(number, NOT_KNOWN)
    made = read_person(row, reading.today, epoch_1904=reading.epoch_1904)
    if left_out is not None or isinstance(made, list):
        problems = [left_out] if left_out is not None else made if isinstance(made, list) else []
        reading.refuse(RefusedRow(number, cells, (), home), *problems)
        return
    head = home.head
    made = replace(made, household_head=head, relation_code=made.relation_code or (HEAD if head == made.name else ""))
    state = read_state(row, reading.today, made.birth_date, epoch_1904=reading.epoch_1904)
    questions = state_questions(
        number, made.name, state, born=made.birth_date, today=reading.today, adult_age=reading.adult_age
    )
    reading.questions += questions
    gone = next((question.answer(reading.answers) for question in questions if question.code == "gone"), "")
    if gone == "skip":
        text = f"备注写着“{state.remark}”，还没有回答怎么办，这一行没有导入。"
        reading.refuse(RefusedRow(number, cells, (), home), Problem("remark", "gone", text))
        return
    made = with_roster_words(made, RosterWords(state.unread, half_width(row.get("allergies", ""))))
    if state.died or gone == "close":
        closed_reason = MOVED if state.moved else DIED
        made = replace(made, status="1", closed_on=state.died_on, closed_reason=closed_reason)
    diseases = () if made.status == "1" else registers_of(state, questions, reading.answers)
    notes = (*_phone_notes(row), *_birth_note(row, made), *ethnic_note(row), *state.notes)
    _enter(reading, RosterRow(number, cells, made, diseases, home, notes=notes))


def _phone_notes(row: Mapping[str, str]) -> list[str]:
    return [note for name in _PHONES if (note := read_phone(row.get(name, ""))[1])]


def _birth_note(row: Mapping[str, str], made: Resident) -> list[str]:
    note = birth_note(row.get("birth_date", ""), made.birth_date) if row.get("birth_date") and made.id_no else ""
    return [note] if note else []


def _enter(reading: _Reading, row: RosterRow) -> None:
    made = row.resident
    place = reading.by_number.get(made.id_no) if made.id_no else None
    if place is None and not made.id_no:
        place = next((place for place in _namesakes(reading, row) if not reading.rows[place].resident.id_no), None)
    if place is not None:
        _again(reading, row, reading.rows[place])
        return
    for place in _namesakes(reading, row, near=True):
        earlier = reading.rows[place]
        code = alike(earlier.resident, made)
        question = same_question(
            code, (earlier.number, row.number), earlier.resident, made, where=f"第 {earlier.number} 行"
        )
        reading.questions.append(question)
        answer = question.answer(reading.answers)
        if answer == "skip":
            reading.refuse(row, _duplicate(row, earlier))
            return
        if answer != "two":
            _merge(reading, place, row, use_its_number=answer == "same_file")
            return
    _note(reading, len(reading.rows), made.id_no, made.name)
    reading.rows.append(row)


def _namesakes(reading: _Reading, row: RosterRow, *, near: bool = False) -> list[int]:
    """Places of earlier rows with this name and birth date; ``near``: of all that may be the same person."""
    made = row.resident
    return [
        place
        for place in reading.by_name.get(made.name, ())
        if (
            alike(reading.rows[place].resident, made)
            if near
            else reading.rows[place].resident.birth_date == made.birth_date
        )
    ]


def _note(reading: _Reading, place: int, id_no: str, name: str) -> None:
    if id_no:
        reading.by_number[id_no] = place
    if place not in reading.by_name[name]:
        reading.by_name[name].append(place)


def _again(reading: _Reading, row: RosterRow, earlier: RosterRow) -> None:
    if (earlier.resident, earlier.diseases) == (row.resident, row.diseases):
        reading.repeated += 1
    else:
        reading.refuse(row, _duplicate(row, earlier))


def _duplicate(row: RosterRow, earlier: RosterRow) -> Problem:
    made = row.resident
    what = f"身份证号 {made.id_no}" if made.id_no == earlier.resident.id_no != "" else f"{made.name} {made.birth_date}"
    text = f"{what} 和第 {earlier.number} 行重复，但内容不一样，请核对后只留一行。"
    return Problem("id_no", "duplicate_in_file", text)


def _merge(reading: _Reading, place: int, row: RosterRow, *, use_its_number: bool) -> None:
    """Two rows of one person: the earlier one, with what only the later one says."""
    earlier = reading.rows[place]
    resident, _ = fill(earlier.resident, row.resident)
    if use_its_number:
        resident = replace(resident, id_no=row.resident.id_no, birth_date=row.resident.birth_date)
    home = earlier.household if earlier.household.key else row.household
    diseases = tuple(dict.fromkeys((*earlier.diseases, *row.diseases)))
    resident = replace(resident, household_head=resident.household_head or home.head)
    reading.rows[place] = replace(earlier, resident=resident, diseases=diseases, household=home)
    _note(reading, place, row.resident.id_no, resident.name)
    reading.repeated += 1

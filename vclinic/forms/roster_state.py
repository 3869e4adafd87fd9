"""What a row says of diseases and of death, from every column that speaks of them; what contradicts itself is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.forms.reading import half_width
from vclinic.forms.roster_header import DISEASE
from vclinic.forms.roster_questions import Choice, RosterQuestion
from vclinic.forms.roster_words import read_death_date, read_diseases, read_yes_no, says_died, says_moved

_NO_DATE = frozenset("无 否 不详 未 健在 在世 0 / - — \\ × 空".split())


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row says of one person's state.

    Attributes:
        unread: words of disease columns that nobody could read, as they were written.
        denied: diseases that one column names and another denies.
        died: a column says so; ``died_on`` is its day where one is given whole.
        remark: a remark that says the person died or moved; ``moved`` tells which.
        notes: sentences about cells that could not be read.
    """

    diseases: tuple[str, ...]
    unread: str = ""
    denied: tuple[str, ...] = ()
    died: bool = False
    died_on: date | None = None
    remark: str = ""
    moved: bool = False
    notes: tuple[str, ...] = ()


def read_state(row: Mapping[str, str], today: date, born: date | None = None, *, epoch_1904: bool = False) -> RowState:
    """The state of a row; a disease is listed where any column names it and none denies it. Nobody dies before they are
    ``born`` or after ``today``: such a day is said, and not kept."""
    listed, unread = read_diseases(row.get("diseases", ""))
    ticked: list[str] = []
    crossed: list[str] = []
    texts = [half_width(row.get("diseases", ""))] if unread else []
    for name, cell in row.items():
        if not name.startswith(DISEASE):
            continue
        code = name.removeprefix(DISEASE)
        answer = read_yes_no(cell)
        if answer is None:
            in_words, rest = read_diseases(cell)
            ticked += [code] if code in in_words and not rest else []
            texts += [] if code in in_words and not rest else [f"{codes.DISEASE.label(code)}：{half_width(cell)}"]
        elif answer:
            ticked.append(code)
        elif cell:
            crossed.append(code)
    said = tuple(dict.fromkeys((*listed, *ticked)))
    died, died_on, notes = _death(row, today, born, epoch_1904=epoch_1904)
    gone = row.get("remark", "")
    gone = half_width(gone) if not died and (says_died(gone) or says_moved(gone)) else ""
    return RowState(
        diseases=tuple(code for code in said if code not in crossed),
        unread="；".join(texts),
        denied=tuple(code for code in said if code in crossed),
        died=died,
        died_on=died_on,
        remark=gone,
        moved=bool(gone) and not says_died(gone),
        notes=notes,
    )


def _death(
    row: Mapping[str, str], today: date, born: date | None, *, epoch_1904: bool
) -> tuple[bool, date | None, tuple[str, ...]]:
    day_cell, answer_cell = half_width(row.get("death_date", "")), half_width(row.get("died", ""))
    said = read_yes_no(answer_cell)
    days = [(cell, read_death_date(cell, epoch_1904=epoch_1904)) for cell in (day_cell, answer_cell)]
    impossible = ""
    for cell, day in days:
        if day is None:
            continue
        why = "还没到" if day > today else f"早于出生日期 {born}" if born is not None and day < born else ""
        if not why:
            return True, day, ()
        impossible = impossible or f"死亡日期“{cell}”{why}，只记了已死亡，请核对。"
    if impossible:
        return True, None, (impossible,)
    written = day_cell not in _NO_DATE and bool(day_cell) and read_yes_no(day_cell) is not False
    died = said is True or written or says_died(answer_cell) or any(says_died(cell) for cell in _disease_cells(row))
    note = f"死亡日期“{day_cell}”不是完整的日期，只记了已死亡。" if written and read_yes_no(day_cell) is None else ""
    return died, None, (note,) if note else ()


def _disease_cells(row: Mapping[str, str]) -> list[str]:
    return [cell for name, cell in row.items() if name == "diseases" or name.startswith(DISEASE)]


def state_questions(
    number: int, name: str, state: RowState, born: date, today: date, adult_age: int
) -> tuple[RosterQuestion, ...]:
    """What of a row's state is asked: a contradiction, a remark that says somebody is gone, a child in a register."""
    who = f"第 {number} 行{name}"
    asked: list[RosterQuestion] = []
    if state.remark:
        word = "迁出" if state.moved else "死亡"
        choices = (Choice("skip", "先不导入"), Choice("take", "照常导入"), Choice("close", f"导入，档案按{word}注销"))
        text = f"{who}的备注写着“{state.remark}”。怎么办？"
        asked.append(
            RosterQuestion(
                code="gone", key=f"gone:{number}", rows=(number,), text=text, choices=choices, default="skip"
            )
        )
    if state.died:
        return tuple(asked)
    if state.denied:
        labels = "、".join(map(codes.DISEASE.label, state.denied))
        text = f"{who}：一栏写着有{labels}，另一栏写着没有。要建{labels}专档吗？"
        asked.append(_enrol_question("disease_differs", number, text))
    if state.diseases and age_on(born, today) < adult_age:
        labels = "、".join(map(codes.DISEASE.label, state.diseases))
        text = f"{who}只有 {age_on(born, today)} 岁，写着{labels}。要建{labels}专档吗？"
        asked.append(_enrol_question("young", number, text))
    return tuple(asked)


def _enrol_question(code: str, number: int, text: str) -> RosterQuestion:
    choices = (Choice("no", "不建专档"), Choice("yes", "建专档"))
    return RosterQuestion(code=code, key=f"{code}:{number}", rows=(number,), text=text, choices=choices, default="no")


def registers_of(state: RowState, questions: tuple[RosterQuestion, ...], answers: Mapping[str, str]) -> tuple[str, ...]:
    """The registers a row's person is entered in, under the answers given."""
    if state.died:
        return ()
    said = {question.code: question.answer(answers) for question in questions}
    diseases = () if said.get("young") == "no" else state.diseases
    return (*diseases, *(state.denied if said.get("disease_differs") == "yes" else ()))

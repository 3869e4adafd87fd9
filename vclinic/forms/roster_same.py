"""Whether two records are one person: asked, with both side by side, whenever it may be and is not certain."""

from vclinic.domain.identity import nearly_same
from vclinic.domain.resident import Resident
from vclinic.forms.document import display
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.roster_questions import Choice, RosterQuestion

_SHOWN = ("name", "sex_code", "birth_date", "id_no", "phone", "village_group", "address", "household_head")
_TOLD = frozenset(("name", "sex_code"))  # the question says the name, and nobody is asked twice whether a man is one
SKIP = Choice("skip", "先不导入这一行")
SAYINGS = {
    "same_person": "同名、同一天出生，一边没有身份证号",
    "digit_apart": "同名，身份证号只差一位（或两位颠倒）",
}


def alike(one: Resident, other: Resident) -> str:
    """How two records may be one person: ``same_person``, ``digit_apart``, or empty."""
    if one.name != other.name:
        return ""
    if one.birth_date == other.birth_date and not (one.id_no and other.id_no):
        return "same_person"
    return "digit_apart" if one.id_no != other.id_no and nearly_same(one.id_no, other.id_no) else ""


def sides(one: Resident, other: Resident) -> tuple[tuple[str, str, str], ...]:
    """(label, what the one says, what the other says) of what tells people apart; what both leave blank is left out."""
    rows: list[tuple[str, str, str]] = []
    for name in _SHOWN:
        meaning = PERSONAL_INFORMATION.meanings[name]
        mine, theirs = getattr(one, name), getattr(other, name)
        if (mine or theirs) and (name not in _TOLD or mine != theirs):
            rows.append((meaning.label, display(meaning, mine), display(meaning, theirs)))
    return tuple(rows)


def same_question(code: str, rows: tuple[int, ...], known: Resident, row: Resident, *, where: str) -> RosterQuestion:
    """Ask whether the last of ``rows`` is the person already known; ``where`` says where that one stands."""
    number = rows[-1]
    text = f"第 {number} 行的{row.name}和{where}{SAYINGS[code]}：是同一个人吗？"
    one = (
        (Choice("same", f"同一个人，身份证号用{known.id_no}"), Choice("same_file", f"同一个人，身份证号用{row.id_no}"))
        if code == "digit_apart"
        else (Choice("same", "同一个人，补上缺的"),)
    )
    choices = (*one, Choice("two", "两个人"), SKIP)
    return RosterQuestion(
        code=code,
        key=f"{code}:{number}",
        rows=rows,
        text=text,
        choices=choices,
        default=SKIP.key,
        sides=sides(known, row),
    )

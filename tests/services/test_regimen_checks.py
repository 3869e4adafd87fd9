"""What the windows show of the checks of a prescription: what presses, what still waits for a reason, what nobody knows."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.people import order
from vclinic.domain.prescription import Check, ExerciseAdvice, ThreePrescriptions
from vclinic.rules.prescribing import UNKNOWN
from vclinic.services.regimen_checks import RegimenChecks, asks_same_box, names_unknown, regimen_checks

FORBIDDEN = Check("allergy", "forbid", "allergy/阿莫西林", "不能开。", lines=(1,), drugs=("阿莫西林",))
PAIR = Check("interaction", "warn", "依那普利/螺内酯", "血钾会升高。", lines=(1, 2), drugs=("依那普利", "螺内酯"))
COUGH = Check("reaction", "warn", "依那普利/cough", "上次吃了干咳。", lines=(1,), drugs=("依那普利",))
WEEKS = Check("days", "warn", "R4/4weeks", "56 天超过 4 周。")
ANSWERED_BEFORE = replace(PAIR, severity="note", overruled="县医院定的方案", overruled_on=date(2026, 8, 24))
PLAIN_NOTE = replace(PAIR, severity="note", code="依那普利/氢氯噻嗪")
NOT_KNOWN = Check("catalogue", "unchecked", UNKNOWN, "认不出来。", drugs=("降压神茶", "祖传丸"))
ELSE_UNCHECKED = Check("renal", "unchecked", "no_creatinine", "没有肌酐。", lines=(1,), drugs=("依那普利",))
REASON = "县医院定的方案"


def shown(*checks: Check, first: str = "", overrules: tuple[tuple[str, str], ...] = ()) -> RegimenChecks:
    """What is shown of checks of two lines; ``first`` is the reason written beside line 1."""
    still = ExerciseAdvice(
        allowed=False, blocked_because="", types=(), times_per_week=0, minutes=0, intensity="", hr_low=None, hr_high=None,
        hr_explain="", resistance="", progression="", stop_rules=(),
    )  # fmt: skip
    three = ThreePrescriptions(
        resident_id="R-1", reasons=(), diseases=("htn",), issued_on=date(2026, 11, 24), review_on=date(2027, 2, 24),
        medication=(order("依那普利片", line_no=1, overrule=first), order("螺内酯片", line_no=2)), diet=(), exercise=still,
        overrules=overrules,
    )  # fmt: skip
    return regimen_checks(three, checks)


def test_nothing_presses_where_nothing_was_checked() -> None:
    assert shown() == RegimenChecks((), (), (), (), frozenset())


def test_what_is_forbidden_presses_and_waits_for_no_reason() -> None:
    sorted_out = shown(FORBIDDEN, PAIR, ANSWERED_BEFORE, ELSE_UNCHECKED)
    assert sorted_out.pressing == (FORBIDDEN, PAIR)
    assert sorted_out.waiting == (PAIR,)


def test_what_was_answered_at_an_earlier_visit_neither_presses_nor_waits() -> None:
    assert shown(ANSWERED_BEFORE, PLAIN_NOTE) == RegimenChecks((), (), (), (ANSWERED_BEFORE,), frozenset())


@pytest.mark.parametrize(
    ("first", "overrules", "waiting"),
    [
        ("", (), (PAIR, WEEKS)),
        (REASON, (), (WEEKS,)),  # beside the line answers what the line asks, not the whole
        ("", (("R4/4weeks", "外出务工"),), (PAIR,)),
        (REASON, (("R4/4weeks", "外出务工"),), ()),
        ("无", (("R4/4weeks", "知道了"),), (PAIR, WEEKS)),  # a reason that says nothing is none
        ("", (("依那普利/氯化钾", REASON),), (PAIR, WEEKS)),  # the reason of another pair
    ],
)
def test_a_warning_waits_until_it_has_a_reason_of_its_own(
    first: str, overrules: tuple[tuple[str, str], ...], waiting: tuple[Check, ...]
) -> None:
    sorted_out = shown(PAIR, WEEKS, first=first, overrules=overrules)
    assert sorted_out.waiting == waiting
    assert sorted_out.pressing == (PAIR, WEEKS)  # with a reason it still stands there to be read


def test_names_nobody_knows_are_told_one_by_one() -> None:
    assert shown(NOT_KNOWN, ELSE_UNCHECKED).unknown == ("降压神茶", "祖传丸")


def test_a_line_that_did_harm_before_is_marked_until_somebody_says_what_becomes_of_it() -> None:
    assert shown(COUGH, PAIR).reacted == {1}
    assert shown(COUGH, overrules=((COUGH.code, "换药后再看"),)).reacted == frozenset()


@pytest.mark.parametrize(
    ("code", "unknown", "same_box"),
    [(UNKNOWN, True, False), ("same_box/氨氯地平", False, True), ("class/氨氯地平/硝苯地平", False, False)],
)
def test_a_question_is_known_by_its_code(code: str, *, unknown: bool, same_box: bool) -> None:
    check = replace(PAIR, code=code)
    assert (names_unknown(check), asks_same_box(check)) == (unknown, same_box)

"""Short words of answers and medicines."""

from datetime import date

import pytest

from vclinic.services.known_of_person import Answer, KnownLab, KnownMedicine
from vclinic.ui.known import said

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("answer", "words", "level"),
    [
        (Answer("never"), "还没问过", "warn"), (Answer("old", date(2026, 8, 1)), "2026-08-01 问的，该再问了", "warn"),
        (Answer("current", DAY), "没有吃别的药（11-24 问）", ""), (Answer("undated"), "没有吃别的药（档案上写的）", ""),
    ],
)  # fmt: skip
def test_every_kind_of_answer_looks_different(answer: Answer, words: str, level: str) -> None:
    assert said.asked(answer, "没有吃别的药") == (words, level)


@pytest.mark.parametrize(
    ("means", "known", "asks", "words"),
    [
        ("", True, False, "科素亚　医院开的 11-24"), ("氯沙坦", True, False, "科素亚＝氯沙坦　医院开的 11-24"),
        ("", False, False, "科素亚（不知道是什么药）　医院开的 11-24"), ("", False, True, "科素亚　医院开的 11-24"),
    ],
)  # fmt: skip
def test_a_medicine_in_a_line(means: str, words: str, *, known: bool, asks: bool) -> None:
    assert said.medicine(KnownMedicine("科素亚", "医院开的", DAY, means=means, known=known), asks=asks) == words


@pytest.mark.parametrize(
    ("counts", "computed", "words"),
    [(True, False, "血钾 4.6（11-24）"), (False, False, "血钾 4.6（2026-11-24 旧）"), (True, True, "血钾 4.6（算的）")],
)
def test_a_value_in_a_line(words: str, *, counts: bool, computed: bool) -> None:
    lab = KnownLab("potassium_mmol_l", "血钾", "4.6", DAY, counts=counts, computed=computed)
    assert said.lab(lab) == words

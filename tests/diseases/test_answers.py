"""What the doctor answers beside the figures, and what follows from it alone."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import DAY
from vclinic.diseases import DISEASES
from vclinic.diseases.answers import FLAGS, Answers, answered, complication, reaction_today, uncontrollable

LAST = date(2026, 8, 24)


def answers(**changes: Any) -> Answers:
    return Answers(**({"visit_date": DAY, "adr": "1"} | changes))


def test_nothing_written_means_nothing_ticked() -> None:
    assert Answers(**answered({"visit_date": DAY})) == answers()


@pytest.mark.parametrize("empty", [None, "", ()])
def test_an_empty_field_is_as_one_nobody_wrote(empty: object) -> None:
    names = ("adr", "symptom_codes", "emergency_signs", "pregnant", "new_complication", "med_adherence")
    assert Answers(**answered({"visit_date": DAY} | dict.fromkeys(names, empty))) == answers()


@pytest.mark.parametrize(
    ("written", "ticked", "counts"), [("1", False, "1"), ("2", False, "2"), ("1", True, "2"), ("", True, "2"), (None, False, "1")]
)  # fmt: skip
def test_while_reaction_and_tick_contradict_the_graver_counts(written: str | None, ticked: bool, counts: str) -> None:
    assert answered({"visit_date": DAY, "adr": written, "adr_uncontrollable": ticked})["adr"] == counts


def test_a_day_is_needed() -> None:
    with pytest.raises(KeyError, match="visit_date"):
        answered({"adr": "1"})


def test_a_complication_is_told_with_the_diseases_own_clause() -> None:
    assert complication(answers(), "分类") is None
    reason = complication(answers(new_complication=True), "分类")
    assert reason is not None
    assert (reason.code, reason.clause) == ("complication", "分类")


@pytest.mark.parametrize(
    ("ticked", "reaction", "last_on", "text"),
    [
        (False, False, None, ""),
        (False, True, None, ""),
        (False, False, LAST, ""),
        (False, True, LAST, "今天有不良反应，上次（08-24）也有，难以控制，建议转上级。"),
        (True, False, None, "医生认为药物不良反应难以控制，建议转上级。"),
        (True, True, LAST, "医生认为药物不良反应难以控制，建议转上级。"),
    ],
)
def test_a_reaction_is_uncontrollable_when_said_so_or_seen_twice(
    ticked: bool, reaction: bool, last_on: date | None, text: str
) -> None:
    reason = uncontrollable(answers(adr_uncontrollable=ticked), "分类", reaction=reaction, last_on=last_on)
    assert (reason.text if reason else "") == text


@given(st.sampled_from(("", "1", "2", "3")))
def test_only_a_reaction_that_was_seen_is_one(adr: str) -> None:
    assert (reaction_today(answers(adr=adr), "分类") is not None) is (adr == "2")


def test_what_is_asked_beside_the_paper_stands_in_every_form_that_asks_it() -> None:
    for disease in DISEASES:
        assert disease.flags == FLAGS
        assert {flag.field for flag in FLAGS} <= set(disease.form.meanings)
    assert [flag.field for flag in FLAGS if flag.fertile] == ["pregnant"]
    assert all(len(flag.short) <= 8 for flag in FLAGS), "they share a row"

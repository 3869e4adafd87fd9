"""Whether a change can be filed: at the township nothing is believed that a form or a kind does not allow."""

from datetime import date
from typing import Any

import pytest

from sync.protocol.messages import Change
from sync.server.intake.checks import TAKEN, check
from tests.server.people import change, resident, visit

TODAY = date(2026, 11, 25)
WOMAN: dict[str, Any] = {"sex_code": "2", "birth_date": date(1957, 3, 12)}


def verdict(sent: Change, facts: dict[str, Any] | None = None) -> tuple[str, str]:
    """Field and code of what refuses it; ("", "program:…") for what waits; ("", "") when it is taken."""
    judged = check(sent, WOMAN if facts is None else facts, TODAY)
    return (judged.problem.field, judged.problem.code) if judged.problem else ("", judged.waits_for)


def without(sent: Change, *names: str) -> Change:
    return sent.model_copy(update={"data": {name: value for name, value in sent.data.items() if name not in names}})


def beside(sent: Change, **values: Any) -> Change:
    return sent.model_copy(update={"data": sent.data | values})


@pytest.mark.parametrize("sent", [resident(), visit(), resident(revision=7), visit(revision=2)])
def test_an_honest_record_is_taken(sent: Change) -> None:
    assert check(sent, WOMAN, TODAY) == TAKEN


@pytest.mark.parametrize(("base", "revision"), [(1, 1), (2, 1), (5, 5)])
def test_a_revision_is_made_from_an_older_one(base: int, revision: int) -> None:
    sent = visit().model_copy(update={"revision": revision, "base_revision": base})
    assert verdict(sent) == ("base_revision", "bad_revision")


def test_a_revision_may_leap() -> None:
    assert verdict(visit().model_copy(update={"revision": 9, "base_revision": 3})) == ("", "")


@pytest.mark.parametrize(
    ("sent", "waits"),
    [
        (change("workpoint", "W-1", {"points": 3}), "program:workpoint"),
        (beside(visit(), form_id="form_of_tomorrow"), "program:form_of_tomorrow"),
        (beside(visit(), form_version=99), "program:hypertension_follow_up:99"),
    ],
)
def test_what_only_a_newer_program_reads_waits_for_it(sent: Change, waits: str) -> None:
    assert verdict(sent) == ("", waits)


def test_what_the_township_owns_no_clinic_writes() -> None:
    judged = check(change("announcement", "n-1", {"title": "x"}), {}, TODAY)
    assert judged.problem is not None
    assert (judged.problem.field, judged.problem.code) == ("entity", "not_yours")
    assert "只由卫生院来写" in judged.problem.text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (without(visit(), "resident_id"), "resident_id"),
        (without(visit(), "record"), "record"),
        (beside(visit(), record="no record"), "record"),
        (beside(visit(), resident_id=7), "resident_id"),
        (change("enrolment", "E-1", {"disease": "htn", "enrolled_on": "2026-01-02"}), "resident_id"),
    ],
)
def test_what_lacks_the_least_is_refused_by_name(sent: Change, field: str) -> None:
    judged = check(sent, WOMAN, TODAY)
    assert judged.problem is not None
    assert (judged.problem.field, judged.problem.code) == (field, "bad_record")
    assert f"“{field}”" in judged.problem.text


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-11-25", ""),
        ("2026-11-26", ""),  # the clinic's clock may be ahead around midnight
        ("2026-11-27", "future"),
    ],
)
def test_a_visit_may_be_of_tomorrow_at_most(day: str, code: str) -> None:
    assert verdict(visit(visit_date=day, next_visit_date="2027-02-20")) == (("visit_date", code) if code else ("", ""))


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"sbp": 600}, ("sbp", "out_of_bounds")),
        ({"visit_way": "9"}, ("visit_way", "unknown_code")),
        ({"visit_date": "not a day"}, ("visit_date", "not_a_date")),
    ],
)
def test_a_form_is_held_to_its_bounds(values: dict[str, Any], refused: tuple[str, str]) -> None:
    sent = visit()
    wrong = beside(sent, record=sent.data["record"] | values)
    assert verdict(wrong) == refused


def test_pregnancy_is_no_word_about_a_man() -> None:
    sent = visit()
    expecting = beside(sent, record=sent.data["record"] | {"pregnant": True})
    assert verdict(expecting, WOMAN | {"sex_code": "1"}) == ("pregnant", "impossible")
    assert verdict(expecting, {"birth_date": date(1990, 3, 12), "sex_code": "2"}) == ("", "")


def test_nothing_known_of_the_person_refuses_nothing() -> None:
    assert verdict(visit(), {}) == ("", "")

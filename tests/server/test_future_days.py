"""What lies in the future is the same everywhere at the township: a day another machine may honestly have written is taken and
unremarked, one beyond it is named by intake and by review, whatever kind of record or field bears it."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import sync.server
from sync.protocol.messages import Change
from sync.server.intake.checks import check
from sync.server.review import findings
from tests.server import papers
from tests.server.people import change, resident, visit
from tests.server.review.test_any_record import diabetic
from tests.server.review.test_waiting import enrolled, profile
from tests.server.visits import received
from vclinic.diseases.catalog import all_forms
from vclinic.domain import entities
from vclinic.domain.dates import CLOCKS_APART

TODAY = date(2026, 11, 25)
LATEST = TODAY + CLOCKS_APART
WOMAN: dict[str, Any] = {"sex_code": "2", "birth_date": date(1957, 3, 12), "status": "0"}
KINDS = {
    "enrolment": enrolled("htn"),
    "follow_up": visit(),
    "prescription": papers.prescription(),
    "stock_entry": change(
        "stock_entry", "S-1", {"batch_id": "B-1", "kind": "adjust", "quantity": 3, "moved_on": "2026-11-16"}
    ),
    "dispensing": papers.dispensing(),
    "medication_profile": profile(),
    "announcement_read": change(
        "announcement_read", "A-1", {"announcement_id": "n-1", "announcement_revision": 1, "read_on": "2026-11-16"}
    ),
    "remark_reply": change(
        "remark_reply",
        "E-1",
        {
            "resident_id": "R-1", "about": [["follow_up", "V-1"]], "about_change": "V-1.r1", "notice": 1,
            "text": "量过两次，确是这样", "replied_on": "2026-11-16", "doctor_id": "D-1", "doctor_name": "周国平",
        },
    ),
}  # fmt: skip
FORMS: dict[str, Change] = {
    "hypertension_follow_up": visit(),
    "diabetes_follow_up": diabetic(),
    "personal_information": resident(),
}
AHEAD_BY_NATURE = {"next_visit_date"}
FIELDS = sorted(
    {
        (form.id, name)
        for form in all_forms()
        for name, meaning in form.meanings.items()
        if meaning.kind == "date" and name not in AHEAD_BY_NATURE
    }
)


def dated(sent: Change, field: str, day: date) -> Change:
    """The same record of another day; ``field`` may stand in its form."""
    data = dict(sent.data)
    *above, name = field.split(".")
    if above:
        following = {"next_visit_date": "2027-02-20"}
        data[above[0]] = data[above[0]] | {name: day.isoformat()} | (following if name == "visit_date" else {})
    else:
        data[name] = day.isoformat()
    return sent.model_copy(update={"data": data})


def named(sent: Change, field: str) -> tuple[bool, bool]:
    """Whether intake, and whether review, find something wrong with this field."""
    name = field.rpartition(".")[2]
    problem = check(sent, WOMAN, TODAY).problem
    noticed = findings.look(received(sent), [], WOMAN, TODAY)
    return (
        problem is not None and problem.field.rpartition(".")[2] == name,
        any(finding.field == name and finding.level == "danger" for finding in noticed),
    )


def test_every_kind_that_a_clinic_dates_is_here() -> None:
    assert set(KINDS) == {kind.name for kind in entities.owned_by("clinic") if kind.day}


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_the_latest_day_is_taken_everywhere_and_one_beyond_is_named_everywhere(kind: str) -> None:
    entity = entities.by_name(kind)
    assert entity is not None
    for day, wrong in ((TODAY, False), (LATEST, False), (LATEST + timedelta(days=1), True), (date(2036, 1, 1), True)):
        assert named(dated(KINDS[kind], entity.day, day), entity.day) == (wrong, wrong), day


@pytest.mark.parametrize(("form", "field"), FIELDS)
def test_a_day_on_a_form_is_held_to_the_same(form: str, field: str) -> None:
    place = "" if form == "personal_information" else "record."
    sent = FORMS[form]
    if field == "closed_on":
        sent = sent.model_copy(update={"data": sent.data | {"status": "1", "closed_reason": "1"}})
    if field == "referral_outcome_on":
        record = sent.data["record"] | {"referral_outcome": "1"}
        sent = sent.model_copy(update={"data": sent.data | {"record": record}})
    for day, wrong in ((LATEST, False), (LATEST + timedelta(days=1), True)):
        assert named(dated(sent, place + field, day), field) == (wrong, wrong), day


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_refused_for_its_day_says_which_day_it_is_here(kind: str) -> None:
    entity = entities.by_name(kind)
    assert entity is not None
    problem = check(dated(KINDS[kind], entity.day, LATEST + timedelta(days=3)), WOMAN, TODAY).problem
    assert problem is not None
    assert problem.code == "future"
    assert f"{LATEST + timedelta(days=3)} 还没到，今天是 {TODAY}" in problem.text


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("2026-11-25T09:00:00+08:00", False),
        ("2026-11-26T23:59:59+08:00", False),
        ("2026-11-26T15:59:00+00:00", False),
        ("2026-11-26T16:01:00+00:00", True),
        ("2026-11-27T00:00:00+08:00", True),
        ("2027-11-25T09:00:00+08:00", True),
    ],
)
def test_a_record_written_beyond_the_same_day_tells_of_a_wrong_clock(written: str, wrong: bool) -> None:
    noticed = findings.look(received(visit(at=written)), [], WOMAN, TODAY)
    assert ("written_ahead" in {finding.code for finding in noticed}) is wrong


def test_nobody_at_the_township_has_a_tolerance_or_a_day_of_its_own() -> None:
    """A moment's own ``.date()`` is the day of whatever zone it came in; a second allowance would be another future."""
    faults: list[str] = []
    for path in sorted(Path(next(iter(sync.server.__path__))).rglob("*.py")):
        text = path.read_text("utf-8")
        faults += [f"{path.name}: {line}" for line in re.findall(r".*\bnow\(?\)?\.date\(\).*|.*TOLERANCE.*", text)]
        faults += [f"{path.name}: {line}" for line in re.findall(r".*\btoday \+ timedelta.*", text)]
    assert faults == []

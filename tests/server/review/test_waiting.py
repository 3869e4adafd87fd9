"""What waits for staff, in which rank and said how; what came before a visit."""

from typing import Any

import pytest
from sqlmodel import select

from sync.protocol.messages import Change
from sync.server.database.tables import Review
from sync.server.review.findings import from_text
from sync.server.review.waiting import AGAIN, CLEAN, FOUND, URGENT, before, reviewed, summary
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship
from tests.server.visits import received, seen
from vclinic.diseases.finding import Finding

URGENTLY: dict[str, Any] = {"sbp": 186, "dbp": 112, "visit_class": "2", "next_visit_date": "2026-11-30"}


def rows(township: RunningTownship) -> dict[str, tuple[str, int]]:
    """Change → state and rank, of visits."""
    with township.store.read() as session:
        return {
            row.change_id: (row.state, row.rank)
            for row in session.exec(select(Review).where(Review.entity == "follow_up"))
        }


@pytest.mark.parametrize(
    ("kind", "waits"),
    [("follow_up", True), ("resident", True), ("dispensing", False), ("stock_entry", False), ("of_tomorrow", False)],
)
def test_only_records_of_some_kinds_are_reviewed(kind: str, waits: bool) -> None:
    assert reviewed(kind) is waits


def test_what_came_before_is_valid_of_the_same_disease_and_newest_first() -> None:
    today = seen("2026-11-16", "V-5")
    others = [
        today,
        seen("2026-05-16", "V-1"),
        seen("2026-08-16", "V-2"),
        received(visit("V-3", visit_date="2026-09-16", status="void")),
        received(visit("V-4", visit_date="2026-10-16", disease="dm")),
        seen("2026-12-16", "V-6"),
        seen("someday", "V-7"),
    ]
    assert [record.id for record in before(today, others)] == ["V-2", "V-1"]
    assert before(seen("someday", "V-8"), others) == []


def test_two_of_one_day_stand_in_the_order_of_their_ids() -> None:
    first, second = seen("2026-11-16", "V-1"), seen("2026-11-16", "V-2")
    assert before(second, [first, second]) == [first]
    assert before(first, [first, second]) == []


@pytest.mark.parametrize(
    ("revision", "levels", "text"),
    [
        (1, [], "高血压 146/88"),
        (1, ["info", "warn"], "高血压 146/88，2 条发现"),
        (3, [], "高血压，第 3 版"),
    ],
)
def test_a_visit_in_a_few_words(revision: int, levels: list[Any], text: str) -> None:
    record = received(visit(revision=revision))
    assert summary(record, [Finding("sbp", "x", level, "") for level in levels]) == text


def test_a_record_without_figures_is_called_by_its_kind() -> None:
    assert summary(received(resident()), []) == "居民档案"
    assert summary(received(resident(revision=2)), []) == "居民档案，第 2 版"
    assert summary(seen("2026-11-16", sbp=None, dbp=None), []) == "高血压 —"


def test_urgent_first_then_what_came_back_then_what_was_found(township: RunningTownship, clinic: ClinicDevice) -> None:
    township.staff("linxy", "林晓燕")
    clinic.round(
        resident("R-1"), resident("R-2"), resident("R-3"), resident("R-4"),
        visit("V-1", "R-1"), visit("V-2", "R-2", height_cm=150, bmi=31.0), visit("V-3", "R-3"),
    )  # fmt: skip
    assert rows(township) == {"V-1.r1": ("waiting", CLEAN), "V-2.r1": ("waiting", FOUND), "V-3.r1": ("waiting", CLEAN)}
    township.decide("V-3.r1", sbp="请核对")
    clinic.round(visit("V-3", "R-3", revision=2, sbp=144), visit("V-4", "R-4", **URGENTLY))
    assert rows(township) == {
        "V-1.r1": ("waiting", CLEAN),
        "V-2.r1": ("waiting", FOUND),
        "V-3.r1": ("returned", CLEAN),
        "V-3.r2": ("waiting", AGAIN),
        "V-4.r1": ("waiting", URGENT),
    }


def test_a_newer_revision_supersedes_and_an_older_one_comes_too_late(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(), visit(revision=2, sbp=142), visit(revision=3, sbp=140))
    assert {key: state for key, (state, _) in rows(township).items()} == {
        "V-1.r1": "superseded", "V-1.r2": "superseded", "V-1.r3": "waiting",
    }  # fmt: skip


def test_a_visit_that_comes_late_is_seen_by_those_that_wait(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-2", visit_date="2026-11-16"))
    assert rows(township)["V-2.r1"] == ("waiting", CLEAN)
    clinic.round(visit("V-1", visit_date="2026-08-16", next_visit_date="2026-11-16", weight_kg=90.0, bmi=38.4))
    assert rows(township)["V-2.r1"] == ("waiting", FOUND)


def profile(revision: int = 1, **known: Any) -> Change:
    """What is kept of R-1's medicines and results."""
    data = {"resident_id": "R-1", "told_on": "2026-11-16", "medicines": [], "doctor_id": "D-1", "doctor_name": "周国平"}
    return change("medication_profile", "M-1", data | known, revision)


def enrolled(disease: str, ended_on: str | None = None) -> Change:
    data = {"resident_id": "R-1", "disease": disease, "enrolled_on": "2024-03-12", "ended_on": ended_on}
    return change("enrolment", f"E-{disease}", data)


DAPAGLIFLOZIN = {"name": "达格列净片", "source": "hospital", "told_on": "2026-11-16"}


@pytest.mark.parametrize(
    ("others", "figures", "code"),
    [
        ([profile(labs=[{"code": "potassium_mmol_l", "value": 5.8, "on": "2026-11-12"}])], {}, "血钾过高"),
        ([profile(medicines=[DAPAGLIFLOZIN])], {"other_signs": "恶心，肚子痛"}, "疑酮症"),
        ([enrolled("t2dm")], {"other_signs": "右脚破了流脓"}, "糖尿病足待查"),
        ([enrolled("t2dm", "2025-01-01")], {"other_signs": "右脚破了流脓"}, ""),
        ([], {"other_signs": "恶心，肚子痛"}, ""),
        ([profile(labs=[{"code": "potassium_mmol_l", "value": "高", "on": "2026-11-12"}])], {}, ""),
    ],
)
def test_the_township_judges_with_what_is_kept_of_the_person(
    clinic: ClinicDevice, others: list[Change], figures: dict[str, Any], code: str
) -> None:
    clinic.round(resident(), *others, visit(**figures))
    with clinic.township.store.read() as session:
        (row,) = session.exec(select(Review).where(Review.entity == "follow_up"))
        told = [finding.text for finding in from_text(row.findings) if finding.code == "vital_missed"]
    assert any(code in text for text in told) if code else told == []


def test_a_result_that_comes_later_is_seen_beside_the_visit_that_waits(clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    clinic.round(profile(labs=[{"code": "potassium_mmol_l", "value": 6.2, "on": "2026-11-14"}]))
    assert [rank for _, rank in rows(clinic.township).values()] == [URGENT]

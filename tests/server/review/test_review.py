"""The township looks at visits: queue, findings, verdicts, and what the clinic hears of them."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from sync.protocol.messages import Change, VerdictNotice
from sync.server.database.tables import Audit, Review, Staff
from sync.server.review import findings, review, waiting
from sync.server.review.review import Decision
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship
from vclinic.domain.problem import Problem, Refused


def decide(township: RunningTownship, change_id: str, decision: Decision) -> list[Problem] | VerdictNotice:
    with township.store.write() as session:
        staff = session.exec(select(Staff)).first()
        assert staff is not None
        return review.decide(session, change_id, decision, staff, township.clock())


def accept(township: RunningTownship, change_id: str) -> None:
    assert isinstance(decide(township, change_id, Decision(True, {})), VerdictNotice)


def send_back(township: RunningTownship, change_id: str, **remarks: str) -> None:
    assert isinstance(decide(township, change_id, Decision(False, remarks, deadline="2026-11-28")), VerdictNotice)


def found(township: RunningTownship, change_id: str) -> dict[str, tuple[str, str]]:
    """Finding code → (field, level)."""
    with township.store.read() as session:
        row = session.get(Review, change_id)
        assert row is not None
        return {problem.code: (problem.field, problem.level) for problem in findings.from_text(row.findings)}


def row_of(township: RunningTownship, change_id: str) -> Review:
    with township.store.read() as session:
        row = session.get(Review, change_id)
        assert row is not None
        return row


@pytest.fixture
def staffed(township: RunningTownship) -> RunningTownship:
    township.staff("linxy", "林晓燕")
    return township


def test_returned_corrected_and_accepted_both_sides_agree(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    send_back(staffed, "V-1.r1", sbp="与上次完全相同，请核对")
    (notice,) = clinic.round().notices
    assert (notice.state, notice.change_id, notice.deadline) == ("returned", "V-1.r1", "2026-11-28")
    assert [(remark["field"], remark["text"]) for remark in notice.remarks] == [("sbp", "与上次完全相同，请核对")]
    assert notice.reviewer == "林晓燕"
    clinic.round(visit(revision=2, sbp=142))
    again = row_of(staffed, "V-1.r2")
    assert (again.state, again.rank) == ("waiting", waiting.AGAIN)
    assert row_of(staffed, "V-1.r1").state == "returned"
    accept(staffed, "V-1.r2")
    (second,) = clinic.round().notices
    assert (second.state, second.revision, second.change_id) == ("accepted", 2, "V-1.r2")
    assert clinic.round().notices == ()


def test_a_newer_revision_takes_the_place_of_one_that_waits(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    clinic.round(visit(revision=2, sbp=142))
    assert [row_of(staffed, f"V-1.r{number}").state for number in (1, 2)] == ["superseded", "waiting"]
    with pytest.raises(Refused) as caught:
        accept(staffed, "V-1.r1")
    assert caught.value.code == "superseded"


def test_a_verdict_is_given_once(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    accept(staffed, "V-1.r1")
    with pytest.raises(Refused) as caught:
        send_back(staffed, "V-1.r1", sbp="x")
    assert caught.value.code == "decided"
    assert "林晓燕" in caught.value.sentence
    with pytest.raises(Refused):
        accept(staffed, "nobody")
    assert len(clinic.round().notices) == 1


@pytest.mark.parametrize(
    ("decision", "field", "code"),
    [
        (Decision(False, {}, deadline="2026-11-28"), "general", "required"),
        (Decision(False, {"sbp": "请核对"}), "deadline", "required"),
        (Decision(False, {"sbp": "请核对"}, deadline="2026-02-30"), "deadline", "required"),
        (Decision(False, {"sbp": "请核对"}, deadline="2026-11-24"), "deadline", "past"),
        (Decision(False, {"nothing": "x"}, deadline="2026-11-28"), "remark.nothing", "unknown_field"),
        (Decision(False, {"sbp": "长" * 301}, deadline="2026-11-28"), "remark.sbp", "too_long"),
        (Decision(True, {}, general="长" * 301), "general", "too_long"),
        (Decision(True, {"sbp": "请核对"}), "remarks", "remarks_on_accept"),
    ],
)
def test_a_return_needs_a_remark_and_a_deadline(
    staffed: RunningTownship, clinic: ClinicDevice, decision: Decision, field: str, code: str
) -> None:
    clinic.round(resident(), visit())
    problems = decide(staffed, "V-1.r1", decision)
    assert isinstance(problems, list)
    assert (problems[0].field, problems[0].code) == (field, code)
    assert row_of(staffed, "V-1.r1").state == "waiting"
    assert clinic.round().notices == ()


def test_a_general_reason_is_enough(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    decide(staffed, "V-1.r1", Decision(False, {}, "整份重填", "2026-11-25"))
    (notice,) = clinic.round().notices
    assert (notice.general, notice.remarks) == ("整份重填", [])


def test_every_verdict_is_logged(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    send_back(staffed, "V-1.r1", sbp="请核对")
    with staffed.store.read() as session:
        acts = [(row.login, row.act, row.entity_id) for row in session.exec(select(Audit).order_by(Audit.seq))]
    assert ("linxy", "returned", "V-1") in acts


PAST: dict[str, Any] = {"visit_date": "2026-08-17", "next_visit_date": "2026-11-16", "heart_rate": 70}


@pytest.mark.parametrize(
    ("values", "code", "field", "level"),
    [
        ({"adr": "2", "adr_text": "氨氯地平，脚踝肿"}, "class_mismatch", "visit_class", "danger"),
        ({"sbp": 184, "dbp": 106, "visit_class": "2", "next_visit_date": "2026-11-30"}, "urgent_not_referred", "referral_reason", "danger"),
        ({"sbp": 152, "visit_class": "2"}, "late_revisit", "next_visit_date", "warn"),
        ({"heart_rate": 70}, "identical", "sbp", "warn"),
        ({"at": "2026-11-19T20:41:00+08:00"}, "late_entry", "visit_date", "info"),
        ({"at": "2026-11-18T00:00:00+08:00"}, "late_entry", "visit_date", "info"),
        ({"sbp": 290, "visit_class": "2"}, "implausible", "sbp", "warn"),
        ({"sbp": 206, "visit_class": "2"}, "implausible", "sbp", "warn"),
        ({"dbp": 30}, "implausible", "sbp", "warn"),
        ({"heart_rate": 180}, "implausible", "heart_rate", "warn"),
        ({"weight_kg": 85.0, "bmi": 36.3}, "implausible", "weight_kg", "warn"),
        ({"height_cm": 163.0, "bmi": 21.8}, "implausible", "height_cm", "warn"),
        ({"bmi": 28.4}, "implausible", "bmi", "warn"),
        ({"weight_kg": None, "bmi": None}, "weight_missing", "weight_kg", "warn"),
        ({"drugs": []}, "missing", "drugs", "warn"),
        ({"status": "void"}, "void", "", "warn"),
        ({"overrules": [{"field": "bmi_target", "computed": "23.9", "chosen": "23.5", "reason": "商量好的"}]}, "overruled", "bmi_target", "info"),
    ],
)  # fmt: skip
def test_seeded_cases_are_flagged(
    staffed: RunningTownship, clinic: ClinicDevice, values: dict[str, Any], code: str, field: str, level: str
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(**values))
    assert found(staffed, "V-1.r1").get(code) == (field, level)


def test_what_is_entered_on_the_next_day_is_not_late(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(at="2026-11-17T23:59:59+08:00"))
    assert "late_entry" not in found(staffed, "V-1.r1")


@pytest.mark.parametrize(
    ("values", "code", "field", "level"),
    [
        ({"sbp": 86, "dbp": 54, "referral_reason": "血压过低"}, "vital_missed", "next_visit_date", "danger"),
        ({"heart_rate": 48}, "vital_missed", "next_visit_date", "danger"),
        ({"heart_rate": 48}, "missing_referral", "referral_reason", "warn"),
        ({"heart_rate": 36}, "urgent_not_referred", "referral_reason", "danger"),
        ({"other_signs": "右侧肢体无力"}, "vital_missed", "next_visit_date", "danger"),
        ({"sbp": 157, "dbp": 85, "bp_readings": [[134, 80], [180, 90]], "visit_class": "2"}, "severe_no_recheck", "bp_readings", "warn"),
    ],
)  # fmt: skip
def test_vital_signs_passed_over_are_flagged(
    staffed: RunningTownship, clinic: ClinicDevice, values: dict[str, Any], code: str, field: str, level: str
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(**values))
    assert found(staffed, "V-1.r1").get(code) == (field, level)


@pytest.mark.parametrize(
    "values",
    [
        {"heart_rate": 48, "referral_reason": "脉搏过慢", "next_visit_date": "2026-11-23"},
        {"sbp": 143, "dbp": 83, "bp_readings": [[184, 92], [144, 84], [142, 82]], "next_visit_date": "2026-11-30"},
    ],
)
def test_vital_signs_that_were_attended_to_are_not(
    staffed: RunningTownship, clinic: ClinicDevice, values: dict[str, Any]
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(**values))
    assert found(staffed, "V-1.r1") == {}


@pytest.mark.parametrize(("came_on", "late"), [("2026-08-31", False), ("2026-09-01", True)])
def test_a_late_return_after_an_emergency_is_flagged(
    staffed: RunningTownship, clinic: ClinicDevice, came_on: str, *, late: bool
) -> None:
    urgent = {
        "sbp": 186,
        "dbp": 112,
        "visit_class": "2",
        "referral_reason": "危急情况",
        "next_visit_date": "2026-08-31",
    }
    sent_away = {
        "visit_class": "2",
        "satisfied": False,
        "action": "EMERGENCY_REFER",
        "referral": "urgent",
        "reasons": [],
    }
    clinic.round(
        resident(),
        visit("V-0", **(PAST | urgent), assessment=sent_away),
        visit(visit_date=came_on, next_visit_date="2026-11-30"),
    )
    assert ("late_after_emergency" in found(staffed, "V-1.r1")) is late


def test_an_honest_visit_is_not_flagged(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(sbp=138, dbp=82, heart_rate=74, weight_kg=57.5))
    assert found(staffed, "V-1.r1") == {}
    assert row_of(staffed, "V-1.r1").rank == waiting.CLEAN


@pytest.mark.parametrize(
    "values",
    [
        {"sbp": 118, "dbp": 66, "heart_rate": 56, "weight_kg": 54.0, "bmi": 23.1},
        {"sbp": 149, "dbp": 60, "heart_rate": 96},
        {"visit_way": "3", "weight_kg": None, "bmi": None},
        {"weight_kg": 57.5},
        {"at": "2026-11-17T09:00:00+08:00"},
    ],
)
def test_honest_values_are_not_flagged(staffed: RunningTownship, clinic: ClinicDevice, values: dict[str, Any]) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(**values))
    assert found(staffed, "V-1.r1") == {}


def test_nobody_without_drugs_is_asked_for_them(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-0", **PAST, drugs=[]), visit(drugs=[]))
    assert found(staffed, "V-1.r1") == {}


def test_a_visit_written_down_late_is_not_among_those_without_findings(
    staffed: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(at="2026-11-19T20:41:00+08:00"))
    row = row_of(staffed, "V-1.r1")
    assert (row.rank, row.summary) == (waiting.FOUND, "高血压 146/88，1 条发现")


def an_evening(count: int, minutes: int, first: int = 0) -> list[Change]:
    """So many residents, each with an honest visit, written down one after the other."""
    people = range(first, first + count)
    made = [resident(f"R-{n}", f"村民{n}") for n in people]
    start = datetime.fromisoformat("2026-11-16T20:00:00+08:00")
    made += [
        visit(f"V-{n}", f"R-{n}", sbp=120 + n, at=(start + timedelta(minutes=minutes * n)).isoformat()) for n in people
    ]
    return made


def test_too_many_in_one_hour_are_all_flagged_whenever_they_arrive(
    staffed: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(*an_evening(12, 4))
    assert found(staffed, "V-0.r1") == {}
    clinic.round(*an_evening(2, 4, first=12))
    for name in ("V-0.r1", "V-11.r1", "V-13.r1"):
        assert found(staffed, name) == {"pace": ("visit_date", "warn")}
        assert row_of(staffed, name).rank == waiting.FOUND
    assert "1 小时录入 14 份（11-16 20:00–20:52）" in row_of(staffed, "V-5.r1").findings
    clinic.round(resident("R-3", "村民3", revision=2, phone="13900000009"))
    assert "pace" in found(staffed, "V-3.r1"), "a look at the resident alone keeps it"


def test_a_busy_but_possible_day_is_not_flagged(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(*an_evening(30, 6))
    assert [found(staffed, f"V-{n}.r1") for n in range(30)] == [{}] * 30


def test_correcting_many_in_a_row_is_what_was_asked_for(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(*an_evening(14, 60))
    clinic.round(*(visit(f"V-{n}", f"R-{n}", revision=2, at=f"2026-11-17T09:{n:02}:00+08:00") for n in range(14)))
    assert [found(staffed, f"V-{n}.r2") for n in range(14)] == [{}] * 14


def test_two_hands_in_one_hour_are_two(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    shared = [
        entry.model_copy(update={"recorded_by": f"D-{place % 2}"}) if entry.entity == "follow_up" else entry
        for place, entry in enumerate(an_evening(20, 2))
    ]
    clinic.round(*shared)
    assert found(staffed, "V-7.r1") == {}


def test_twice_too_high_without_referral_is_flagged(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    high = {"visit_class": "2", "sbp": 160}
    clinic.round(resident(), visit("V-0", **PAST, **high), visit(**high, next_visit_date="2026-11-30"))
    assert found(staffed, "V-1.r1")["missing_referral"] == ("referral_reason", "warn")


def test_a_visit_after_death_is_flagged_even_when_the_death_comes_later(
    staffed: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    assert found(staffed, "V-1.r1") == {}
    clinic.round(resident(revision=2, status="1", closed_on="2026-11-12", closed_reason="1"))
    assert found(staffed, "V-1.r1")["after_the_end"] == ("visit_date", "danger")


@pytest.mark.parametrize(("bmi", "flagged"), [(24.8, True), (24.0, True), (23.9, False), (None, False)])
def test_an_overweight_person_not_weighed_is_flagged(
    staffed: RunningTownship, clinic: ClinicDevice, bmi: float | None, *, flagged: bool
) -> None:
    unweighed = {"weight_kg": None, "bmi": None}
    clinic.round(resident(), visit("V-0", **PAST | {"bmi": bmi}), visit(**unweighed))
    assert found(staffed, "V-1.r1").get("weight_missing") == (("weight_kg", "warn") if flagged else None)


@pytest.mark.parametrize(
    ("days", "ways", "flagged"),
    [
        (("2025-11-10", "2026-02-10", "2026-05-10", "2026-08-10"), "1111", False),
        (("2025-11-10", "2026-02-10", "2026-08-10"), "111", True),
        (("2025-11-10", "2026-02-10", "2026-05-10", "2026-08-10"), "1113", True),
        (("2026-05-10",), "1", False),
        ((), "", False),
    ],
)
def test_a_year_with_too_few_visits_face_to_face_is_told(
    staffed: RunningTownship, clinic: ClinicDevice, days: tuple[str, ...], ways: str, *, flagged: bool
) -> None:
    past = [
        visit(f"V-0{n}", visit_date=day, next_visit_date="2026-11-16", visit_way=way, sbp=130 + n, heart_rate=60 + n)
        for n, (day, way) in enumerate(zip(days, ways, strict=True))
    ]
    clinic.round(resident(), *past, visit())
    assert found(staffed, "V-1.r1").get("gap_visits") == (("visit_date", "info") if flagged else None)


def test_three_same_pulses_are_flagged(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    past = [
        visit(f"V-0{n}", visit_date=f"2026-0{n}-10", next_visit_date=f"2026-0{n + 2}-10", sbp=130 + n, heart_rate=76)
        for n in (2, 4, 6)
    ]
    clinic.round(resident(), *past, visit(heart_rate=76, sbp=141))
    assert found(staffed, "V-1.r1")["unmoved"] == ("heart_rate", "warn")


def test_the_doctors_reason_stands_beside_the_mismatch(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    overrule = {"field": "visit_class", "computed": "3", "chosen": "1", "reason": "肿得轻"}
    clinic.round(resident(), visit(adr="2", adr_text="脚踝肿", overrules=[overrule]))
    with staffed.store.read() as session:
        row = session.get(Review, "V-1.r1")
        assert row is not None
        texts = [load["text"] for load in json.loads(row.findings) if load["field"] == "visit_class"]
    assert texts == ["有不良反应，分类应为 3。村医理由：“肿得轻”"]

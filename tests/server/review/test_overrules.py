"""Warnings about medicines that were overruled stand beside their visit, with what was warned of, the day and the reason."""

import json
from typing import Any

import pytest

from sync.server.database.tables import Review
from sync.server.review import waiting
from sync.server.review.overrules import LONG, OVERRULED, by_visit, in_words
from tests.server.papers import prescription
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship
from tests.server.visits import received
from vclinic.domain.prescription import ONE_BOX

PAIR = ["依那普利/螺内酯", "县医院心内科定的方案"]
SAID = "村医没有采纳提醒（11-16 三处方）：依那普利和螺内酯。理由：“县医院心内科定的方案”"


def paper(number: str = "P-1", **values: Any) -> Any:
    """Prescriptions without a reason beside a line."""
    return prescription(number, **({"medication": []} | values))


def texts(*changes: Any) -> dict[str, list[str]]:
    """What is said of each visit."""
    found = by_visit(received(change) for change in changes)
    return {visit_id: [finding.text for finding in findings] for visit_id, findings in found.items()}


@pytest.mark.parametrize(
    ("overrules", "said"),
    [
        ([], []),
        ([PAIR], [SAID]),
        ([[LONG, "病情稳定，本人已签字"]], []),  # asked of every long prescription
        ([["same_box/氨氯地平", ONE_BOX]], []),  # one box was asked about, nothing overruled
        ([["same_box/氨氯地平", "县医院让吃两盒"]], ["村医没有采纳提醒（11-16 三处方）：氨氯地平有两盒。理由：“县医院让吃两盒”"]),
        ([PAIR, PAIR], [SAID]),
        (["x", 5, ["x"], [7, "已签字"], ["依那普利/螺内酯", ""]], []),  # nothing that can be read as an overrule
        ("依那普利/螺内酯", []),
    ],
)  # fmt: skip
def test_only_a_warning_that_was_not_heeded_is_said(overrules: object, said: list[str]) -> None:
    assert texts(paper(overrules=overrules)) == {"V-1": said}


def test_a_reason_beside_a_line_is_said_with_its_drug() -> None:
    (text,) = texts(prescription(overrules=[]))["V-1"]
    assert text == "村医没有采纳提醒（11-16 三处方）：苯磺酸氨氯地平片。理由：“已和上级医生商量”"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("class/氨氯地平/硝苯地平", "氨氯地平和硝苯地平同类"), ("same/布洛芬/布洛芬", "布洛芬重复"), ("氨氯地平/over_max", "氨氯地平：超过最大量"),
        ("二甲双胍/renal:egfr<30", "二甲双胍：肾功能"), ("依那普利/reaction:cough", "依那普利：以前的不良反应"), ("slow_pulse", "脉搏慢"),
        ("danger_words", "疑危急情况"), ("bleeding_words", "疑出血"), ("sick_day_drug", "生病那几天"),
        ("stroke_words", "疑卒中待查"), ("severe_bp", "血压达到危急值"), ("irregular_pulse", "脉搏不齐"),
        ("a_warning_of_tomorrow", "a_warning_of_tomorrow"), ("class", "class"),
    ],
)  # fmt: skip
def test_a_warning_is_called_by_what_it_warned_of(code: str, text: str) -> None:
    assert in_words(code) == text


def test_of_a_visits_prescriptions_the_newest_version_counts_in_whatever_order_they_come() -> None:
    first, second = paper("P-1", version=1, overrules=[PAIR]), paper("P-2", version=2, overrules=[])
    assert texts(first, second) == texts(second, first) == {"V-1": []}


def test_prescriptions_for_two_visits_are_said_at_both_and_those_for_none_nowhere() -> None:
    both = [["follow_up", "V-1"], ["follow_up", "V-2"]]
    assert texts(paper(follow_up_id="", reasons=both, overrules=[PAIR])) == {"V-1": [SAID], "V-2": [SAID]}
    assert texts(paper(follow_up_id="", reasons=[], overrules=[PAIR])) == {}


def row_of(township: RunningTownship, change_id: str) -> tuple[int, list[tuple[str, str, str, str]]]:
    """Rank of a review, and its findings: field, code, level, text."""
    with township.store.read() as session:
        row = session.get(Review, change_id)
        assert row is not None
        findings = json.loads(row.findings)
    return row.rank, [(finding["field"], finding["code"], finding["level"], finding["text"]) for finding in findings]


def test_the_visit_that_waits_is_no_longer_without_findings(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(), visit("V-2", visit_date="2026-08-16", sbp=140, next_visit_date="2026-11-16"))
    assert row_of(township, "V-1.r1") == (waiting.CLEAN, [])
    clinic.round(paper(overrules=[PAIR]))  # sent after its visit
    assert row_of(township, "V-1.r1") == (waiting.FOUND, [("drugs", OVERRULED, "warn", SAID)])
    assert row_of(township, "V-2.r1") == (waiting.CLEAN, [])
    clinic.round(paper("P-2", version=3, overrules=[[LONG, "病情稳定，本人已签字"]]))
    assert row_of(township, "V-1.r1") == (waiting.CLEAN, [])

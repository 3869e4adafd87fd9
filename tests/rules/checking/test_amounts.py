"""Inhalers are compared by the puff, or said not to be."""

import pytest

from tests.rules.people import CATALOG, PRESCRIPTION, order, person, report
from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.prescribing import check_taken
from vclinic.rules.taken import Medicine


@pytest.mark.parametrize(
    ("name", "dose", "unit", "frequency", "outcome"),
    [
        ("沙丁胺醇吸入气雾剂", 2, "揿", "qid", []),
        ("沙丁胺醇吸入气雾剂", 2, "喷", "prn", []),
        ("沙丁胺醇吸入气雾剂", 3, "揿", "tid", ["warn"]),
        ("沙丁胺醇吸入气雾剂", 20, "揿", "qd", ["forbid"]),
        ("噻托溴铵吸入粉雾剂", 1, "吸", "qd", []),
        ("噻托溴铵吸入粉雾剂", 1, "粒", "qd", []),
        ("噻托溴铵吸入粉雾剂", 1, "粒", "bid", ["warn"]),
        ("布地奈德福莫特罗吸入粉雾剂", 2, "吸", "bid", []),
        ("布地奈德福莫特罗吸入粉雾剂", 3, "吸", "tid", ["warn"]),
        ("异丙托溴铵气雾剂", 2, "喷", "tid", ["unchecked"]),
        ("沙丁胺醇吸入用溶液", 5, "mg", "tid", []),
        ("沙丁胺醇片", 2.4, "mg", "tid", []),
    ],
)
def test_an_inhaler_by_its_puffs(name: str, dose: float, unit: str, frequency: str, outcome: list[str]) -> None:
    report_of_line = report([order(name, dose, unit, frequency)], person())
    doses = [check for check in report_of_line.checks if check.kind == "dose" and check.severity != "ok"]
    assert [check.severity for check in doses] == outcome
    assert report_of_line.ticks["dose"] == ("unchecked" if "unchecked" in outcome else "found" if outcome else "clear")


def test_a_box_nobody_told_is_said_in_words() -> None:
    (told,) = [check for check in report([order("异丙托溴铵气雾剂", 2, "喷", "tid")]).checks if check.code == "no_puff"]
    assert "每揿" in told.text


@pytest.mark.parametrize(
    ("name", "dose", "unit", "code"),
    [
        ("万托林", 2, "喷", []),
        ("万托林", 5, "mg", []),
        ("万托林", 200, "mg", ["沙丁胺醇/absurd"]),
        ("信必可", 2, "吸", []),
        ("信必可", 320, "μg", ["no_limit"]),
        ("丙酸氟替卡松吸入气雾剂", 2, "揿", ["no_puff"]),
        ("舒利迭", 1, "吸", ["no_puff"]),
    ],
)
def test_a_box_by_its_trade_name(name: str, dose: float, unit: str, code: list[str]) -> None:
    """Nobody said of which strength it is: what all of them hold, or the table says of a puff, is compared."""
    line = MedicationOrder(1, "", name, "", dose, unit, "bid", 7, 0, "")
    checks = check_taken((Medicine(CATALOG.named(name), line, "ours", 1),), person(), CATALOG, PRESCRIPTION).checks
    assert [check.code for check in checks if check.kind == "dose" and check.severity != "ok"] == code

"""Pulse, pressure and potassium of the day beside everything taken."""

from datetime import date
from typing import Any

import pytest

from tests.rules.people import order, person, report
from vclinic.domain.alert import Alert
from vclinic.domain.prescription import Check
from vclinic.rules.labs import Lab, Labs


def said(name: str, others: tuple[str, ...] = (), **known: Any) -> list[Check]:
    lines = [order(name)] if name else []
    return [check for check in report(lines, person(**known), others).checks if check.kind == "vitals"]


@pytest.mark.parametrize(
    ("code", "name", "drugs"),
    [
        ("bleeding_words", "阿司匹林肠溶片", ("阿司匹林",)), ("bleeding_words", "苯磺酸氨氯地平片", ()),
        ("sick_day_drug", "二甲双胍片", ("二甲双胍",)), ("danger_words", "阿司匹林肠溶片", ()),
    ],
)  # fmt: skip
def test_words_of_the_day_stand_beside_the_drugs_they_concern(code: str, name: str, drugs: tuple[str, ...]) -> None:
    alert = Alert(code, "写了", "hold", "写了的话。")
    (check,) = said(name, alerts=(alert,))
    assert (check.severity, check.code, check.drugs) == ("warn", code, drugs)


def potassium(value: float) -> Labs:
    return Labs(potassium_mmol_l=Lab(value, date(2026, 11, 24)))


@pytest.mark.parametrize(
    ("name", "others", "known", "severity", "code", "drugs"),
    [
        ("苯磺酸氨氯地平片", (), {"heart_rate": 36}, "warn", "slow_pulse", ()),
        ("苯磺酸氨氯地平片", ("倍他乐克",), {"heart_rate": 54}, "warn", "slow_pulse", ("美托洛尔",)),
        ("苯磺酸氨氯地平片", ("倍他乐克",), {"heart_rate": None}, "unchecked", "no_pulse", ("美托洛尔",)),
        ("苯磺酸氨氯地平片", (), {"heart_rate": 152}, "warn", "fast_pulse", ()),
        ("氨茶碱片", (), {"heart_rate": 101}, "warn", "fast_pulse", ("氨茶碱",)),
        ("苯磺酸氨氯地平片", (), {"sbp": 84, "dbp": 52}, "warn", "low_pressure", ("氨氯地平",)),
        ("苯磺酸氨氯地平片", (), {"sbp": 108, "dbp": 48}, "warn", "low_pressure", ("氨氯地平",)),
        ("布洛芬片", (), {"sbp": 84}, "warn", "low_pressure", ()),
        ("依那普利片", (), {"labs": potassium(5.6)}, "warn", "high_potassium", ("依那普利",)),
        ("依那普利片", (), {"labs": potassium(5.2)}, "warn", "high_potassium", ("依那普利",)),
        ("依那普利片", (), {"labs": potassium(5.0)}, "warn", "high_potassium", ("依那普利",)),
        ("苯磺酸氨氯地平片", (), {"labs": potassium(5.6)}, "warn", "high_potassium", ()),
        ("氢氯噻嗪片", (), {"labs": potassium(3.4)}, "warn", "low_potassium", ("氢氯噻嗪",)),
        ("苯磺酸氨氯地平片", (), {"labs": potassium(3.4)}, "warn", "low_potassium", ()),
        ("苯磺酸氨氯地平片", ("安体舒通",), {}, "unchecked", "no_potassium", ("螺内酯",)),
    ],
)  # fmt: skip
def test_a_figure_that_is_dangerous_with_what_is_taken(
    name: str, others: tuple[str, ...], known: dict[str, Any], severity: str, code: str, drugs: tuple[str, ...]
) -> None:
    (told,) = said(name, others, **known)
    assert (told.severity, told.code, told.drugs) == (severity, code, drugs)
    assert told.text.endswith("请联系开药的医生。") is bool(others and severity == "warn")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("酒石酸美托洛尔片", {"heart_rate": 55}),
        ("氨茶碱片", {"heart_rate": 100}),
        ("苯磺酸氨氯地平片", {"sbp": 100, "dbp": 50}),
        ("苯磺酸氨氯地平片", {"sbp": 110, "dbp": 48}),
        ("苯磺酸氨氯地平片", {"labs": potassium(5.2)}),
        ("依那普利片", {"labs": potassium(4.9)}),
        ("布洛芬片", {"sbp": None, "heart_rate": None}),
        ("氢氯噻嗪片", {"labs": potassium(3.5)}),
        ("苯磺酸氨氯地平片", {"heart_rate": None}),
    ],
)
def test_at_the_limit_nothing_is_said(name: str, known: dict[str, Any]) -> None:
    assert said(name, **known) == []


def test_a_nitrate_is_closed_below_ninety() -> None:
    assert [check.severity for check in said("单硝酸异山梨酯片", sbp=89)] == ["forbid", "warn"]


def alerts(code: str, severity: str) -> dict[str, Any]:
    return {"alerts": (Alert(code, "名称", severity, "今天的数值。", source="高血压 §5", mark="design"),)}


@pytest.mark.parametrize(
    ("code", "severity", "expected"),
    [
        ("severe_bp", "urgent", [("warn", "severe_bp", ())]),
        ("stroke_words", "hold", [("warn", "stroke_words", ())]),
        ("rather_low", "note", [("note", "rather_low", ())]),
        ("glucose_low", "urgent", [("warn", "glucose_low", ("格列美脲",))]),
        ("slow_pulse_urgent", "urgent", [("warn", "slow_pulse", ())]),
        ("ketosis_drug", "hold", [("warn", "ketosis_drug", ())]),
        ("foot_words", "hold", [("warn", "foot_words", ())]),
    ],
)
def test_what_the_guard_says_of_the_visit_is_said_of_the_prescription(
    code: str, severity: str, expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    checks = said("格列美脲片", heart_rate=72, **alerts(code, severity))
    assert [(check.severity, check.code, check.drugs) for check in checks] == expected
    assert all(check.source == "高血压 §5" for check in checks)

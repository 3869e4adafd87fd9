"""Which rows of the vetoes apply, at and beside their limits, and who must go to the upper level."""

from typing import Any

import pytest

from tests.rules.people import CATALOG, DAY, person
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.veto_reasons import must_go
from vclinic.rules.vetoes import vetoes


def codes(who: dict[str, Any] | None = None, **signs: Any) -> list[str]:
    """Rows that apply to the ordinary person so changed, on a day with these signs."""
    return [veto.row.code for veto in vetoes(person(**(who or {})), DaySigns(**signs), CATALOG)]


def ill(*diseases: str, **more: Any) -> dict[str, Any]:
    return {"diseases": frozenset(diseases)} | more


def potassium(value: float) -> dict[str, Any]:
    return {"labs": Labs(potassium_mmol_l=Lab(value, DAY))}


def test_nothing_applies_to_somebody_ordinary() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("who", "signs", "row"),
    [
        ({"pregnant": True}, {}, "V1"), (ill("pregnancy"), {}, "V1"), (ill("lactation"), {}, "V2"),
        ({}, {"danger": "有危急情况"}, "V3"), ({}, {"temperature": 37.3}, "V3"), ({}, {"conditions": frozenset({"fever"})}, "V3"),
        ({}, {"spo2": 89}, "V3"), (ill("acute"), {}, "V3"), (ill("heart_failure"), {"swollen": True}, "V3"),
        ({}, {"sbp": 181, "dbp": 90}, "V4"), ({}, {"sbp": 150, "dbp": 111}, "V4"),
        ({}, {"heart_rate": 101}, "V5"), ({}, {"heart_rate": 99, "pulse_most": 98}, "V5"), ({}, {"heart_rate": 54}, "V6"),
        ({"drugs": ("倍他乐克",)}, {}, "V7"), ({"drugs": ("合心爽",)}, {}, "V7"), ({"drugs": ("伊伐布雷定片",)}, {}, "V7"),
        (ill("heart_failure"), {}, "V8"), (ill("recent_cardiac"), {}, "V9"), (ill("unstable_angina"), {}, "V9"),
        (ill("acute_stroke"), {}, "V9"), (ill("dm_retinopathy"), {}, "V10"), ({"egfr": 29.9}, {}, "V11"), (ill("dialysis"), {}, "V11"),
        (ill("gout"), {}, "V12"), (ill("hyperuricaemia"), {}, "V12"), (ill("ckd"), {}, "V13"), ({"egfr": 59.9}, {}, "V13C"),
        ({"drugs": ("科素亚",)}, {}, "V13"), ({"drugs": ("螺内酯片",)}, {}, "V13"), (potassium(5.1), {}, "V13K"),
        (ill("hyperkalaemia"), {}, "V13K"), (ill("t2dm"), {}, "V14"), (ill("gdm"), {}, "V14"), ({"drugs": ("亚莫利",)}, {}, "V15"), ({"drugs": ("门冬胰岛素30",)}, {}, "V15"),
        (ill("copd"), {"bmi": 20.9}, "V16"), (ill("copd", age=80), {"bmi": 21.9}, "V16"), (ill("copd"), {}, "V17"),
        ({}, {"low_often": True}, "V18"), ({}, {"fasting": 3.99, "glucoses": (3.99,)}, "V18"), ({}, {"glucoses": (3.9,)}, "V18"),
        ({}, {"glucoses": (16.8,)}, "V19"), (ill("osteoporosis"), {}, "V20"), (ill("falls"), {}, "V20"), (ill("alone", age=75), {}, "V20"),
        (ill("dysphagia"), {}, "V21"), (ill("cirrhosis"), {}, "V22"), (ill("hepatitis"), {}, "V22"), (ill("stoma"), {}, "V23"),
        (ill("recent_surgery"), {}, "V23"), ({}, {"bmi": 18.4}, "V24"), (ill("eating_disorder"), {}, "V24E"),
        (ill("alcohol_dependence"), {}, "V25"), (ill("chd"), {}, "CHD"), (ill("stroke"), {}, "STROKE"), ({}, {"smokes": True}, "SMOKE"),
    ],
)  # fmt: skip
def test_a_row_applies(who: dict[str, Any], signs: dict[str, Any], row: str) -> None:
    assert row in codes(who, **signs)


@pytest.mark.parametrize(
    ("who", "signs", "row"),
    [
        ({}, {"temperature": 37.2}, "V3"), ({}, {"spo2": 90}, "V3"), ({}, {"sbp": 180, "dbp": 110}, "V4"),
        ({}, {"heart_rate": 100}, "V5"), ({}, {"heart_rate": 98, "pulse_most": 98}, "V5"), ({}, {"heart_rate": 55}, "V6"),
        ({"egfr": 30.0}, {}, "V11"), ({"egfr": 60.0}, {}, "V13"), (potassium(5.0), {}, "V13"), ({"drugs": ("苯磺酸氨氯地平片",)}, {}, "V13"),
        (ill("copd"), {"bmi": 21.0}, "V16"), (ill("copd", age=80), {"bmi": 22.0}, "V16"), ({}, {"bmi": 19.0}, "V16"),
        ({}, {"fasting": 4.0, "glucoses": (4.0,)}, "V18"), ({}, {"glucoses": (16.7,)}, "V19"), (ill("alone", age=74), {}, "V20"),
        ({}, {"bmi": 18.5}, "V24"), (ill(), {"swollen": True}, "V3"),
    ],
)  # fmt: skip
def test_a_row_does_not_apply(who: dict[str, Any], signs: dict[str, Any], row: str) -> None:
    assert row not in codes(who, **signs)


@pytest.mark.parametrize(
    ("who", "signs", "go"),
    [
        ({}, {}, ""), ({}, {"spo2": 86}, "now"), (ill("acute"), {}, "now"), (ill("heart_failure"), {"swollen": True}, "first"),
        (potassium(5.6), {}, "first"), (potassium(5.5), {}, ""), (ill("recent_cardiac"), {}, "first"), (ill("heart_failure"), {}, ""),
        ({}, {"sbp": 181, "dbp": 90}, "now"),
    ],
)  # fmt: skip
def test_some_must_go_to_the_upper_level(who: dict[str, Any], signs: dict[str, Any], go: str) -> None:
    assert must_go(person(**who), DaySigns(**signs), CATALOG) == go

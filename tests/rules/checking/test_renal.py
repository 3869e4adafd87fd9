"""Doses for weak kidneys: compared where the tables give a figure, asked about where they do not, never invented."""

from datetime import date
from typing import Any

import pytest

from tests.rules.people import CATALOG, order, person, report
from vclinic.rules.labs import Lab, Labs


def renal(egfr: float | None, *orders: Any, others: tuple[str, ...] = (), **known: Any) -> list[tuple[str, str]]:
    labs = Labs(egfr=Lab(egfr, date(2026, 11, 20))) if egfr else Labs()
    checks = report(orders, person(egfr=egfr, labs=labs, **known), others).checks
    return [(check.severity, check.code) for check in checks if check.kind == "renal"]


@pytest.mark.parametrize(
    ("egfr", "name", "dose", "unit", "frequency", "severity"),
    [
        (25, "西格列汀片", 100, "mg", "qd", "warn"),
        (25, "西格列汀片", 50, "mg", "qd", "warn"),
        (25, "西格列汀片", 25, "mg", "qd", None),
        (30, "西格列汀片", 50, "mg", "qd", None),
        (44.9, "西格列汀片", 100, "mg", "qd", "warn"),
        (45, "西格列汀片", 100, "mg", "qd", None),
        (40, "二甲双胍片", 0.5, "g", "bid", None),
        (40, "二甲双胍片", 0.5, "g", "tid", "warn"),
        (25, "别嘌醇片", 100, "mg", "qd", None),
        (25, "别嘌醇片", 100, "mg", "tid", "warn"),
        (40, "法莫替丁片", 20, "mg", "bid", "warn"),
        (40, "左氧氟沙星片", 0.5, "g", "qd", "warn"),
        (28, "克拉霉素片", 0.25, "g", "bid", None),
        (28, "克拉霉素片", 0.5, "g", "bid", "warn"),
        (28, "格列美脲片", 2, "mg", "qd", "warn"),
        (14, "复方磺胺甲噁唑片", 1, "片", "bid", "warn"),
        (25, "阿莫西林胶囊", 0.5, "g", "bid", None),
        (25, "阿莫西林胶囊", 0.5, "g", "tid", "warn"),
        (9, "阿莫西林胶囊", 0.5, "g", "bid", "warn"),
    ],
)
def test_a_dose_against_the_figure_of_its_row(
    egfr: float, name: str, dose: float, unit: str, frequency: str, severity: str | None
) -> None:
    told = [level for level, code in renal(egfr, order(name, dose, unit, frequency)) if code.endswith("/kidney_dose")]
    assert told == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("egfr", "name"),
    [(45, "格列美脲片"), (40, "非诺贝特胶囊"), (40, "普瑞巴林胶囊"), (40, "甘精胰岛素注射液")],
)
def test_less_without_a_figure_is_asked_about(egfr: float, name: str) -> None:
    told = renal(egfr, order(name, 1, "mg"))
    assert [level for level, code in told if code.endswith("/kidney_dose")] == ["unchecked"]


@pytest.mark.parametrize("taken", [(order("西格列汀片", 0, "mg"),), (order("西格列汀片", 1, "滴"),)])
def test_a_dose_nobody_can_tell_is_asked_about(taken: tuple[Any, ...]) -> None:
    assert ("unchecked", "西格列汀/kidney_dose") in renal(25, *taken)


def test_the_dose_of_what_others_gave_is_asked_about() -> None:
    assert ("unchecked", "西格列汀/kidney_dose") in renal(25, others=("捷诺维",))


@pytest.mark.parametrize(("dose", "severity"), [(0.125, "note"), (0.25, "warn")])
def test_digoxin_within_the_reduced_dose_only_notes(dose: float, severity: str) -> None:
    assert (severity, "地高辛/renal:egfr<60") in renal(50, order("地高辛片", dose, "mg"))


def test_a_row_that_asks_for_more_than_the_dose_keeps_its_weight() -> None:
    """Metformin at 30–45 is not begun in a village, whatever the dose."""
    assert ("warn", "二甲双胍/renal:egfr30-45") in renal(40, order("二甲双胍片", 0.5, "g", "bid"))


def test_drops_for_the_eye_have_no_dose_of_the_kidney() -> None:
    assert all(not code.endswith("/kidney_dose") for _, code in renal(25, order("左氧氟沙星滴眼液", 1, "")))


def test_without_a_figure_no_dose_is_compared_and_no_tick_given() -> None:
    assert renal(None, order("西格列汀片", 100, "mg")) == [("unchecked", "no_egfr")]
    assert ("unchecked", "no_egfr") in renal(None, order("西格列汀片", 100, "mg"), diseases=frozenset(("ckd",)))


def test_a_medicine_the_kidney_has_nothing_to_do_with() -> None:
    assert renal(None, order("苯磺酸氨氯地平片", 5, "mg")) == []


@pytest.mark.parametrize(
    ("egfr", "told"), [(29.9, "25 mg 每日 1 次"), (30, "50 mg 每日 1 次"), (45, None), (None, None)]
)
def test_the_bands_of_a_table_meet(egfr: float | None, told: str | None) -> None:
    row = CATALOG.kidney_dose("西格列汀", egfr) if egfr is not None else None
    assert (row.told if row else None) == told

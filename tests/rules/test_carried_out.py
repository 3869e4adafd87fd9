"""Doses that can be carried out with the tablets prescribed, and drugs that end before the next visit."""

from datetime import timedelta

import pytest

from tests.rules.people import CATALOG, DAY, order
from vclinic.rules.carried_out import dose_checks, drugs_end_on, stock_checks, supply_checks


@pytest.mark.parametrize(
    ("name", "dose", "unit"),
    [("苯磺酸氨氯地平片", 5, "mg"), ("苯磺酸氨氯地平片", 2.5, "mg"), ("苯磺酸氨氯地平片", 2, "片"), ("阿司匹林肠溶片", 0.3, "g"), ("门冬胰岛素30", 8, "单位")],
)  # fmt: skip
def test_a_whole_or_half_number_of_tablets_is_nothing_to_speak_of(name: str, dose: float, unit: str) -> None:
    assert dose_checks([order(name, dose, unit)], CATALOG) == []


def test_one_and_two_thirds_cannot_be_taken_and_the_strength_that_can_is_named() -> None:
    (check,) = dose_checks([order("依那普利片", 4.1667, "mg")], CATALOG)
    assert (check.kind, check.severity, check.lines) == ("dose", "warn", (1,))
    assert "⅔" in check.text
    assert "请改成整片或半片的量" in check.text


def test_another_strength_is_offered_where_there_is_one() -> None:
    ten = next(
        drug for drug in CATALOG.search("依那普利片", 20) if drug.name == "依那普利片" and drug.strength == "10 mg"
    )
    (check,) = dose_checks([order("依那普利片", 2.5, "mg", drug_id=ten.id)], CATALOG)
    assert "用 10 mg 的要 ¼ 片" in check.text
    assert "换 2.5 mg（一次 1 片）" in check.text


def strength(text: str) -> str:
    """The id of enalapril tablets of a strength."""
    return next(
        drug.id for drug in CATALOG.search("依那普利片", 20) if (drug.name, drug.strength) == ("依那普利片", text)
    )


def test_a_strength_in_stock_is_offered_first_and_the_others_say_that_there_is_none() -> None:
    broken = order("依那普利片", 2.5, "mg", drug_id=strength("10 mg"))
    (check,) = dose_checks([broken], CATALOG, {strength("2.5 mg")})
    assert "换 2.5 mg（一次 1 片）" in check.text
    (check,) = dose_checks([broken], CATALOG, {strength("10 mg")})
    assert "2.5 mg（一次 1 片，无库存）" in check.text


@pytest.mark.parametrize(
    ("written", "dose", "in_stock", "said"),
    [
        ("10 mg", 10.0, ("10 mg",), ""),
        ("10 mg", 10.0, (), ""),
        ("10 mg", 10.0, ("5 mg",), "依那普利片 10 mg 无库存，有 5 mg（一次 2 片）。"),
        ("10 mg", 5.0, ("10 mg", "5 mg"), ""),
        ("5 mg", 5.0, ("10 mg",), "依那普利片 5 mg 无库存，有 10 mg（一次 半片）。"),
        ("10 mg", 40.0, ("5 mg",), ""),  # eight tablets at once
        ("10 mg", 0.0, ("5 mg",), ""),  # nothing written yet
    ],
)
def test_a_strength_that_is_out_of_stock_is_told_which_other_makes_the_same_dose(
    written: str, dose: float, in_stock: tuple[str, ...], said: str
) -> None:
    line = order("依那普利片", dose, "mg", drug_id=strength(written))
    checks = stock_checks([line], CATALOG, {strength(text) for text in in_stock})
    assert [check.text for check in checks] == ([said] if said else [])
    assert all((check.severity, check.lines) == ("note", (1,)) for check in checks)


def test_what_is_stopped_or_comes_from_elsewhere_is_not_looked_for_in_stock() -> None:
    stopped = order("依那普利片", 10.0, "mg", drug_id=strength("10 mg"), change="stopped")
    assert stock_checks([stopped, order("邻居给的药", 1, "片")], CATALOG, {strength("5 mg")}) == []


def test_what_must_be_swallowed_whole_is_another_checks_to_say() -> None:
    drug = next(drug for drug in CATALOG.search("硝苯地平缓释片", 20) if drug.strength_value)
    assert drug.strength_value is not None
    half = order(drug.name, drug.strength_value / 2, drug.strength_unit, drug_id=drug.id)
    assert dose_checks([half], CATALOG) == []


def test_a_fraction_without_a_name_is_said_in_figures() -> None:
    (check,) = dose_checks([order("苯磺酸氨氯地平片", 0.3, "片")], CATALOG)
    assert "要 0.3 片" in check.text


def test_stopped_lines_and_drugs_of_others_are_passed_over() -> None:
    lines = [order("依那普利片", 1, "mg", change="stopped"), order("邻居给的药", 1, "片"), order("依那普利片", 0)]
    assert dose_checks(lines, CATALOG) == []


class TestSupply:
    def test_the_first_to_run_out_counts(self) -> None:
        lines = [
            order("依那普利片", days=28),
            order("苯磺酸氨氯地平片", days=14),
            order("二甲双胍片", days=7, change="stopped"),
        ]
        assert drugs_end_on(lines, DAY) == DAY + timedelta(days=13)
        assert drugs_end_on([], DAY) is None

    @pytest.mark.parametrize(("away", "asked"), [(28, False), (29, True), (92, True), (14, False)])
    def test_a_visit_after_the_drugs_end_is_a_question(self, away: int, *, asked: bool) -> None:
        checks = supply_checks([order("依那普利片", days=28)], DAY, DAY + timedelta(days=away))
        assert [check.severity for check in checks] == (["note"] if asked else [])

    def test_it_names_the_day(self) -> None:
        (check,) = supply_checks([order("依那普利片", days=28)], DAY, DAY + timedelta(days=92))
        assert check.text.startswith("药够吃 28 天，到 12 月 21 日；下次随访在 92 天以后")

    def test_without_drugs_nothing_is_asked(self) -> None:
        assert supply_checks([], DAY, DAY + timedelta(days=92)) == []


def test_drugs_of_other_names_are_not_offered_instead() -> None:
    (check,) = dose_checks([order("依那普利片", 3.3, "mg")], CATALOG)
    assert "叶酸" not in check.text
    (check,) = dose_checks([order("二甲双胍片", 0.3, "g")], CATALOG)
    assert "缓释" not in check.text

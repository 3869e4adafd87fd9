"""For how many days: the limit follows the drug, then the person."""

import pytest

from tests.rules.people import order, person, report


@pytest.mark.parametrize(
    ("name", "days", "diseases", "code"),
    [
        ("布洛芬片", 7, ("htn",), None),
        ("布洛芬片", 8, ("htn",), "布洛芬/short"),
        ("布洛芬片", 28, ("htn",), "布洛芬/short"),
        ("阿莫西林胶囊", 3, ("htn",), None),
        ("阿莫西林胶囊", 4, (), "阿莫西林/antibacterial_days"),
        ("双氯芬酸二乙胺乳胶剂", 14, ("htn",), None),
        ("氢化可的松片", 14, ("htn",), "氢化可的松/short"),
        ("氢化可的松乳膏", 14, ("htn",), None),
        ("阿司匹林肠溶片", 28, ("chd",), None),
        ("多潘立酮片", 7, ("htn",), None),
        ("多潘立酮片", 8, ("htn",), "多潘立酮/short"),
        ("甲氧氯普胺片", 6, ("htn",), "甲氧氯普胺/short"),
        ("苯磺酸氨氯地平片", 8, (), "R2"),
        ("苯磺酸氨氯地平片", 28, ("htn",), None),
        ("苯磺酸氨氯地平片", 29, ("htn",), "R4/4weeks"),
        ("苯磺酸氨氯地平片", 85, ("htn",), "R4/12weeks"),
    ],
)
def test_the_limit_of_a_drug(name: str, days: int, diseases: tuple[str, ...], code: str | None) -> None:
    line = order(name, 1, "", "prn", days=days)
    checks = report([line], person(diseases=frozenset(diseases))).checks
    assert [check.code for check in checks if check.kind == "days"] == ([code] if code else [])


def test_the_longest_line_names_the_drug() -> None:
    lines = [order("苯磺酸氨氯地平片", 1, "片", days=60, quantity=60), order("缬沙坦胶囊", 1, "粒", days=28)]
    (told,) = [check for check in report(lines).checks if check.kind == "days"]
    assert (told.code, told.drugs) == ("R4/4weeks", ("氨氯地平",))


@pytest.mark.parametrize(
    ("days", "severity"), [(3, []), (4, ["note"]), (5, ["note"]), (7, ["note"]), (8, ["warn"]), (28, ["warn"])]
)
def test_antibacterials_are_told_quietly_up_to_an_ordinary_prescription(days: int, severity: list[str]) -> None:
    """RX1 lets five days pass; the three days are the default of a system, ten days without a reason are R2's."""
    checks = report([order("阿莫西林胶囊", 0.5, "g", "tid", days=days)], person(diseases=frozenset(("htn",)))).checks
    assert [check.severity for check in checks if check.kind == "days"] == severity


def test_days_nobody_wrote_earn_no_tick() -> None:
    told = report([order("苯磺酸氨氯地平片", 5, "mg", "qd", days=0)])
    assert told.ticks["days"] == "unchecked"
    assert [check.code for check in told.checks if check.kind == "days"] == ["no_days"]


def test_a_frequency_nobody_wrote_earns_no_tick() -> None:
    told = report([order("苯磺酸氨氯地平片", 5, "mg", "", days=28)])
    assert told.ticks["dose"] == "unchecked"

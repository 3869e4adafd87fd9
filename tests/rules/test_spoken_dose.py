"""A resident is told tablets; what cannot be said in whole or half tablets stays in the doctor's units."""

import pytest

from vclinic.rules.catalog import load_catalog
from vclinic.rules.spoken_dose import is_half, spoken_dose

CATALOG = load_catalog()


def said(name: str, strength: str, dose: float, unit: str) -> str:
    drug = next(drug for drug in CATALOG.search(name, 50) if drug.name == name and drug.strength == strength)
    return spoken_dose(dose, unit, drug)


@pytest.mark.parametrize(
    ("name", "strength", "dose", "unit", "text"),
    [
        ("苯磺酸氨氯地平片", "5 mg", 5, "mg", "1 片"),
        ("苯磺酸氨氯地平片", "5 mg", 2.5, "mg", "半片"),
        ("苯磺酸氨氯地平片", "5 mg", 7.5, "mg", "1 片半"),
        ("苯磺酸氨氯地平片", "5 mg", 10, "mg", "2 片"),
        ("苯磺酸氨氯地平片", "5 mg", 1, "片", "1 片"),
        ("缬沙坦胶囊", "80 mg", 80, "mg", "1 粒"),
    ],
)
def test_tablets_are_counted(name: str, strength: str, dose: float, unit: str, text: str) -> None:
    assert said(name, strength, dose, unit) == text


@pytest.mark.parametrize(
    ("name", "strength", "dose", "unit"),
    [
        ("苯磺酸氨氯地平片", "5 mg", 4, "mg"),  # four fifths of a tablet
        ("苯磺酸氨氯地平片", "5 mg", 5, "mL"),  # not what a tablet is measured in
        ("苯磺酸氨氯地平片", "5 mg", 0, "mg"),  # still to be written
        ("缬沙坦胶囊", "80 mg", 40, "mg"),  # a capsule is not halved
    ],
)
def test_what_cannot_be_said_in_tablets_is_left_to_the_figure(name: str, strength: str, dose: float, unit: str) -> None:
    assert said(name, strength, dose, unit) == ""


def test_a_slow_release_tablet_is_never_halved() -> None:
    slow = [drug for drug in CATALOG.search("缓释片", 50) if drug.strength_value is not None]
    assert slow
    for drug in slow:
        whole, unit = drug.strength_value or 0, drug.strength_unit
        assert spoken_dose(whole, unit, drug) == "1 片"
        assert spoken_dose(whole / 2, unit, drug) == ""


def test_a_spray_or_a_pen_is_never_told_in_bottles() -> None:
    """One bottle is many doses: nothing handed out by the bottle or the pen is told by it."""
    bottles = [drug for drug in CATALOG.search("液", 200) + CATALOG.search("雾", 200) if drug.base_unit in ("瓶", "支")]
    assert bottles
    assert {spoken_dose(1, bottle.base_unit, bottle) for bottle in bottles} == {""}
    assert {spoken_dose(bottle.strength_value or 1, bottle.strength_unit, bottle) for bottle in bottles} == {""}


@pytest.mark.parametrize(
    ("dose", "unit", "half"),
    [(2.5, "mg", True), (7.5, "mg", True), (5, "mg", False), (4, "mg", False), (0, "mg", False), (5, "mL", False)],
)
def test_only_a_half_tablet_has_to_be_broken(dose: float, unit: str, *, half: bool) -> None:
    drug = next(drug for drug in CATALOG.search("苯磺酸氨氯地平片", 50) if drug.strength == "5 mg")
    assert is_half(dose, unit, drug) is half

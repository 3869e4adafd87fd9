"""What one puff gives, read from the strength on the box."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.rules.people import CATALOG
from vclinic.rules.puffs import Puff, counts_puffs, puff_in, puff_of

HUNDRED = Puff(Fraction(100), "μg")
INHALER = next(drug for drug in CATALOG.products("沙丁胺醇") if drug.form == "吸入气雾剂")
POWDER = next(drug for drug in CATALOG.products("噻托溴铵"))


@pytest.mark.parametrize(
    ("text", "puff"),
    [
        ("200揿：每揿 100 μg", HUNDRED),
        ("50 μg/揿", Puff(Fraction(50), "μg")),
        ("0.1 mg/吸", Puff(Fraction(1, 10), "mg")),
        ("24 小时≤8 揿（0.1 mg/揿）", Puff(Fraction(1, 10), "mg")),
        ("每瓶 200 揿，每揿100μg", HUNDRED),
        ("14 g:8.4 mg", None),
        ("50 μg/揿或 125 μg/揿", None),
        ("", None),
    ],
)
def test_the_amount_of_a_puff(text: str, puff: Puff | None) -> None:
    assert puff_in(text) == puff


def test_one_of_several_inhalers_is_none_unless_they_agree() -> None:
    other = replace(INHALER, strength="200揿：每揿 140 μg")
    assert puff_of([INHALER, INHALER]) == HUNDRED
    assert puff_of([INHALER, other]) is None
    assert puff_of([]) is None


def test_the_powder_of_a_capsule_is_one_puff() -> None:
    assert puff_of([POWDER]) == Puff(Fraction(18), "μg")
    assert puff_of([replace(POWDER, strength_value=None, strength="")]) is None


@pytest.mark.parametrize(
    ("unit", "name", "form", "counts"),
    [
        ("揿", "沙丁胺醇", "", True),
        ("喷", "沙丁胺醇", "", True),
        ("粒", "噻托溴铵", "吸入粉雾剂", True),
        ("粒", "噻托溴铵吸入粉雾剂", "", True),
        ("粒", "奥美拉唑", "胶囊", False),
        ("mg", "沙丁胺醇", "吸入气雾剂", False),
    ],
)
def test_what_counts_puffs(unit: str, name: str, form: str, counts: bool) -> None:
    assert counts_puffs(unit, name, form) is counts

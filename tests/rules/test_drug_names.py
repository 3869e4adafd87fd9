"""Which generic names stand behind what somebody wrote: the longest name wins, every part of a combination is named."""

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG
from vclinic.rules.drug_names import DrugNames, of_any_family, of_family

NAMES = DrugNames(
    {"苯磺酸氨氯地平片": "氨氯地平", "缬沙坦氨氯地平片": "缬沙坦氨氯地平"},
    ["氨氯地平", "左氨氯地平", "缬沙坦", "地平", "汞"],
)


@pytest.mark.parametrize(
    ("written", "generics"),
    [
        ("苯磺酸氨氯地平片", ("氨氯地平",)), ("缬沙坦氨氯地平片", ("缬沙坦氨氯地平",)), ("缬沙坦 氨氯地平", ("氨氯地平", "缬沙坦")),
        ("左氨氯地平片", ("左氨氯地平",)), ("某某地平", ("地平",)), ("氨氯地平 氨氯地平", ("氨氯地平",)), ("红汞", ()), ("", ()), ("降压药", ()),
    ],
)  # fmt: skip
def test_the_longest_name_wins_and_none_counts_twice(written: str, generics: tuple[str, ...]) -> None:
    assert NAMES.generics_of(written) == generics


@given(st.text("氨氯地平左缬沙坦片汞 ", max_size=20))
def test_what_is_named_stands_in_what_was_written(written: str) -> None:
    generics = NAMES.generics_of(written)
    assert len(set(generics)) == len(generics)
    assert all(generic in written for generic in generics)
    assert NAMES.generics_of(written) is generics, "resolved once"


@pytest.mark.parametrize(
    ("trade", "generic"),
    [("络活喜", "氨氯地平"), ("拜新同", "硝苯地平"), ("格华止", "二甲双胍"), ("立普妥", "阿托伐他汀"), ("倍他乐克", "美托洛尔"), ("代文", "缬沙坦")],
)  # fmt: skip
def test_a_trade_name_on_any_box_is_its_drug(trade: str, generic: str) -> None:
    for written in (trade, f"{trade}（进口）", f" {trade} 5mg"):
        assert generic in CATALOG.generics_of(written)


@pytest.mark.parametrize(
    ("written", "families"),
    [
        ("福辛普利钠片", {"ACEI"}), ("奥美沙坦酯片", {"ARB"}), ("比索洛尔片", {"BETA_BLOCKER"}), ("卡维地洛片", {"BETA_BLOCKER"}),
        ("非洛地平缓释片", {"DHP_CCB"}), ("阿米洛利", {"K_SPARING"}), ("雷贝拉唑", {"PPI"}), ("瑞舒伐他汀", {"STATIN"}),
        ("氢氯噻嗪片", {"THIAZIDE"}), ("厄贝沙坦氢氯噻嗪片", {"ARB", "THIAZIDE"}), ("特拉唑嗪片", set()), ("莫沙必利片", set()), ("", set()),
    ],
)  # fmt: skip
def test_a_stem_tells_the_family(written: str, families: set[str]) -> None:
    known = ("ACEI", "ARB", "BETA_BLOCKER", "DHP_CCB", "K_SPARING", "PPI", "STATIN", "THIAZIDE")
    assert {family for family in known if of_family(written, family)} == families
    assert of_any_family(written) is bool(families)
    assert not of_family(written, "NO_SUCH")

"""The catalogue: finding a drug as people type and write it, and what is known of it."""

import pytest

from tests.rules.people import CATALOG
from vclinic.resources import resource
from vclinic.rules.catalog import Catalog


def names(text: str, limit: int = 20) -> list[str]:
    return [drug.name for drug in CATALOG.search(text, limit)]


def test_a_drug_is_found_by_its_characters_and_by_its_initials() -> None:
    assert names("氨氯地平")[0].endswith("氨氯地平片")
    assert set(names("aldp")) >= {"苯磺酸氨氯地平片", "马来酸氨氯地平片"}
    assert "硝苯地平缓释片" in names("XBDP")
    assert "苯磺酸氨氯地平片" in names("苯磺酸")


def test_beginnings_come_before_middles() -> None:
    match = CATALOG.search("ALDP", 50)
    begins = [drug.initials.startswith("ALDP") for drug in match]
    assert begins == sorted(begins, reverse=True)
    assert False in begins


def test_initials_of_the_name_as_prescribed_find_it_too() -> None:
    assert names("bhsaldp", 3) == ["苯磺酸氨氯地平片"]
    assert "缬沙坦胶囊" in names("xstj", 3)


def test_nothing_typed_and_nothing_found() -> None:
    assert CATALOG.search("   ") == []
    assert CATALOG.search("没有这种药") == []
    assert len(CATALOG.search("a", 7)) == 7


def test_a_drug_by_its_id() -> None:
    drug = CATALOG.drug("w185-01")
    assert (drug.name, drug.generic, drug.strength, drug.strength_value, drug.strength_unit) == (
        "苯磺酸氨氯地平片",
        "氨氯地平",
        "5 mg",
        5,
        "mg",
    )
    assert CATALOG.get("w999-99") is None
    with pytest.raises(LookupError):
        CATALOG.drug("w999-99")


def test_the_first_strength_and_form_asked_for() -> None:
    drug = CATALOG.find("硝苯地平", form="缓释片")
    assert drug is not None
    assert drug.name == "硝苯地平缓释片"
    assert CATALOG.find("硝苯地平", "7 mg") is None


@pytest.mark.parametrize(
    ("written", "generic"),
    [
        ("布洛芬缓释胶囊", "布洛芬"), ("苯磺酸氨氯地平片", "氨氯地平"), ("苯磺酸左氨氯地平片", "左氨氯地平"), ("缬沙坦氨氯地平片", "缬沙坦氨氯地平"),
        ("阿莫西林克拉维酸钾片", "阿莫西林克拉维酸钾"), ("藿香正气口服液", "藿香正气水（口服液、软胶囊）"),
    ],
)  # fmt: skip
def test_the_generic_name_of_what_is_written(written: str, generic: str) -> None:
    assert CATALOG.generics_of(written)[0] == generic


def test_every_product_of_the_catalogue_finds_its_own_item() -> None:
    drugs = [CATALOG.drug(row_id) for row_id in list(CATALOG._drugs)]
    assert len(drugs) > 2000
    assert [drug.name for drug in drugs if CATALOG.generics_of(drug.name)[0] != drug.generic] == []


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("依那普利片", "ACEI"), ("贝那普利片", "ACEI"), ("氯沙坦钾片", "ARB"), ("缬沙坦氨氯地平片", "ARB"), ("缬沙坦氨氯地平片", "DHP_CCB"),
        ("厄贝沙坦氢氯噻嗪片", "ARB"), ("厄贝沙坦氢氯噻嗪片", "THIAZIDE"), ("卡维地洛片", "BETA_BLOCKER"), ("兰索拉唑片", "PPI"), ("吲达帕胺片", "THIAZIDE"),
    ],
)  # fmt: skip
def test_families_are_known_beyond_the_list_and_inside_combinations(written: str, group: str) -> None:
    assert CATALOG.belongs(written, group)


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("特拉唑嗪片", "PPI"),
        ("莫沙必利片", "ARB"),
        ("依那普利片", "ARB"),
        ("祖传秘方", "ACEI"),
        ("依那普利片", "NO_SUCH"),
    ],
)
def test_other_drugs_are_not_of_the_family(written: str, group: str) -> None:
    assert not CATALOG.belongs(written, group)


def test_every_member_the_table_names_belongs() -> None:
    groups = (
        "ACEI",
        "ARB",
        "BETA_BLOCKER",
        "DHP_CCB",
        "PPI",
        "STATIN",
        "THIAZIDE",
        "SULFONYLUREA",
        "INSULIN",
        "K_SPARING",
        "K_SUPPLEMENT",
    )
    for group in groups:
        assert CATALOG.members(group), group
        assert all(CATALOG.belongs(member, group) for member in CATALOG.members(group))
    assert CATALOG.members("NO_SUCH") == frozenset()


def test_doses_are_those_of_the_generic_name_and_of_every_age() -> None:
    assert CATALOG.dose_limits("祖传秘方") == []
    assert CATALOG.dose_limits("氨氯地平")[0].maximum == 10
    digoxin = {limit.population: (limit.maximum, limit.max_single) for limit in CATALOG.dose_limits("地高辛")}
    assert digoxin["elderly"] == (0.125, 0.125)
    assert digoxin["adult"][0] == 0.25


@pytest.mark.parametrize(
    ("written", "generics"),
    [
        ("倍他乐克缓释片", ("美托洛尔",)), ("心痛定", ("硝苯地平",)), ("北京降压0号", ("氢氯噻嗪", "氨苯蝶啶", "双肼屈嗪", "利血平")),
        ("厄贝沙坦氢氯噻嗪片", ("厄贝沙坦", "氢氯噻嗪")), ("海捷亚", ("氯沙坦", "氢氯噻嗪")), ("祖传降压散", ()), ("苯磺酸氨氯地平片", ("氨氯地平",)),
    ],
)  # fmt: skip
def test_household_and_trade_names(written: str, generics: tuple[str, ...]) -> None:
    assert sorted(CATALOG.generics_of(written)) == sorted(generics)
    assert CATALOG.named(written).known is bool(generics)


def test_a_family_name_alone_belongs_by_a_guess_and_is_not_known() -> None:
    assert CATALOG.generics_of("奇异沙坦片") == ()
    assert CATALOG.belongs("奇异沙坦片", "ARB")
    assert not CATALOG.named("奇异沙坦片").known


@pytest.mark.parametrize(("written", "group"), [("倍他乐克", "BETA_BLOCKER"), ("洛丁新", "ACEI"), ("降压0号", "K_SPARING"), ("双克", "THIAZIDE")])  # fmt: skip
def test_a_trade_name_belongs_where_its_drug_does(written: str, group: str) -> None:
    assert CATALOG.belongs(written, group)


@pytest.mark.parametrize(
    ("typed", "first", "offers"),
    [("拜阿司匹", "拜阿司匹林", "拜阿司匹灵"), ("  二甲双胍 ", "二甲双胍", "二甲双胍缓释片"), ("", "", ""), ("没有这种药", "", "")],
)  # fmt: skip
def test_names_of_medicines_are_offered_shortest_first(typed: str, first: str, offers: str) -> None:
    names = CATALOG.names_like(typed)
    assert next(iter(names), "") == first
    assert not offers or offers in names
    assert len(CATALOG.names_like("片", 3)) == 3


def test_whether_a_tablet_may_be_broken_is_told_without_all_names_as_with_them() -> None:
    drugs = CATALOG.search("片", 400)
    fresh = Catalog(resource("catalog"))  # which has not read a name yet
    assert len(drugs) > 100
    assert [drug.name for drug in drugs if fresh.halve(drug) != CATALOG.named(drug.name).halve] == []

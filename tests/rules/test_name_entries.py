"""The table of names is put together of the catalogue, the classes and the names people use; the last go first."""

from dataclasses import replace

from tests.rules.people import CATALOG
from vclinic.domain.stock import Drug
from vclinic.rules.name_entries import entries_of

AMLODIPINE = CATALOG.drug("w185-01")
CLASSES = {
    "缬沙坦": frozenset(("ARB",)),
    "氨氯地平": frozenset(("DHP_CCB",)),
    "缬沙坦氨氯地平": frozenset(("ARB", "DHP_CCB")),
}


def row(name: str, ingredients: str, listed_as: str = "", slow: str = "no") -> list[str]:
    return [name, "trade", ingredients, listed_as, "", "口服", slow, "", "", "memory", ""]


def found(generic: str) -> list[Drug]:
    return [drug for drug in CATALOG.search(generic, 50) if drug.generic == generic]


def test_a_product_is_told_by_its_item_and_a_row_of_the_names_goes_before_it() -> None:
    entries = entries_of([AMLODIPINE], [], CLASSES)
    assert entries[AMLODIPINE.name].ingredients == ("氨氯地平",)
    own = entries_of([AMLODIPINE], [row(AMLODIPINE.name, "氨氯地平|某某")], CLASSES)
    assert own[AMLODIPINE.name].ingredients == ("氨氯地平", "某某")
    assert own["某某"].ingredients == ("某某",), "an ingredient is a name too"


def test_a_combination_is_taken_apart_by_its_row_or_by_its_own_name() -> None:
    by_name = entries_of([], [], CLASSES)["缬沙坦氨氯地平"]
    assert (by_name.ingredients, by_name.listed_as) == (("缬沙坦", "氨氯地平"), "缬沙坦氨氯地平")
    by_row = entries_of([], [row("倍博特", "氨氯地平|缬沙坦", "缬沙坦氨氯地平")], CLASSES)["缬沙坦氨氯地平"]
    assert by_row.ingredients == ("氨氯地平", "缬沙坦")


def test_a_product_that_only_adds_to_an_item_does_not_change_the_item() -> None:
    entries = entries_of(found("依那普利"), [row("依叶", "依那普利|叶酸", "依那普利")], {})
    assert entries["依那普利"].ingredients == ("依那普利",)
    assert entries["依叶"].ingredients == ("依那普利", "叶酸")


def test_a_generic_name_says_only_what_all_its_forms_agree_on() -> None:
    entries = entries_of([*found("二甲双胍"), *found("红霉素"), *found("氨氯地平")], [], {})
    assert (entries["二甲双胍"].route, entries["二甲双胍"].slow_release) == ("口服", None)
    assert (entries["红霉素"].route, entries["红霉素"].slow_release) == ("", False)
    assert (entries["氨氯地平"].route, entries["氨氯地平"].slow_release) == ("口服", False)


def test_a_form_that_lets_go_slowly_or_late_is_not_halved() -> None:
    entries = entries_of([*found("二甲双胍"), *found("阿司匹林"), *found("氨氯地平")], [], {})
    assert (entries["二甲双胍缓释片"].slow_release, entries["二甲双胍缓释片"].halve) == (True, "no")
    assert (entries["阿司匹林肠溶片"].slow_release, entries["阿司匹林肠溶片"].halve) == (False, "no")
    assert entries[AMLODIPINE.name].halve == ""


def test_a_patent_medicine_is_known_without_its_form_where_only_one_is_called_so() -> None:
    products = [*CATALOG.search("脑心通"), *CATALOG.search("护肝")]
    entries = entries_of(products, [], {})
    assert entries["脑心通"].ingredients == ("脑心通丸（胶囊）",)
    assert "护肝" not in entries, "two characters are a word of everyday"
    two = [
        replace(product, name="脑心通片", generic=generic) for product, generic in zip(products, "甲乙", strict=False)
    ]
    assert "脑心通" not in entries_of(two, [], {})


def test_a_name_of_the_table_is_known_without_its_form_where_all_so_called_hold_the_same() -> None:
    rows = [row("脉君安片", "氢氯噻嗪"), row("康泰克蓝胶囊", "伪麻黄碱"), row("康泰克蓝片", "氯苯那敏")]
    entries = entries_of([], rows, {})
    assert entries["脉君安"].ingredients == ("氢氯噻嗪",)
    assert "康泰克蓝" not in entries


def test_what_may_be_broken_is_the_same_without_the_table_of_all_names() -> None:
    catalog = CATALOG
    products = {drug.name: drug for text in ("片", "胶囊", "P") for drug in catalog.search(text, 5000)}
    assert len(products) > 300
    assert {name for name, drug in products.items() if catalog.halve(drug) != catalog.named(name).halve} == set()
    assert {catalog.halve(drug) for drug in products.values()} >= {"yes", "no", ""}

"""Every name the tables hold resolves to what they say; what nobody knows is never taken for known."""

import json

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG
from vclinic.resources import resource
from vclinic.rules.drug_names import Entry, NameReader
from vclinic.rules.named_drug import NamedDrug

NAMES = json.loads(resource("catalog", "names.json").read_text(encoding="utf-8"))
CLASSES = json.loads(resource("catalog", "classes.json").read_text(encoding="utf-8"))
SLOW = {"yes": True, "no": False, "both": None}


def test_every_name_of_the_table_resolves_to_its_row() -> None:
    for name, _, ingredients, listed_as, classes, route, slow, halve, *_ in NAMES:
        drug = CATALOG.named(name)
        assert (drug.known, "|".join(drug.ingredients), drug.listed_as) == (True, ingredients, listed_as), name
        assert (drug.route, drug.halve) == (route, halve), name
        assert drug.classes >= set(filter(None, classes.split("|"))), name
        assert any(mark in name for mark in ("缓释", "控释")) or drug.slow_release is SLOW[slow], name


def test_every_member_of_a_class_resolves_to_it() -> None:
    for code, members in CLASSES.items():
        for member in members:
            drug = CATALOG.named(member)
            assert drug.known, member
            assert code in drug.classes, (member, code)


def test_every_product_of_the_catalogue_is_known_and_finds_its_own_item() -> None:
    for product in CATALOG.search("片", 10_000):
        drug = CATALOG.named(product.name)
        assert drug.known, product.name
        assert product.generic == drug.listed_as or product.generic in drug.ingredients, product.name


@pytest.mark.parametrize(
    ("written", "ingredients"),
    [
        ("苯磺酸氨氯地平片(络活喜)5mg", "氨氯地平"), ("苯磺酸氨氯地平片（络活喜）５ｍｇ", "氨氯地平"), ("氯沙坦钾片", "氯沙坦"), ("科素亚", "氯沙坦"),
        ("心 痛 定", "硝苯地平"), ("ＡＰＣ", "阿司匹林|非那西丁|咖啡因"), ("速尿片 20mg", "呋塞米"), ("医院开的波立维", "氯吡格雷"), ("654-2", "山莨菪碱"),
        ("盐酸二甲双胍缓释片0.5g*30片", "二甲双胍"), ("阿司匹林肠溶片（拜阿司匹灵）100mg×30片 德国拜耳", "阿司匹林"), ("三七粉", "三七"), ("三七片", "三七"), ("硝苯地平缓释片（Ⅱ）", "硝苯地平"), ("精蛋白生物合成人胰岛素注射液（预混30R）", "胰岛素"),
        ("氨氯地平 每次1片 每天2次", "氨氯地平"), ("邻居给的阿司匹林 1/4片", "阿司匹林"), ("同仁堂六味地黄丸", "六味地黄丸（胶囊）"), ("脑心通", "脑心通丸（胶囊）"),
        ("江苏豪森药业 缬沙坦胶囊", "缬沙坦"), ("阿托伐他汀钙片20mg qn", "阿托伐他汀"), ("尼群洛尔片", "尼群地平|阿替洛尔"), ("感康", "对乙酰氨基酚|金刚烷胺|咖啡因|氯苯那敏"),
        ("缬沙坦 氨氯地平", "缬沙坦|氨氯地平"), ("厄贝沙坦氢氯噻嗪片", "厄贝沙坦|氢氯噻嗪"), ("布地奈德福莫特罗", "布地奈德|福莫特罗"), ("消渴丸", "格列本脲"),
    ],
)  # fmt: skip
def test_what_stands_around_a_name_does_not_hinder(written: str, ingredients: str) -> None:
    drug = CATALOG.named(written)
    assert (drug.known, drug.left_over, "|".join(drug.ingredients)) == (True, "", ingredients)


@pytest.mark.parametrize(
    ("written", "left_over", "classes"),
    [
        ("降压神茶", "降压神茶", ""), ("祖传秘方", "祖传秘方", ""), ("降压药", "降压药", ""), ("", "", ""), ("5mg", "", ""), ("圣平安丸", "圣平安丸", ""),
        ("某某普利片", "某某普利片", "ACEI"), ("头孢", "头孢", "CEPHALOSPORIN"), ("奇异沙坦", "奇异沙坦", "ARB"), ("莫沙必利", None, ""),
    ],
)  # fmt: skip
def test_an_unknown_name_or_a_stem_alone_is_not_known(written: str, left_over: str | None, classes: str) -> None:
    drug = CATALOG.named(written)
    if left_over is None:
        assert drug.known, "a drug of its own, whatever it sounds like"
        return
    assert drug == NamedDrug(written=written, left_over=left_over, classes=frozenset(filter(None, classes.split("|"))))


@pytest.mark.parametrize(
    ("written", "ingredient", "left_over"),
    [("复方氨氯地平片", "氨氯地平", "复方"), ("左西替利嗪片", "西替利嗪", "左"), ("二甲双胍和神茶", "二甲双胍", "和神茶"), ("氨氯地平，奇异普利", "氨氯地平", "奇异普利")],
)  # fmt: skip
def test_a_name_with_something_left_over_is_not_wholly_known(written: str, ingredient: str, left_over: str) -> None:
    drug = CATALOG.named(written)
    assert (drug.ingredients, drug.left_over, drug.known) == ((ingredient,), left_over, False)


def test_a_stem_in_what_is_left_over_adds_its_class_as_a_guess() -> None:
    assert CATALOG.named("氨氯地平，奇异普利").classes == {"DHP_CCB", "ACEI"}


@given(st.text(max_size=40))
def test_no_text_without_an_ingredient_is_known(written: str) -> None:
    drug = CATALOG.named(written)
    assert not drug.known or drug.ingredients
    assert CATALOG.named(written) is drug


@given(st.sampled_from([row[0] for row in NAMES]), st.text("某种神秘茶方", min_size=1, max_size=4))
def test_a_known_name_within_unknown_words_is_not_known(name: str, words: str) -> None:
    assert not CATALOG.named(f"{words}，{name}").known


@pytest.mark.parametrize(
    ("written", "slow_release", "halve"),
    [("倍他乐克缓释片", True, "yes"), ("硝苯地平控释片", True, ""), ("硝苯地平缓释片", True, "no"), ("心痛定", False, ""), ("二甲双胍", None, ""), ("万爽力", None, ""), ("二甲双胍普通片", False, "")],
)  # fmt: skip
def test_slow_release_is_what_the_box_says_and_unknown_where_both_are_sold(
    written: str, slow_release: bool | None, halve: str
) -> None:
    drug = CATALOG.named(written)
    assert (drug.slow_release, drug.halve) == (slow_release, halve)


@pytest.mark.parametrize(
    ("written", "route", "local"),
    [
        ("红霉素软膏", "外用", True), ("红霉素眼膏", "眼用", True), ("布洛芬乳膏", "外用", True), ("红霉素肠溶片", "口服", False), ("噻吗洛尔滴眼液", "眼用", False),
        ("鼻炎康片", "口服", False), ("硝酸甘油片", "舌下", False), ("某某贴", "外用", False), ("来得时", "皮下", False), ("二甲双胍", "口服", False),
    ],
)  # fmt: skip
def test_the_way_in_is_told_by_the_form_and_local_only_where_the_tables_mean_another(
    written: str, route: str, local: bool
) -> None:
    drug = CATALOG.named(written)
    assert (drug.route, drug.local) == (route, local)


FEW = NameReader(
    {
        "缬沙坦": Entry(("缬沙坦",)),
        "氨氯地平": Entry(("氨氯地平",), slow_release=False),
        "左氨氯地平": Entry(("左氨氯地平",)),
        "速尿": Entry(("呋塞米",)),
        "复方某某": Entry(("缬沙坦", "氨氯地平"), "复方某某", frozenset(("OWN",))),
    },
    {"缬沙坦": frozenset(("ARB",)), "氨氯地平": frozenset(("DHP_CCB",)), "左氨氯地平": frozenset(("DHP_CCB",))},
)


@pytest.mark.parametrize(
    ("written", "ingredients", "classes", "listed_as"),
    [
        ("左氨氯地平片", "左氨氯地平", "DHP_CCB", ""), ("氨氯地平、缬沙坦", "氨氯地平|缬沙坦", "ARB|DHP_CCB", ""), ("氨氯地平 氨氯地平", "氨氯地平", "DHP_CCB", ""),
        ("复方某某片", "缬沙坦|氨氯地平", "ARB|DHP_CCB|OWN", "复方某某"), ("复方某某加速尿", "缬沙坦|氨氯地平", "ARB|DHP_CCB|OWN", "复方某某"), ("速尿20mg，缬沙坦", "呋塞米|缬沙坦", "ARB", ""),
    ],
)  # fmt: skip
def test_the_longest_name_wins_and_none_counts_twice(
    written: str, ingredients: str, classes: str, listed_as: str
) -> None:
    drug = FEW.named(written)
    assert ("|".join(drug.ingredients), drug.listed_as) == (ingredients, listed_as)
    assert drug.classes == set(filter(None, classes.split("|")))


def test_a_table_without_names_knows_nothing() -> None:
    assert not NameReader({}, {}).named("缬沙坦").known


@pytest.mark.parametrize(
    ("written", "generic"),
    [("达比加群", "达比加群酯"), ("达比加群胶囊", "达比加群酯"), ("左甲状腺素片", "左甲状腺素钠"), ("丙戊酸", "丙戊酸钠"), ("单硝酸异山梨", "单硝酸异山梨酯")],
)  # fmt: skip
def test_a_name_without_its_salt_or_ester_is_the_whole_name(written: str, generic: str) -> None:
    short, whole = CATALOG.named(written), CATALOG.named(generic)
    assert (short.known, short.ingredients, short.classes) == (True, (generic,), whole.classes)


def test_sulfa_said_as_one_word_is_a_guess_of_its_class() -> None:
    said = CATALOG.named("磺胺")
    assert (said.known, said.classes) == (False, frozenset(("SULFA_ABX",)))

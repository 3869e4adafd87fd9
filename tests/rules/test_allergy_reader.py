"""Allergies in the words people use, down to the drug and up to its group, and what is to be asked about."""

from random import Random

import pytest
from hypothesis import given, strategies as st

from vclinic.rules.allergy_reader import read_allergies


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("", ""), ("青霉素过敏（皮试阳性）", "penicillin"), ("青霉素 G 钠针", "penicillin"), ("阿莫西林皮疹", "penicillin"), ("氨苄西林", "penicillin"), ("PG", "penicillin"),
        ("青霉素、红霉素", "penicillin macrolide"), ("青霉素和头孢", "penicillin cephalosporin"), ("青霉素头孢", "penicillin cephalosporin"), ("先锋6号", "cephalosporin"),
        ("先锋霉素", "cephalosporin"), ("头孢克肟", "cephalosporin"), ("头孢类抗生素", "cephalosporin"), ("smz", "sulfonamide"), ("ＳＭＺ", "sulfonamide"), ("对磺胺类药物过敏", "sulfonamide"),
        ("庆大霉素", "aminoglycoside"), ("丁胺卡那", "aminoglycoside"), ("链霉素", "streptomycin aminoglycoside"), ("氟哌酸", "quinolone"), ("左氧氟沙星", "quinolone"),
        ("阿司匹林", "nsaid"), ("拜阿司匹灵", "nsaid"), ("芬必得", "nsaid"), ("感冒通", "nsaid"), ("灭滴灵", "nitroimidazole"), ("土霉素", "tetracycline"), ("痢特灵", "nitrofuran"),
        ("碘伏", "iodine iodinated_contrast"), ("做造影时休克", "iodinated_contrast"), ("打麻药时", "amide_local_anaesthetic"), ("普鲁卡因、利多卡因", "ester_local_anaesthetic amide_local_anaesthetic"),
        ("杜冷丁", "opioid"), ("优降糖", "sulfonylurea"), ("吃药后喉头水肿", "angioedema"), ("阿托伐他汀", "statin"), ("代文", "arb"), ("破伤风针", "antitoxin"), ("花粉、海鲜", "food_other food_seafood"),
        ("无青霉素过敏，对磺胺过敏", "sulfonamide"), ("否认头孢过敏但对青霉素过敏", "penicillin"), ("青霉素皮试阴性，磺胺过敏", "sulfonamide"), ("无、青霉素", "penicillin"),
        ("卡托普利 脸肿", "acei"), ("青霉素 头晕", "penicillin"), ("苯妥英钠过敏", ""),
    ],
)  # fmt: skip
def test_allergies_reach_their_groups(text: str, groups: str) -> None:
    heard = read_allergies(text)
    assert (set(heard.groups), heard.unread) == (set(groups.split()), ())


@pytest.mark.parametrize(
    ("text", "generics"),
    [
        ("代文", {"缬沙坦"}), ("罗红霉素", {"罗红霉素"}), ("头孢克肟", {"头孢克肟"}), ("先锋4号", {"头孢氨苄"}), ("苯妥英钠过敏", {"苯妥英钠"}), ("氯吡格雷皮疹", {"氯吡格雷"}),
        ("复方新诺明", {"复方磺胺甲噁唑", "磺胺甲噁唑", "甲氧苄啶"}), ("头孢", set()), ("他汀", set()),
    ],
)  # fmt: skip
def test_a_trade_name_or_an_old_name_is_its_drug_and_what_it_is_made_of(text: str, generics: set[str]) -> None:
    assert read_allergies(text).generics == generics


@pytest.mark.parametrize(
    "text",
    [
        "无", "没有", "无；", "否认", "无药物过敏史", "无过敏", "否认食物、药物过敏史", "否认青霉素过敏", "否认青霉素、头孢过敏", "青霉素不过敏", "青霉素皮试阴性", "青霉素(-)", "没有过敏的药", "无青霉素、磺胺过敏史",
    ],
)  # fmt: skip
def test_none_is_an_answer(text: str) -> None:
    heard = read_allergies(text)
    assert heard.denied
    assert (heard.generics, heard.groups, heard.unread) == (frozenset(), (), ())


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("青霉素：无", ()), ("青霉素: 没有", ()), ("青霉素：皮疹", ("penicillin",)), ("青霉素、头孢：无", ("penicillin",)),
        ("母亲青霉素过敏", ()), ("父亲对头孢过敏，本人青霉素过敏", ("penicillin",)), ("母亲说青霉素过敏", ("penicillin",)), ("老伴代诉磺胺过敏", ("sulfonamide",)),
    ],
)  # fmt: skip
def test_a_line_answered_no_and_what_a_relative_has_are_no_allergy(text: str, groups: tuple[str, ...]) -> None:
    heard = read_allergies(text)
    assert heard.groups == groups
    assert bool(heard.unread) is text.startswith(("母亲青", "父亲", "老伴代", "母亲说"))


@pytest.mark.parametrize("text", ["", "花粉", "不详", "青霉素", "无青霉素过敏，磺胺过敏"])
def test_silence_a_name_and_not_knowing_are_not_none(text: str) -> None:
    assert not read_allergies(text).denied


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("不详", ("不详",)), ("忘了", ("忘了",)), ("过敏体质", ("过敏体质",)), ("某某药过敏", ("某某",)), ("头孢？", ("头孢?",)), ("青霉素可能过敏", ("青霉素可能过敏",)), ("抗生素", ("抗生素",)),
        ("拉肚子", ("拉肚子",)), ("头孢怪怪", ("头孢怪怪",)), ("无某某过敏", ("某某",)), ("青霉素怪怪", ("怪怪",)),
    ],
)  # fmt: skip
def test_what_is_to_be_asked_about_is_handed_back(text: str, unread: tuple[str, ...]) -> None:
    assert read_allergies(text).unread == unread


def test_a_doubt_counts_until_it_is_cleared() -> None:
    assert read_allergies("头孢？").groups == ("cephalosporin",)
    assert read_allergies("头孢怪怪").groups == ("cephalosporin",)


@pytest.mark.parametrize(
    "text",
    ["卡托普利干咳", "洛汀新 咳嗽", "二甲双胍过敏（拉肚子）", "阿司匹林 胃出血", "优降糖 低血糖", "氨氯地平 脚肿"],
)
def test_feeling_unwell_from_a_drug_is_a_reaction(text: str) -> None:
    heard = read_allergies(text)
    assert (heard.groups, heard.generics, len(heard.reactions), heard.unread) == ((), frozenset(), 1, ())


@pytest.mark.parametrize("text", ["卡托普利 脸肿", "青霉素过敏性休克", "他汀过敏 肌肉痛"])
def test_swelling_and_shock_are_allergies(text: str) -> None:
    assert read_allergies(text).groups


_SAID = st.lists(
    st.sampled_from(["青霉素过敏", "无头孢过敏", "磺胺？", "怪药", "卡托普利干咳", "代文", "海鲜"]),
    min_size=1,
    max_size=5,
)


@given(_SAID, st.randoms(use_true_random=False))
def test_the_order_of_allergies_does_not_matter(said: list[str], chance: Random) -> None:
    shuffled = chance.sample(said, len(said))
    one, two = read_allergies("，".join(said)), read_allergies("，".join(shuffled))
    assert (one.generics, set(one.groups), one.denied, set(one.unread), set(one.reactions)) == (
        two.generics, set(two.groups), two.denied, set(two.unread), set(two.reactions),
    )  # fmt: skip


@given(
    _SAID,
    st.sampled_from(["青霉素", "头孢", "磺胺", "去痛片"]),
    st.sampled_from(["无{}过敏", "否认{}过敏史", "{}不过敏"]),
)
def test_a_denied_allergy_adds_none(said: list[str], name: str, form: str) -> None:
    before, after = read_allergies("，".join(said)), read_allergies("，".join([*said, form.format(name)]))
    assert (after.generics, set(after.groups)) == (before.generics, set(before.groups))


@given(
    st.one_of(st.text(max_size=40), st.text(alphabet="青霉素头孢无否认过敏、，？（）()-/ 干咳脸肿不详x\n", max_size=30))
)
def test_no_text_is_too_odd(text: str) -> None:
    heard = read_allergies(text)
    assert not (heard.denied and heard.groups)


@given(st.text(alphabet="犇羴麤鱻淼焱垚", min_size=1, max_size=8))
def test_a_name_nobody_knows_is_handed_back(odd: str) -> None:
    assert any(odd in piece for piece in read_allergies(f"青霉素、{odd}过敏").unread)

"""What is written by hand reaches the checks: the samples of prescription_and_drugs.md §10–§11 by name, and what was heard."""

import pytest

from tests.rules.people import CATALOG, PRESCRIPTION, order, person
from vclinic.rules.prescribing import check_medication
from vclinic.rules.reading_words import HeardDiseases, read_allergies, read_diseases, read_reaction


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("否认高血压、糖尿病史", HeardDiseases()),
        ("母亲糖尿病,父亲高血压", HeardDiseases(family=frozenset(("t2dm", "htn")))),
        ("痛风 3 年,肾结石", HeardDiseases(current=frozenset(("gout",)))),
        ("怀疑冠心病,待查", HeardDiseases(suspected=frozenset(("chd",)))),
        ("肺结核已治愈", HeardDiseases(past=frozenset(("tb",)))),
        ("高血压 10 年 无痛风", HeardDiseases(current=frozenset(("htn",)))),
        ("尿酸高", HeardDiseases(current=frozenset(("hyperuricaemia",)))),
        ("无痛风", HeardDiseases()),
        ("糖尿病：无", HeardDiseases()),
        ("母亲哮喘", HeardDiseases(family=frozenset(("asthma",)))),
        ("脑梗 5 年前", HeardDiseases(current=frozenset(("stroke",)))),
        ("已排除冠心病", HeardDiseases()),
        ("糖尿病肾病", HeardDiseases(current=frozenset(("ckd", "t2dm")))),
        ("老慢支", HeardDiseases(current=frozenset(("chronic_bronchitis",)))),
    ],
)
def test_samples_of_diseases(text: str, heard: HeardDiseases) -> None:
    assert read_diseases(text) == heard


@pytest.mark.parametrize(
    ("text", "generics", "groups"),
    [
        ("无", set(), set()),
        ("去痛片", {"氨基比林", "非那西丁", "咖啡因", "苯巴比妥"}, {"nsaid", "pyrazolone", "paracetamol"}),
        ("安乃近", {"安乃近"}, {"nsaid", "pyrazolone"}),
        ("心痛定", {"硝苯地平"}, {"dhp_ccb"}),
        ("灭滴灵", {"甲硝唑"}, {"nitroimidazole"}),
        ("先锋", set(), {"cephalosporin"}),
        ("扑热息痛", {"对乙酰氨基酚"}, {"paracetamol"}),
        ("青霉素", {"青霉素"}, {"penicillin"}),
        ("胶布", set(), {"adhesive"}),
    ],
)
def test_samples_of_allergies(text: str, generics: set[str], groups: set[str]) -> None:
    heard = read_allergies(text)
    assert (heard.generics, set(heard.groups), heard.unread) == (generics, groups, ())


@pytest.mark.parametrize("text", ["二甲双胍 拉肚子", "二甲双胍胃不舒服", "普利干咳", "卡托普利过敏（干咳）"])
def test_stomach_trouble_and_a_dry_cough_are_reactions_and_no_allergy(text: str) -> None:
    heard = read_allergies(text)
    assert (heard.generics, heard.groups, len(heard.reactions)) == (frozenset(), (), 1)


def test_the_sample_of_a_reaction() -> None:
    reaction = read_reaction("卡托普利 脸肿", CATALOG)
    assert (reaction.ingredients, reaction.classes, reaction.kind) == (("卡托普利",), {"ACEI"}, "swelling")


def test_what_was_heard_is_checked() -> None:
    slow = person(diseases=frozenset(("htn", *read_diseases("房室传导阻滞").current)))
    checks = check_medication([order("酒石酸美托洛尔片", 25, "mg", "bid")], slow, (), CATALOG, PRESCRIPTION).checks
    assert ("forbid", "美托洛尔/disease:av_block") in [(check.severity, check.code) for check in checks]
    allergic = person(allergies=read_allergies("青霉素、红霉素").groups)
    checks = check_medication([order("阿奇霉素片", 0.5, "g")], allergic, (), CATALOG, PRESCRIPTION).checks
    assert any(check.severity in ("forbid", "warn") and "macrolide" in check.code for check in checks)

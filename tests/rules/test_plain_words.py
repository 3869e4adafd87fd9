"""Allergies and diseases written by hand reach the tables under their keys, whatever name the doctor uses."""

import pytest

from tests.rules.people import CATALOG, order, person
from vclinic.rules.plain_words import allergy_groups, diseases_named
from vclinic.rules.prescribing import check_medication


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("", ()), ("花粉、海鲜", ()), ("青霉素、红霉素", ("penicillin", "macrolide")), ("阿莫西林皮疹", ("penicillin",)),
        ("先锋霉素", ("cephalosporin",)), ("smz", ("sulfonamide",)), ("庆大霉素", ("aminoglycoside",)),
        ("丁胺卡那", ("aminoglycoside",)), ("链霉素", ("streptomycin", "aminoglycoside")), ("氟哌酸", ("quinolone",)),
        ("去痛片", ("nsaid",)), ("消炎痛", ("nsaid",)), ("灭滴灵", ("nitroimidazole",)), ("土霉素", ("tetracycline",)),
        ("碘伏", ("iodine", "iodinated_contrast")), ("做造影时休克", ("iodinated_contrast",)), ("打麻药时", ("amide_local_anaesthetic",)),
        ("杜冷丁", ("opioid",)), ("优降糖", ("sulfonylurea",)), ("吃药后喉头水肿", ("angioedema",)), ("阿托伐他汀", ("statin",)),
    ],
)  # fmt: skip
def test_allergies(text: str, groups: tuple[str, ...]) -> None:
    assert allergy_groups(text) == groups


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", ()), ("阑尾炎", ()), ("痛风、慢性肾炎", ("gout", "ckd")), ("急性肾盂肾炎", ()), ("尿毒症透析", ("ckd",)), ("肾衰竭", ("ckd",)),
        ("糖尿病肾病", ("ckd", "t2dm")), ("糖尿病前期", ()), ("Ⅱ度房室传导阻滞", ("av_block",)), ("病窦，装了起搏器", ("av_block",)),
        ("心功能不全", ("heart_failure",)), ("陈旧性心梗", ("chd",)), ("脑溢血后遗症", ("stroke", "ich")), ("消化道出血", ("bleeding",)),
        ("甲亢", ("hyperthyroid",)), ("蚕豆病", ("g6pd",)), ("双侧肾动脉狭窄", ("bilateral_renal_artery_stenosis",)), ("高血钾", ("hyperkalaemia",)),
    ],
)  # fmt: skip
def test_diseases(text: str, keys: tuple[str, ...]) -> None:
    assert diseases_named(text) == keys


def test_what_was_heard_is_checked() -> None:
    slow = person(diseases=frozenset(("htn", *diseases_named("房室传导阻滞"))))
    checks = check_medication([order("酒石酸美托洛尔片", 25, "mg", "bid")], slow, (), CATALOG)
    assert ("warn", "美托洛尔/disease:av_block") in [(check.severity, check.code) for check in checks]
    allergic = person(allergies=allergy_groups("青霉素、红霉素"))
    checks = check_medication([order("阿奇霉素片", 0.5, "g")], allergic, (), CATALOG)
    assert any(check.severity in ("forbid", "warn") and "macrolide" in check.code for check in checks)

"""Neighbours of the handed cases, by kind: the same danger under another name, and the same name without the danger."""

import json
from typing import Any

import pytest

from tests.services.test_assess_prescription import failures
from vclinic.rules.catalog import load_catalog
from vclinic.services.assess_prescription import check_line

CATALOG = load_catalog()
AMLODIPINE = "苯磺酸氨氯地平片 5 mg qd 28"


def answer(
    person: dict[str, Any], visit: dict[str, Any], taking: tuple[str, ...], orders: tuple[str, ...]
) -> dict[str, Any]:
    """The answer for a man of 62 with hypertension, 136/84, pulse 72, apart from what is changed."""
    known = {"sex_code": "1", "birth_date": "1964-05-01", "diseases": "高血压", "allergies": "无", "labs": {}} | person
    measured = {"date": "2026-11-24", "sbp": 136, "dbp": 84, "heart_rate": 72} | visit
    lines: list[dict[str, Any]] = []
    for line in orders:
        drug, amount, unit, frequency, days = line.split()
        lines.append({"drug": drug, "dose": f"{amount} {unit}", "frequency": frequency, "days": int(days)})
    document = {"person": known, "visit": measured, "taking": list(taking), "orders": lines}
    return check_line(json.dumps(document).encode(), CATALOG)


OLD, WOMAN = {"birth_date": "1946-05-01"}, {"sex_code": "2", "birth_date": "1992-05-01"}
DIABETIC = {"diseases": "高血压、糖尿病"}
FOUND: tuple[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...], tuple[str, ...]], ...] = (
    # allergy
    ("stop allergy 阿莫西林", {"allergies": "青霉素"}, {}, (), ("阿莫西林胶囊 0.5 g tid 3",)),
    ("warn allergy 头孢", {"allergies": "青霉素皮试阳性"}, {}, (), ("头孢氨苄胶囊 0.25 g qid 3",)),
    ("stop allergy 布洛芬", {"allergies": "芬必得"}, {}, (), ("布洛芬缓释胶囊 0.3 g bid 3",)),
    ("warn allergy 依那普利", {"allergies": "开博通"}, {}, (), ("依那普利片 10 mg qd 28",)),
    ("warn allergy 复方磺胺甲噁唑", {"allergies": "磺胺"}, {}, ("复方新诺明",), (AMLODIPINE,)),
    ("warn allergy 双氯芬酸", {"allergies": "阿司匹林"}, {}, ("扶他林片",), (AMLODIPINE,)),
    # reactions
    ("warn reaction 依那普利", {"reactions": ["依那普利 干咳"]}, {}, (), ("依那普利片 10 mg qd 28",)),
    ("warn reaction 卡托普利", {"reactions": ["洛汀新 干咳"]}, {}, (), ("卡托普利片 25 mg bid 28",)),
    ("stop reaction 氨氯地平", {"reactions": ["络活喜 过敏性休克"]}, {}, (), (AMLODIPINE,)),
    ("warn reaction 贝那普利", {"reactions": ["卡托普利 嘴唇肿"]}, {}, ("洛汀新",), (AMLODIPINE,)),
    ("warn reaction 依那普利", {}, {"adr": "2", "adr_text": "依那普利 干咳"}, (), ("依那普利片 10 mg qd 28",)),
    ("stop reaction 卡托普利", {}, {"adr": "2", "adr_text": "依那普利 脸肿"}, (), ("卡托普利片 25 mg bid 28",)),
    ("stop reaction 沙库巴曲缬沙坦", {"reactions": ["卡托普利 喉头水肿"]}, {}, (), ("沙库巴曲缬沙坦 50 mg bid 28",)),
    ("warn reaction 缬沙坦", {"reactions": ["卡托普利 脸肿"]}, {}, (), ("缬沙坦胶囊 80 mg qd 28",)),
    ("warn reaction 瑞舒伐他汀", {"reactions": ["阿托伐他汀 肌痛"]}, {}, (), ("瑞舒伐他汀片 10 mg qd 28",)),
    ("warn reaction 血脂康", {"reactions": ["立普妥 横纹肌溶解"]}, {}, (), ("血脂康胶囊 2 粒 bid 28",)),
    ("warn reaction 硝苯地平", {"reactions": ["氨氯地平 踝肿"]}, {}, ("拜新同",), (AMLODIPINE,)),
    ("warn reaction 比索洛尔", {"reactions": ["倍他乐克 心慢"]}, {}, (), ("比索洛尔片 5 mg qd 28",)),
    ("warn reaction 吲达帕胺", {"reactions": ["氢氯噻嗪 低钾"]}, {}, (), ("吲达帕胺片 2.5 mg qd 28",)),
    ("warn reaction 布洛芬", {"reactions": ["阿司匹林 黑便"]}, {}, (), ("布洛芬缓释胶囊 0.3 g bid 3",)),
    # duplicates
    ("warn duplicate 硝苯地平", {}, {}, (), (AMLODIPINE, "硝苯地平缓释片 20 mg bid 28")),
    ("warn duplicate 缬沙坦", {}, {}, ("倍博特",), ("缬沙坦胶囊 80 mg qd 28",)),
    ("warn duplicate 格列", DIABETIC, {}, ("消渴丸",), ("格列齐特缓释片 60 mg qd 28",)),
    ("warn duplicate 对乙酰氨基酚", {}, {}, ("感康", "泰诺林"), (AMLODIPINE,)),
    (
        "stop duplicate 达比加群",
        {"diseases": "高血压、房颤"},
        {},
        (),
        ("达比加群酯胶囊 110 mg bid 28", "华法林片 2.5 mg qd 28"),
    ),
    ("warn duplicate 氢氯噻嗪", {}, {}, ("北京降压0号",), ("氢氯噻嗪片 12.5 mg qd 28",)),
    # interactions
    ("stop interaction 缬沙坦", {}, {}, (), ("依那普利片 10 mg qd 28", "缬沙坦胶囊 80 mg qd 28")),
    ("warn interaction 布洛芬", {}, {}, ("芬必得",), ("缬沙坦胶囊 80 mg qd 28",)),
    ("warn interaction 辛伐他汀", {}, {}, ("克拉霉素",), ("辛伐他汀片 20 mg qn 28",)),
    ("warn interaction 西地那非", {"diseases": "高血压、冠心病"}, {}, ("伟哥",), ("单硝酸异山梨酯片 20 mg bid 28",)),
    ("warn interaction 维拉帕米", {}, {}, ("异搏定",), ("比索洛尔片 5 mg qd 28",)),
    ("warn interaction 奥美拉唑", {"diseases": "冠心病"}, {}, ("奥美拉唑",), ("氯吡格雷片 75 mg qd 28",)),
    ("warn interaction 螺内酯", {}, {}, ("安体舒通",), ("依那普利片 10 mg qd 28",)),
    # doses
    ("warn dose 氨氯地平", {}, {}, (), ("苯磺酸氨氯地平片 10 mg bid 28",)),
    ("stop dose 氨氯地平", {}, {}, (), ("苯磺酸氨氯地平片 50 mg qd 28",)),
    ("warn dose 地高辛", {"birth_date": "1954-05-01", "diseases": "房颤"}, {}, (), ("地高辛片 0.25 mg qd 28",)),
    ("stop dose 华法林", {"diseases": "房颤"}, {}, (), ("华法林片 30 mg qd 28",)),
    ("stop dose 左甲状腺素", {"diseases": "甲减"}, {}, (), ("左甲状腺素钠片 0.6 mg qd 28",)),
    ("warn dose 二甲双胍", DIABETIC, {}, (), ("二甲双胍片 1 g tid 28",)),
    ("warn dose 辛伐他汀", {}, {}, ("络活喜",), ("辛伐他汀片 40 mg qn 28",)),
    ("warn dose 硝苯地平", {}, {}, (), ("硝苯地平缓释片 5 mg bid 28",)),
    # days
    ("warn days 布洛芬", {}, {}, (), ("布洛芬片 0.2 g tid 28",)),
    (
        "note days 阿莫西林",
        {},
        {},
        (),
        ("阿莫西林胶囊 0.5 g tid 7",),
    ),  # a system's default, told quietly up to R2's week
    ("warn days 阿莫西林", {}, {}, (), ("阿莫西林胶囊 0.5 g tid 8",)),
    ("warn days 氨氯地平", {}, {}, (), ("苯磺酸氨氯地平片 5 mg qd 60",)),
    ("stop days 氨氯地平", {}, {}, (), ("苯磺酸氨氯地平片 5 mg qd 90",)),
    ("warn days 维生素", {"diseases": ""}, {}, (), ("维生素B1片 10 mg tid 10",)),
    # diseases
    ("stop disease 氢氯噻嗪", {"diseases": "高血压，痛风3年"}, {}, (), ("氢氯噻嗪片 12.5 mg qd 28",)),
    ("stop disease 普萘洛尔", {"diseases": "高血压、哮喘"}, {}, (), ("普萘洛尔片 10 mg tid 28",)),
    ("warn disease 普萘洛尔", {"diseases": "高血压、慢阻肺"}, {}, (), ("普萘洛尔片 10 mg tid 28",)),
    ("warn disease 伪麻黄碱", {}, {}, ("新康泰克",), (AMLODIPINE,)),
    ("warn disease 布洛芬", {"diseases": "胃溃疡"}, {}, ("芬必得",), (AMLODIPINE,)),
    ("stop disease 吡格列酮", {"diseases": "糖尿病、心衰"}, {}, (), ("吡格列酮片 15 mg qd 28",)),
    ("warn disease 甲硝唑", {}, {"drink_now": 3}, ("灭滴灵",), (AMLODIPINE,)),
    ("stop disease 甲硝唑", {}, {"drink_now": 2}, (), ("甲硝唑片 0.4 g tid 3",)),
    ("stop disease 甲硝唑", {"diseases": "酗酒"}, {}, (), ("甲硝唑片 0.4 g tid 3",)),
    ("stop disease 替硝唑", {"diseases": "高血压，每天喝酒"}, {}, (), ("替硝唑片 0.5 g bid 3",)),
    ("stop disease 头孢哌酮", {"diseases": "每天半斤白酒"}, {}, (), ("头孢哌酮 1 g bid 3",)),
    ("warn disease 二甲双胍", {"diseases": "糖尿病、酗酒"}, {}, (), ("二甲双胍片 0.5 g bid 28",)),
    ("warn disease 阿托伐他汀", {"diseases": "高血压、肝硬化"}, {}, (), ("阿托伐他汀钙片 20 mg qn 28",)),
    ("warn disease 阿托伐他汀", {"diseases": "活动性肝炎"}, {}, (), ("阿托伐他汀钙片 20 mg qn 28",)),
    ("warn disease 瑞舒伐他汀", {"diseases": "转氨酶高"}, {}, (), ("瑞舒伐他汀片 10 mg qn 28",)),
    ("warn disease 阿托伐他汀", {"diseases": "肝病"}, {}, ("立普妥",), (AMLODIPINE,)),
    ("warn disease 比索洛尔", {"diseases": "慢阻肺急性加重"}, {}, (), ("比索洛尔片 5 mg qd 28",)),
    ("warn disease 比索洛尔", {"diseases": "慢阻肺加重期"}, {}, (), ("比索洛尔片 5 mg qd 28",)),
    ("warn disease 替米沙坦", {"diseases": "胆道梗阻"}, {}, (), ("替米沙坦片 40 mg qd 28",)),
    ("warn reaction 二甲双胍", DIABETIC | {"allergies": "二甲双胍拉肚子"}, {}, (), ("二甲双胍片 0.5 g bid 28",)),
    ("warn reaction 卡托普利", {"allergies": "卡托普利干咳"}, {}, (), ("卡托普利片 25 mg bid 28",)),
    ("stop allergy 阿莫西林", {"allergies": "青霉素过敏，卡托普利干咳"}, {}, (), ("阿莫西林胶囊 0.5 g tid 3",)),
    ("warn allergy 依那普利", {"diseases": "高血压，血管性水肿"}, {}, (), ("依那普利片 10 mg qd 28",)),
    ("warn dose 硝苯地平", {}, {}, (), ("硝苯地平控释片 0.5 片 qd 28",)),
    ("warn dose 硝苯地平", {}, {}, (), ("拜新同 半 片 qd 28",)),
    ("warn dose 二甲双胍", DIABETIC, {}, (), ("二甲双胍缓释片 0.5 片 bid 28",)),
    ("warn duplicate 枸橼酸钾", {"labs": {"potassium_mmol_l": 3.8}}, {}, ("枸橼酸钾",), ("氯化钾缓释片 1 g bid 28",)),
    # pregnancy
    ("stop pregnancy 缬沙坦", WOMAN | {"pregnant": True}, {}, (), ("缬沙坦胶囊 80 mg qd 28",)),
    ("stop pregnancy 阿托伐他汀", WOMAN | {"pregnant": True}, {}, (), ("阿托伐他汀钙片 20 mg qn 28",)),
    ("warn pregnancy 氯沙坦", WOMAN | {"pregnant": True}, {}, ("科素亚",), (AMLODIPINE,)),
    ("warn pregnancy 依那普利", WOMAN, {}, (), ("依那普利片 10 mg qd 28",)),
    # age
    ("warn age 格列美脲", {**OLD, **DIABETIC}, {}, (), ("格列美脲片 2 mg qd 28",)),
    ("warn age 胰岛素", {**OLD, **DIABETIC}, {}, ("诺和灵",), (AMLODIPINE,)),
    ("warn age 左氧氟沙星", {"birth_date": "2014-05-01", "diseases": ""}, {}, (), ("左氧氟沙星片 0.1 g bid 3",)),
    ("warn age 氟沙星", {"birth_date": "2014-05-01", "diseases": ""}, {}, ("氟哌酸",), ()),
    # kidneys
    ("stop renal 二甲双胍", DIABETIC | {"labs": {"egfr": 28}}, {}, (), ("二甲双胍片 0.5 g bid 28",)),
    ("warn renal 二甲双胍", DIABETIC | {"labs": {"egfr": 40}}, {}, (), ("二甲双胍缓释片 0.5 g bid 28",)),
    ("warn renal 二甲双胍", DIABETIC | {"labs": {"creatinine_umol_l": 300}}, {}, ("格华止",), (AMLODIPINE,)),
    ("warn renal 利伐沙班", {"diseases": "房颤", "labs": {"egfr": 12}}, {}, (), ("利伐沙班片 10 mg qd 28",)),
    # vital signs
    ("warn vitals 阿替洛尔", {}, {"heart_rate": 50}, (), ("阿替洛尔片 25 mg qd 28",)),
    ("warn vitals 地高辛", {"diseases": "房颤"}, {"heart_rate": 44}, ("地高辛",), (AMLODIPINE,)),
    ("warn vitals 氨氯地平", {}, {"sbp": 84, "dbp": 52}, (), (AMLODIPINE,)),
    ("stop vitals 硝酸", {"diseases": "冠心病"}, {"sbp": 86, "dbp": 60}, (), ("单硝酸异山梨酯片 20 mg bid 28",)),
    ("warn vitals 152", {}, {"heart_rate": 152}, (), (AMLODIPINE,)),
    ("warn vitals 依那普利", {"labs": {"potassium_mmol_l": 5.8}}, {}, (), ("依那普利片 10 mg qd 28",)),
    ("stop disease 依那普利", {"labs": {"potassium_mmol_l": 5.8}}, {}, (), ("依那普利片 10 mg qd 28",)),
    ("warn vitals 氢氯噻嗪", {"labs": {"potassium_mmol_l": 3.1}}, {}, (), ("氢氯噻嗪片 12.5 mg qd 28",)),
)


@pytest.mark.parametrize(("want", "person", "visit", "taking", "orders"), FOUND, ids=[row[0] for row in FOUND])
def test_what_a_good_doctor_would_have_caught(
    want: str, person: dict[str, Any], visit: dict[str, Any], taking: tuple[str, ...], orders: tuple[str, ...]
) -> None:
    severity, kind, drug = want.split()
    told = answer(person, visit, taking, orders)
    assert failures(told, {"at_least": severity, "kind": kind, "drug": drug}) == []


QUIET: tuple[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...], tuple[str, ...]], ...] = (
    ("an allergy denied", {"allergies": "无药物过敏史"}, {}, (), ("阿莫西林胶囊 0.5 g tid 3",)),
    ("pollen is no drug", {"allergies": "花粉"}, {}, (), (AMLODIPINE,)),
    ("a cough from a pril says nothing of a sartan", {"reactions": ["依那普利 干咳"]}, {}, (), ("缬沙坦胶囊 80 mg qd 28",)),
    ("the same name is the same line", {}, {}, ("氨氯地平", "苯磺酸氨氯地平片"), (AMLODIPINE,)),
    ("a sartan beside a calcium antagonist", {}, {}, ("代文",), (AMLODIPINE,)),
    ("metformin 2.5 g is the most", DIABETIC | {"labs": {"egfr": 90}}, {}, (), ("二甲双胍片 0.5 g tid 28",)),
    ("digoxin 0.125 in the old", {"birth_date": "1950-05-01", "diseases": "房颤"}, {}, (), ("地高辛片 0.125 mg qd 28",)),
    ("ibuprofen for three days", {"diseases": ""}, {}, (), ("布洛芬片 0.2 g tid 3",)),
    ("metronidazole without drink", {}, {"drink_now": 0}, (), ("甲硝唑片 0.4 g tid 3",)),
    ("who once drank", {"diseases": "高血压，不喝酒"}, {}, (), ("甲硝唑片 0.4 g tid 3",)),
    ("a virus carried and a statin", {"diseases": "高血压，乙肝小三阳"}, {}, (), ("阿托伐他汀钙片 20 mg qn 28",)),
    ("steady lungs and bisoprolol", {"diseases": "高血压、慢阻肺"}, {}, (), ("比索洛尔片 5 mg qd 28",)),
    ("whole tablets of a slow drug", {}, {}, (), ("硝苯地平控释片 1 片 qd 28",)),
    ("a slow drug in milligrams", {}, {}, (), ("硝苯地平控释片 30 mg qd 28",)),
    ("a mother's asthma", {"diseases": "高血压，母亲哮喘"}, {}, (), ("美托洛尔片 25 mg bid 28",)),
    ("urate is no gout", {"diseases": "高血压，尿酸高"}, {}, (), ("氢氯噻嗪片 12.5 mg qd 28",)),
    ("a sartan past childbearing", {"sex_code": "2"}, {}, (), ("缬沙坦胶囊 80 mg qd 28",)),
    ("a sulfonylurea at seventy", {"birth_date": "1956-05-01"} | DIABETIC, {}, (), ("格列齐特缓释片 30 mg qd 28",)),
    ("metformin with good kidneys", DIABETIC | {"labs": {"creatinine_umol_l": 80}}, {}, (), ("二甲双胍片 0.5 g bid 28",)),
    ("pulse 56 with a blocker", {}, {"heart_rate": 56}, (), ("美托洛尔片 25 mg bid 28",)),
    ("one glass and metformin", DIABETIC, {"drink_now": 0.2}, (), ("二甲双胍片 0.5 g bid 28",)),
    ("half of a scored tablet", {}, {}, (), ("琥珀酸美托洛尔缓释片 23.75 mg qd 28",)),
    ("aspirin and a statin after an infarct", {"diseases": "冠心病"}, {}, (), ("阿司匹林肠溶片 100 mg qd 28", "阿托伐他汀钙片 20 mg qn 28")),
)  # fmt: skip


@pytest.mark.parametrize(("name", "person", "visit", "taking", "orders"), QUIET, ids=[row[0] for row in QUIET])
def test_what_interrupts_nobody(
    name: str, person: dict[str, Any], visit: dict[str, Any], taking: tuple[str, ...], orders: tuple[str, ...]
) -> None:
    told = answer(person, visit, taking, orders)
    assert failures(told, {"quiet": True}) == [], name
    assert told["savable"]


UNCHECKED: tuple[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...], tuple[str, ...], list[str]], ...] = (
    ("herbs", {}, {}, ("祖传秘方",), (AMLODIPINE,), ["interaction", "duplicate", "allergy", "disease"]),
    ("a stem only", {}, {}, ("某某普利",), (AMLODIPINE,), ["interaction", "duplicate"]),
    ("a stem that is ordered", {}, {}, (), ("某某沙坦片 1 片 qd 28",), ["interaction", "duplicate", "dose"]),
    ("insulin has no limit", DIABETIC, {}, (), ("甘精胰岛素注射液 12 单位 qn 28",), ["dose"]),
    ("tablets of nobody knows which weight", {}, {}, (), ("缬沙坦胶囊 1 粒 qd 28",), []),
    ("a sick kidney without a figure", {"diseases": "糖尿病、慢性肾病"}, {}, (), ("二甲双胍片 0.5 g bid 28",), ["renal"]),
    ("no potassium beside spironolactone", {}, {}, ("螺内酯",), (AMLODIPINE,), ["vitals"]),
    ("no pulse beside a blocker", {}, {"heart_rate": None}, ("倍他乐克",), (AMLODIPINE,), ["vitals"]),
    ("words nobody reads", {"diseases": "高血压，鬼剃头样怪症"}, {}, (), (AMLODIPINE,), ["disease"]),
    ("a reaction to nobody knows what", {"reactions": ["吃了白色药片后脸肿"]}, {}, (), (AMLODIPINE,), ["reaction"]),
    ("never asked about allergies", {"allergies": ""}, {}, (), (AMLODIPINE,), ["allergy"]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "person", "visit", "taking", "orders", "kinds"), UNCHECKED, ids=[row[0] for row in UNCHECKED]
)
def test_what_was_not_compared_has_no_tick(
    name: str,
    person: dict[str, Any],
    visit: dict[str, Any],
    taking: tuple[str, ...],
    orders: tuple[str, ...],
    kinds: list[str],
) -> None:
    assert failures(answer(person, visit, taking, orders), {"unchecked": kinds}) == [], name


@pytest.mark.parametrize(
    ("allergies", "order"),
    [("二甲双胍拉肚子", "二甲双胍片 0.5 g bid 28"), ("青霉素过敏，卡托普利干咳", "卡托普利片 25 mg bid 28")],
)
def test_an_adverse_reaction_among_the_allergies_stops_nothing(allergies: str, order: str) -> None:
    told = answer(DIABETIC | {"allergies": allergies}, {}, (), (order,))
    assert {check["severity"] for check in told["checks"] if check["kind"] == "allergy"} <= {"note"}


@pytest.mark.parametrize("reaction", ["", "干咳"])
def test_eight_drugs_are_more_than_one_prescription_may_hold(reaction: str) -> None:
    names = ("苯磺酸氨氯地平片", "缬沙坦胶囊", "阿托伐他汀钙片", "二甲双胍片", "阿司匹林肠溶片", "美托洛尔片")
    told = answer({"reactions": [reaction]}, {}, (), tuple(f"{name} 1 片 qd 28" for name in names))
    assert not told["savable"]
    assert "R5" in [check["code"] for check in told["checks"] if check["severity"] == "stop"]

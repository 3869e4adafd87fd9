"""What speaks against a drug, or a class, in a condition."""

import re
from collections.abc import Iterator
from pathlib import Path

from resources.building.source import polished, rows

# what a page of the domain says and the table leaves out (three_prescriptions §4.3: 噻托溴铵 LAMA，前列腺增生、闭角青光眼慎;
# §6.3: 阿司匹林注意哮喘, whose kin is told more quietly),
# and what rows of `drug_cautions.csv` expanded from a class say in words (see `_ALSO_CONDITIONS`), for the other members
_MORE_CLASS_CAUTIONS = (
    ["LAMA", "disease:bph", "moderate", "尿不出", "慎用，排尿费力马上停、转诊", "memory", "三处方 §4.3", ""],
    ["LAMA", "disease:glaucoma", "moderate", "眼压升高", "慎用，防进眼，眼痛眼胀转诊", "memory", "三处方 §4.3", ""],
    [
        "ASPIRIN",
        "disease:asthma",
        "major",
        "会诱发喘",
        "先问以前吃退热止痛药喘不喘，喘过的不用，问上级",
        "memory",
        "三处方 §6.3",
        "",
    ],
    [
        "NSAID",
        "disease:asthma",
        "moderate",
        "会诱发喘",
        "先问以前吃退热止痛药喘不喘，喘过的不用",
        "memory",
        "三处方 §6.3",
        "",
    ],
    ["NSAID", "disease:chd", "major", "伤心脑血管", "避免", "memory", "", ""],
    ["NSAID", "disease:stroke", "major", "伤心脑血管", "避免", "memory", "", ""],
    ["SULFONYLUREA", "disease:t1dm", "contraindicated", "没有用，会酮症", "改胰岛素", "memory", "", ""],
    ["SGLT2I", "disease:t1dm", "contraindicated", "会酮症", "禁用", "memory", "", ""],
    ["NITRATE", "disease:glaucoma", "contraindicated", "眼压升高", "禁用", "memory", "", ""],
    ["BENZODIAZEPINE", "disease:osa", "contraindicated", "睡着了呼吸会停", "禁用", "memory", "", ""],
    ["OPIOID", "disease:bowel_obstruction", "contraindicated", "梗阻加重", "禁用", "memory", "", ""],
)
# Rows of `drug_cautions.csv` that name several conditions in words and carry the code of one: the others' codes, with
# the severity where the words give them another one. Left out is what the words narrow down to a state no record tells.
_ALSO_CONDITIONS: dict[str, tuple[str, ...]] = {
    "先天/获得性QT延长、低钾低镁": ("disease:hypokalaemia",),
    "QT延长、重症肌无力": ("disease:myasthenia",),
    "重症肌无力、睡眠呼吸暂停、呼吸衰竭": ("disease:osa", "disease:respiratory_depression"),
    "收缩压<90、严重主动脉瓣狭窄、青光眼、颅高压": ("disease:glaucoma",),
    "心力衰竭、冠心病、脑卒中": ("disease:chd major", "disease:stroke major"),
    "呼吸抑制、急性哮喘、颅脑损伤、肠梗阻": ("disease:bowel_obstruction",),
    "活动性结核、真菌感染、糖尿病": ("disease:diabetes",),
    "高血压、低钾、胃溃疡": ("disease:hypokalaemia", "disease:peptic_ulcer"),
    "癫痫、急性心梗、快速心律失常": ("disease:acute_coronary", "disease:arrhythmia"),
    "高血压、冠心病、甲亢、哮喘危象": ("disease:chd", "disease:hyperthyroid"),
    "心脏病(心衰、QT延长)": ("disease:heart_failure",),
    "未治疗的肾上腺皮质功能不全、急性心梗": ("disease:acute_coronary",),
    "1型糖尿病、酮症酸中毒史": ("disease:t1dm",),
    "1型糖尿病、酮症酸中毒、严重感染手术": ("disease:t1dm",),
    "1型糖尿病、酮症、严重肝肾病(含格列本脲)": ("disease:t1dm",),
    "支气管哮喘、慢阻肺急性加重": ("disease:copd_exacerbation",),
    "胆道梗阻或严重肝损害": ("disease:biliary_obstruction",),
    "重度肝损害、胆汁淤积": ("disease:biliary_obstruction",),
    "eGFR<30或高钾": ("disease:hyperkalaemia",),
    "严重肝功能不全或长期酗酒": ("lifestyle:heavy_alcohol",),
    "甲亢、冠心病、低钾": ("disease:chd", "disease:hypokalaemia"),
    "急性菌痢、伪膜性肠炎、肠梗阻": ("disease:bowel_obstruction",),
    "高血压、低钾、心衰": ("disease:hypokalaemia", "disease:heart_failure"),
    "嗜铬细胞瘤、肠梗阻、消化道出血、癫痫": ("disease:bowel_obstruction", "disease:bleeding", "disease:epilepsy"),
    "高血压、心衰、水肿": ("disease:hypertension",),
    "心衰、糖尿病(含糖)": ("disease:diabetes",),
    "高血压、冠心病、甲亢、萎缩性鼻炎": ("disease:chd", "disease:hyperthyroid"),
    "高血压、冠心病、甲亢(非抢救用)": ("disease:chd", "disease:hyperthyroid"),
    "高血压、冠心病、甲亢、前列腺增生": ("disease:chd", "disease:hyperthyroid", "disease:bph"),
    "驾驶、青光眼、前列腺增生(含氯苯那敏)": ("disease:bph",),
}
# what such a row says for each of the others; the words of the whole row would speak of all of them
_CALLED = {
    "disease:acute_coronary": "急性心梗", "disease:arrhythmia": "心律失常", "disease:biliary_obstruction": "胆道梗阻、胆汁淤积",
    "disease:bleeding": "消化道出血", "disease:bowel_obstruction": "肠梗阻", "disease:bph": "前列腺增生", "disease:chd": "冠心病",
    "disease:copd_exacerbation": "慢阻肺急性加重", "disease:diabetes": "糖尿病", "disease:epilepsy": "癫痫", "disease:glaucoma": "青光眼",
    "disease:heart_failure": "心衰", "disease:hyperkalaemia": "高钾", "disease:hypertension": "高血压", "disease:hyperthyroid": "甲亢",
    "disease:hypokalaemia": "低钾", "disease:myasthenia": "重症肌无力", "disease:osa": "睡眠呼吸暂停", "disease:peptic_ulcer": "胃溃疡",
    "disease:respiratory_depression": "呼吸衰竭", "disease:stroke": "脑卒中", "disease:t1dm": "1 型糖尿病", "lifestyle:heavy_alcohol": "长期酗酒",
}  # fmt: skip

# what a note of the names says of an allergy and the table leaves out (西乐葆：磺胺过敏忌)
_MORE_CAUTIONS = (
    ["塞来昔布", "allergy_group", "磺胺过敏史", "contraindicated", "换别的止痛药", "allergy:sulfonamide", "memory", "药名表备注(memory)"],
)  # fmt: skip
# Bans by age that stand in a note of the names and doses only, 12 岁以下禁; of several ingredients, whose it is.
_BANNED_BELOW = re.compile(r"(\d+) ?岁以下[^；，。]*禁")
_AGE = re.compile(r"age:<(\d+)y")
_BANNED_FOR = {"优卡丹": "金刚烷胺"}


def class_cautions(source: Path) -> list[list[str]]:
    """[class, condition code, severity, what happens, advice, mark, source, soften when]."""
    return [
        [
            row["class"], row["condition_code"], row["severity"], polished(row["happens"]), polished(row["advice"]),
            row["mark"], row["source"], row["soften_when"],
        ]
        for row in rows(source, "drug_class_cautions.csv")
    ] + [list(row) for row in _MORE_CLASS_CAUTIONS]  # fmt: skip


def cautions(source: Path) -> list[list[str]]:
    """[drug, type, condition in words, severity, advice, condition code, verification, source]; a row whose words name
    several conditions is one row a condition, unless the drug has a row for it.

    Raises:
        ValueError: words of `_ALSO_CONDITIONS` that no row has; a name of several ingredients that is banned below an age,
            and nothing says for which of them.
    """
    given = rows(source, "drug_cautions.csv")
    if gone := _ALSO_CONDITIONS.keys() - {row["condition"] for row in given}:
        raise ValueError("、".join(sorted(gone)))
    has = {(row["drug"], row["condition_code"]) for row in given}
    table: list[list[str]] = []
    for row in given:
        also = [entry.partition(" ") for entry in _ALSO_CONDITIONS.get(row["condition"], ())]
        codes = [(row["condition_code"], row["severity"])]
        codes += [(code, heavy or row["severity"]) for code, _, heavy in also if (row["drug"], code) not in has]
        has.update((row["drug"], code) for code, _ in codes)
        table += [
            [
                row["drug"], row["caution_type"],
                polished(row["condition"]) if code == row["condition_code"] else _CALLED[code],
                severity, polished(row["advice"]), code, row["verification"], row["source"],
            ]
            for code, severity in codes
        ]  # fmt: skip
    return [*table, *(list(row) for row in _MORE_CAUTIONS), *_banned_below(source, table)]


def _banned_below(source: Path, table: list[list[str]]) -> Iterator[list[str]]:
    """A caution for each ban by age in the notes that the table of cautions does not have."""
    known: dict[str, int] = {}
    for row in table:
        if age := _AGE.fullmatch(row[5]):
            known[row[0]] = max(known.get(row[0], 0), int(age[1]))
    noted = [(row["name"], row["ingredients"].split("|"), row["note"]) for row in rows(source, "drug_names.csv")]
    noted += [(row["drug"], [row["drug"]], row["note"]) for row in rows(source, "dose_limits.csv")]
    for name, ingredients, note in noted:
        if (banned := _BANNED_BELOW.search(note)) is None:
            continue
        age = int(banned[1])
        if any(known.get(drug, 0) >= age for drug in ingredients):
            continue
        drug = ingredients[0] if len(ingredients) == 1 else _BANNED_FOR.get(name)
        if drug is None:
            raise ValueError(f"{name}：{note}")
        known[drug] = age
        yield [
            drug,
            "age",
            f"<{age} 岁",
            "contraindicated",
            "禁用",
            f"age:<{age}y",
            "memory",
            "药名表、剂量表备注(memory)",
        ]

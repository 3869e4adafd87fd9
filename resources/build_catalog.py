"""Compile the reference tables the program ships from the source tables, deterministically.

Usage: ``python resources/build_catalog.py [SOURCE] [TARGET]``; SOURCE is a folder of CSV files (see PROVENANCE.md),
TARGET defaults to ``resources/catalog``. Every output names its sources by SHA-256 in ``manifest.json``.
"""

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin

HERE = Path(__file__).resolve().parent
SOURCES = (
    "essential_drugs_2026.csv",
    "drug_classes.csv",
    "drug_names.csv",
    "drug_class_rules.csv",
    "drug_class_cautions.csv",
    "drug_interactions.csv",
    "drug_cautions.csv",
    "dose_limits.csv",
    "pinyin_surnames.csv",
    "icd10_primary_care.csv",
    "admin_divisions_sample.csv",
    "disease_words.csv",
    "allergy_words.csv",
)
_STRENGTH = re.compile(
    r"(?:每(?:片|粒|袋|支|瓶|丸)(?:装|重|含)?)?(\d+(?:\.\d+)?)(mg|g|μg|µg|万单位|单位|IU)(?:（.*）)?"
)
_METALS = {"钾盐": "钾", "钠盐": "钠", "钙盐": "钙", "镁盐": "镁"}
_LIQUIDS = {"滴眼剂": "滴眼液", "滴鼻剂": "滴鼻液", "滴耳剂": "滴耳液"}
_WHOLE_FORMS = ("气雾剂", "粉雾剂", "喷雾剂", "贴剂", "洗剂", "滴剂", "灌肠剂")  # whose names keep their 剂
_HAN = "[\u4e00-\u9fff]"
_FULL_WIDTH_MARKS = str.maketrans("(),;:", "（），；：")
# the part of the catalogue whose drugs the rules of antibacterial use speak of, without viruses, tuberculosis and leprosy
_ANTIMICROBIAL, _NOT_ANTIBACTERIAL = "抗微生物药", frozenset(("抗病毒药", "抗结核病药", "抗麻风病药"))
_LOCAL = re.compile("眼|耳|鼻|膏|凝胶|阴道|栓|洗|外用|涂")
_UNITS = (
    ("片", "片"), ("胶囊", "粒"), ("滴丸", "丸"), ("丸", "丸"), ("颗粒", "袋"), ("散剂", "袋"), ("干混悬", "袋"),
    ("粉剂", "袋"), ("注射", "支"), ("吸入用溶液", "支"), ("雾化", "支"), ("栓", "枚"), ("贴", "贴"), ("膏药", "贴"),
    ("口溶膜", "片"), ("软膏", "支"), ("乳膏", "支"), ("凝胶", "支"), ("滴眼", "支"), ("眼膏", "支"), ("灌肠", "支"),
)  # fmt: skip


def rows(source: Path, name: str) -> list[dict[str, str]]:
    """One source table; ATC columns never leave it."""
    with (source / name).open(encoding="utf-8", newline="") as file:
        return [{key: value for key, value in row.items() if not key.startswith("atc")} for row in csv.DictReader(file)]


def spaced(strength: str) -> str:
    """A strength as people read it: 5mg → 5 mg."""
    return re.sub(r"(\d)(mg|g|ml|μg|µg|kg|万单位|单位|IU)", r"\1 \2", strength)


def polished(text: str) -> str:
    """A sentence of the tables as it is printed: full-width marks, a space between 汉字 and figures or letters, units
    apart from their figures (辛伐他汀每日不超过20mg → 辛伐他汀每日不超过 20 mg)."""
    text = re.sub(r"\"([^\"]*)\"", r"“\1”", text).translate(_FULL_WIDTH_MARKS)
    text = re.sub(r"(\d)(mg|g|ml|mL|μg|µg|kg|mmol|μmol|mmHg|kcal|IU)(?![a-z])", r"\1 \2", text)
    text = re.sub(f"({_HAN})([A-Za-z0-9<>≥≤])", r"\1 \2", text)
    return re.sub(f"([A-Za-z0-9%]|℃)({_HAN})", r"\1 \2", text)


def base_unit(form: str, strength: str) -> str:
    """Smallest unit handed out: what the strength counts by (每袋装6g of pills is a bag), else by dosage form."""
    counted = re.match(r"每\d*(片|粒|袋|支|瓶|丸|贴)", strength)
    if counted:
        return counted[1]
    return next((unit for mark, unit in _UNITS if mark in form), "瓶")


def prescribed_name(generic: str, form: str, salt: str, product: str) -> str:
    """The name a doctor writes: salt, generic name and dosage form."""
    if product:
        return product
    if not form:
        return generic
    if salt in _METALS:
        generic += _METALS[salt]
    elif salt.endswith("酸盐"):
        generic = salt[:-1] + generic
    if form == "注射用无菌粉末":
        return f"注射用{generic}"
    if form == "片剂":
        return generic if generic.endswith("片") else f"{generic}片"
    ending = _LIQUIDS.get(form) or (form if form.endswith(_WHOLE_FORMS) else form.removesuffix("剂"))
    return generic if generic.endswith(ending) else generic + ending


def initials(of_generic: str, name: str) -> str:
    """Initials of the generic name, then of the name as prescribed where they begin otherwise: ``ALDP BHSALDPP``."""
    whole = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")).upper()
    return of_generic if not whole or of_generic.startswith(whole) else f"{of_generic} {whole}"


def drugs(source: Path) -> list[list[Any]]:
    """[id, name, generic, form, strength, value, unit, base unit, △, kind, initials, antibacterial], one a strength of a
    form."""
    found: list[list[Any]] = []
    table = rows(source, "essential_drugs_2026.csv")
    against_bacteria = {
        row["name_zh"]
        for row in table
        if row["category_l1"] == _ANTIMICROBIAL and row["category_l2"] not in _NOT_ANTIBACTERIAL
    }
    seen: set[tuple[str, str, str]] = set()
    counters: dict[str, int] = {}
    for row in table:
        if not row["dosage_form"]:
            continue
        part = f"{'w' if row['kind'] == 'western' else 't'}{int(row['seq']):03d}"
        for salt in row["salt"].split("、"):
            name = prescribed_name(row["name_zh"], row["dosage_form"], salt, row["product_name"])
            for strength in row["strength"].split("|"):
                if (name, row["dosage_form"], strength) in seen:
                    continue
                seen.add((name, row["dosage_form"], strength))
                counters[part] = counters.get(part, 0) + 1
                parsed = _STRENGTH.fullmatch(strength)
                found.append(
                    [
                        f"{part}-{counters[part]:02d}",
                        name,
                        row["name_zh"],
                        row["dosage_form"],
                        spaced(strength),
                        float(parsed[1]) if parsed else None,
                        parsed[2].replace("µ", "μ") if parsed else "",
                        base_unit(row["dosage_form"], strength),
                        int(row["delta"] or 0),
                        row["kind"],
                        initials(row["name_pinyin_initials"], name),
                        int(row["name_zh"] in against_bacteria and not _LOCAL.search(row["dosage_form"])),
                    ]
                )
    return found


def classes(source: Path) -> dict[str, list[str]]:
    """Class → generic names."""
    found: dict[str, list[str]] = {}
    for row in rows(source, "drug_classes.csv"):
        found.setdefault(row["class"], []).append(row["drug"])
    return {name: sorted(set(members)) for name, members in sorted(found.items())}


# what a row leaves out though its own note says it
_CORRECTED = {"尼群洛尔片": ("尼群地平|阿替洛尔", "")}


# generic names as people write them, without the salt or ester; the whole name is the table's
_SHORT_NAMES = {
    "达比加群": "达比加群酯", "丙戊酸": "丙戊酸钠", "苯妥英": "苯妥英钠", "左甲状腺素": "左甲状腺素钠", "阿仑膦酸": "阿仑膦酸钠", "胞磷胆碱": "胞磷胆碱钠",
    "磺达肝癸": "磺达肝癸钠", "青霉素V": "青霉素V钾", "枸橼酸铋": "枸橼酸铋钾", "阿莫西林克拉维酸": "阿莫西林克拉维酸钾", "头孢泊肟": "头孢泊肟酯", "头孢他美": "头孢他美酯", "沙格雷": "沙格雷酯",
    "亚叶酸": "亚叶酸钙", "吗替麦考酚": "吗替麦考酚酯", "替诺福韦二吡呋": "替诺福韦二吡呋酯", "单硝酸异山梨": "单硝酸异山梨酯", "硝酸异山梨": "硝酸异山梨酯",
}  # fmt: skip


def names(source: Path) -> list[list[str]]:
    """[name, kind, ingredients, catalogue item, classes, route, slow release, halve, note, mark, source]."""
    table: list[list[str]] = []
    for row in rows(source, "drug_names.csv"):
        ingredients, listed_as = _CORRECTED.get(row["name"], (row["ingredients"], row["listed_as"]))
        table.append(
            [
                row["name"], row["kind"], ingredients, listed_as, row["classes"], row["route"], row["slow_release"],
                row["halve"], polished(row["note"]), row["mark"], row["source"],
            ]
        )  # fmt: skip
    known = {row[0] for row in table}
    table += [
        [short, "short", whole, "", "", "", "both", "", "不写盐、酯的叫法", "design", ""]
        for short, whole in _SHORT_NAMES.items()
        if short not in known
    ]
    return table


def class_rules(source: Path) -> list[list[str]]:
    """[class or =drug, class or =drug, severity, what happens, advice, mark, source, code, kind, soften when]."""
    return [
        [
            row["class_a"], row["class_b"], row["severity"], polished(row["happens"]), polished(row["advice"]),
            row["mark"], row["source"], row["rule_id"], row["kind"], row["soften_when"],
        ]
        for row in rows(source, "drug_class_rules.csv")
    ]  # fmt: skip


# what a page of the domain says and the table leaves out (three_prescriptions §4.3: 噻托溴铵 LAMA，前列腺增生、闭角青光眼慎),
# and what rows of `drug_cautions.csv` expanded from a class say in words (see `_ALSO_CONDITIONS`), for the other members
_MORE_CLASS_CAUTIONS = (
    ["LAMA", "disease:bph", "moderate", "尿不出", "慎用，排尿费力马上停、转诊", "memory", "三处方 §4.3", ""],
    ["LAMA", "disease:glaucoma", "moderate", "眼压升高", "慎用，防进眼，眼痛眼胀转诊", "memory", "三处方 §4.3", ""],
    ["NSAID", "disease:chd", "major", "伤心脑血管", "避免", "memory", "", ""],
    ["NSAID", "disease:stroke", "major", "伤心脑血管", "避免", "memory", "", ""],
    ["SULFONYLUREA", "disease:t1dm", "contraindicated", "没有用，会酮症", "改胰岛素", "memory", "", ""],
    ["SGLT2I", "disease:t1dm", "contraindicated", "会酮症", "禁用", "memory", "", ""],
    ["NITRATE", "disease:glaucoma", "contraindicated", "眼压升高", "禁用", "memory", "", ""],
    ["BENZODIAZEPINE", "disease:osa", "contraindicated", "睡着了呼吸会停", "禁用", "memory", "", ""],
    ["OPIOID", "disease:bowel_obstruction", "contraindicated", "梗阻加重", "禁用", "memory", "", ""],
)


def class_cautions(source: Path) -> list[list[str]]:
    """[class, condition code, severity, what happens, advice, mark, source, soften when]."""
    return [
        [
            row["class"], row["condition_code"], row["severity"], polished(row["happens"]), polished(row["advice"]),
            row["mark"], row["source"], row["soften_when"],
        ]
        for row in rows(source, "drug_class_cautions.csv")
    ] + [list(row) for row in _MORE_CLASS_CAUTIONS]  # fmt: skip


def interactions(source: Path) -> dict[str, Any]:
    """Texts once, pairs by reference: [a, b, severity, mechanism, advice, rule, verification, type, source]."""
    texts: list[str] = []
    place: dict[str, int] = {}

    def ref(text: str) -> int:
        if text not in place:
            place[text] = len(texts)
            texts.append(text)
        return place[text]

    pairs = [
        [
            row["drug_a"], row["drug_b"], row["severity"], ref(polished(row["mechanism"])), ref(polished(row["advice"])),
            row["rule_id"], ref(row["verification"]), row["type"], ref(row["source"]),
        ]
        for row in rows(source, "drug_interactions.csv")
    ]  # fmt: skip
    return {"texts": texts, "pairs": pairs}


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


def cautions(source: Path) -> list[list[str]]:
    """[drug, type, condition in words, severity, advice, condition code, verification, source]; a row whose words name
    several conditions is one row a condition, unless the drug has a row for it.

    Raises:
        ValueError: words of `_ALSO_CONDITIONS` that no row has.
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
    return table


# What rows of `drug_cautions.csv` say of the dose when the kidneys are weak: (drug, condition of the row, the row's own
# words, from which eGFR, below which, kind, figure). Kinds: ``most`` and ``start`` in mg a day, ``part`` of the table's
# maximum, ``ask`` where the row names no figure, ``stop``. Nothing here goes beyond the row's words.
_KIDNEY_DOSES = (
    ("二甲双胍", "renal:egfr30-45", "每日不超过1000mg", 30, 45, "most", 1000),
    ("西格列汀", "renal:egfr30-45", "50mg每日1次", 30, 45, "most", 50),
    ("西格列汀", "renal:egfr<30", "25mg每日1次", 0, 30, "most", 25),
    ("别嘌醇", "renal:egfr<60", "起始每日不超过100mg", 0, 60, "start", 100),
    ("地高辛", "renal:egfr<60", "减量(0.0625~0.125mg)", 0, 60, "most", 0.125),
    ("利伐沙班", "renal:egfr<15", "15~50房颤用15mg", 15, 50, "most", 15),
    ("奥司他韦", "renal:egfr<60", "治疗30mg每日2次", 30, 60, "most", 60),
    ("奥司他韦", "renal:egfr<60", "<30每日1次", 0, 30, "most", 30),
    ("左氧氟沙星", "renal:egfr<50", "后250mg每日1次", 0, 50, "most", 250),
    ("比索洛尔", "renal:egfr<20", "每日不超过10mg", 0, 20, "most", 10),
    ("法莫替丁", "renal:egfr<50", "20mg每日1次", 0, 50, "most", 20),
    ("西替利嗪", "renal:egfr<50", "5mg每日1次", 0, 50, "most", 5),
    ("诺氟沙星", "renal:egfr<30", "400mg每日1次", 0, 30, "most", 400),
    ("氯雷他定", "renal:egfr<30", "隔日10mg", 0, 30, "most", 5),
    ("雷尼替丁", "renal:egfr<50", "150mg每日1次", 0, 50, "most", 150),
    ("非布司他", "renal:egfr<30", "每日不超过40mg", 0, 30, "most", 40),
    ("阿替洛尔", "renal:egfr<35", "每日不超过50mg", 0, 35, "most", 50),
    ("辛伐他汀", "renal:egfr<30", "每日10mg以上慎用", 0, 30, "most", 10),
    ("阿莫西林", "renal:egfr<30", "0.25~0.5g每12小时", 10, 30, "most", 1000),
    ("阿莫西林", "renal:egfr<30", "<10每24小时", 0, 10, "most", 500),
    ("氟康唑", "renal:egfr<50", "维持量减半", 0, 50, "part", 0.5),
    ("克拉霉素", "renal:egfr<30", "减半", 0, 30, "part", 0.5),
    ("环丙沙星", "renal:egfr<30", "减半", 0, 30, "part", 0.5),
    ("甲氧氯普胺", "renal:egfr<40", "减半", 0, 40, "part", 0.5),
    ("头孢克肟", "renal:egfr<60", "减至75%", 20, 60, "part", 0.75),
    ("头孢克肟", "renal:egfr<60", "<20减半", 0, 20, "part", 0.5),
    ("复方磺胺甲噁唑", "renal:egfr15-30", "减半", 15, 30, "part", 0.5),
    ("复方磺胺甲噁唑", "renal:egfr15-30", "<15禁用", 0, 15, "stop", None),
    ("格列美脲", "renal:egfr<60", "减量", 30, 60, "ask", None),
    ("格列美脲", "renal:egfr<60", "<30禁用", 0, 30, "stop", None),
    ("非诺贝特", "renal:egfr<30", "30~60减量", 30, 60, "ask", None),
    ("索他洛尔", "renal:egfr<60", "延长间隔", 0, 60, "ask", None),
    ("低分子量肝素", "renal:egfr<30", "减量", 0, 30, "ask", None),
    ("头孢他啶", "renal:egfr<50", "减量", 0, 50, "ask", None),
    ("头孢呋辛", "renal:egfr<20", "减量", 0, 20, "ask", None),
    ("头孢拉定", "renal:egfr<50", "减量", 0, 50, "ask", None),
    ("头孢氨苄", "renal:egfr<50", "减量", 0, 50, "ask", None),
    ("普瑞巴林", "renal:egfr<60", "减量", 0, 60, "ask", None),
    ("金刚烷胺", "renal:egfr<50", "减量", 0, 50, "ask", None),
    ("阿昔洛韦", "renal:egfr<25", "延长间隔", 0, 25, "ask", None),
    ("阿莫西林克拉维酸钾", "renal:egfr<30", "延长间隔", 0, 30, "ask", None),
    ("胰岛素", "renal:egfr<60", "减量", 0, 60, "ask", None),
    ("甘精胰岛素", "renal:egfr<60", "减量", 0, 60, "ask", None),
    ("德谷胰岛素", "renal:egfr<60", "减量", 0, 60, "ask", None),
    ("门冬胰岛素", "renal:egfr<60", "减量", 0, 60, "ask", None),
)


def kidney_doses(source: Path) -> list[list[Any]]:
    """[drug, condition code, words, from eGFR, below eGFR, kind, figure, mark]: doses for weak kidneys.

    Raises:
        ValueError: the source's row no longer says so.
    """
    said = {(row["drug"], row["condition_code"]): row for row in rows(source, "drug_cautions.csv")}
    table: list[list[Any]] = []
    for drug, condition, phrase, low, below, kind, figure in _KIDNEY_DOSES:
        row = said.get((drug, condition))
        if row is None or phrase not in row["advice"]:
            raise ValueError(f"{drug} {condition}: {phrase}")
        table.append([drug, condition, polished(phrase), low, below, kind, figure, row["verification"]])
    return table


def picked(source: Path, name: str, columns: Iterable[str]) -> list[list[str]]:
    """Some columns of a table."""
    wanted = list(columns)
    return [[row[column] for column in wanted] for row in rows(source, name)]


def doses(source: Path) -> list[list[Any]]:
    """[drug, route, usual low, usual high, maximum, unit, population, note, mark, largest single dose]; numbers or
    None."""
    names = ("usual_adult_daily_mg_min", "usual_adult_daily_mg_max", "max_daily_mg")
    return [
        [
            row["drug"], row["route"], *(float(row[name]) if row[name] else None for name in names),
            row["unit"], row["population"], polished(row["note"]), row["verification"],
            float(row["max_single"]) if row["max_single"] else None,
        ]
        for row in rows(source, "dose_limits.csv")
    ]  # fmt: skip


_ALSO = re.compile(r"同时(?:记)? ?([a-z0-9_]+)")  # a word that says two things: 糖尿病肾病 is ckd, 同时 t2dm
_AFTER = frozenset(("否", "正常", "体健", "－", "？"))  # words that speak of what stands before them


def disease_words(source: Path) -> list[list[Any]]:
    """[word, kind, keys]; kinds as `vclinic.rules.word_tables` names them."""
    table: list[list[Any]] = []
    for row in rows(source, "disease_words.csv"):
        word, kind, keys = row["word"], row["kind"], [row["code"], *_ALSO.findall(row["note"])]
        if word == "无高血压":
            continue  # an example of a denial
        if word == "肾功能正常":
            kind = "noise"  # a finding that says nothing of what stands beside it
        elif word in _AFTER:
            kind = f"{kind}_after"
        elif keys[0].endswith(("_suspect", "_unspecified")):
            kind, keys = "suspect_disease", [keys[0].removesuffix("_suspect")]
        table.append([word, kind, [key for key in keys if key]])
    return table


def allergy_words(source: Path) -> list[list[Any]]:
    """[word, kind, generic name, groups]; kinds as `vclinic.rules.word_tables` names them."""
    table: list[list[Any]] = []
    for row in rows(source, "allergy_words.csv"):
        word, kind, groups = row["word"], row["kind"], [row["group"], *_ALSO.findall(row["note"])]
        if word == "咳嗽反应（普利）":
            continue  # a reaction, read as one
        if kind == "negation":
            kind, groups = ("unknown" if row["group"] == "unknown" else "negation"), []
        table.append([word, kind, row["generic"], groups])
    return table


def build(source: Path, target: Path) -> None:
    """Write every table and the manifest."""
    tables: dict[str, Any] = {
        "drugs.json": drugs(source),
        "classes.json": classes(source),
        "names.json": names(source),
        "class_rules.json": class_rules(source),
        "class_cautions.json": class_cautions(source),
        "interactions.json": interactions(source),
        "cautions.json": cautions(source),
        "doses.json": doses(source),
        "kidney_doses.json": kidney_doses(source),
        "surnames.json": {
            row["surname"]: [row["pinyin"], *(other for other in row["other_reading"].split("|") if other)]
            for row in rows(source, "pinyin_surnames.csv")
        },
        "icd10.json": picked(source, "icd10_primary_care.csv", ("code", "name_zh", "cn_clinical_code", "group")),
        "disease_words.json": disease_words(source),
        "allergy_words.json": allergy_words(source),
        "divisions.json": picked(source, "admin_divisions_sample.csv", ("code12", "level", "name_zh", "parent_code12")),
    }
    target.mkdir(parents=True, exist_ok=True)
    written: dict[str, Any] = {}
    for name, table in tables.items():
        text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
        if isinstance(table, list):
            text = (
                "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table) + "\n]"
            )
        content = (text + "\n").encode("utf-8")
        (target / name).write_bytes(content)
        rows_of = table["pairs"] if name == "interactions.json" else table
        written[name] = {"rows": len(rows_of), "sha256": hashlib.sha256(content).hexdigest()}
    sources = {name: hashlib.sha256((source / name).read_bytes()).hexdigest() for name in SOURCES}
    manifest = {"edition": "国家基本药物目录（2026 年版）", "sources": sources, "tables": written}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    words = sys.argv[1:]
    build(
        Path(words[0]) if words else HERE.parent.parent / "shared" / "data",
        Path(words[1]) if len(words) > 1 else HERE / "catalog",
    )

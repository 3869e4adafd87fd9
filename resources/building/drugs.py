"""The drugs of the essential-medicines list: one row a strength of a form, named as on the box."""

import re
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin

from resources.building.source import rows, spaced

_STRENGTH = re.compile(
    r"(?:每(?:片|粒|袋|支|瓶|丸)(?:装|重|含)?)?(\d+(?:\.\d+)?)(mg|g|μg|µg|万单位|单位|IU)(?:（.*）)?"
)
_METALS = {"钾盐": "钾", "钠盐": "钠", "钙盐": "钙", "镁盐": "镁"}
_LIQUIDS = {"滴眼剂": "滴眼液", "滴鼻剂": "滴鼻液", "滴耳剂": "滴耳液"}
_WHOLE_FORMS = ("气雾剂", "粉雾剂", "喷雾剂", "贴剂", "洗剂", "滴剂", "灌肠剂")  # whose names keep their 剂
# the part of the catalogue whose drugs the rules of antibacterial use speak of, without viruses, tuberculosis and leprosy
_ANTIMICROBIAL, _NOT_ANTIBACTERIAL = "抗微生物药", frozenset(("抗病毒药", "抗结核病药", "抗麻风病药"))
_LOCAL = re.compile("眼|耳|鼻|膏|凝胶|阴道|栓|洗|外用|涂")
_UNITS = (
    ("片", "片"), ("胶囊", "粒"), ("滴丸", "丸"), ("丸", "丸"), ("颗粒", "袋"), ("散剂", "袋"), ("干混悬", "袋"),
    ("粉剂", "袋"), ("注射", "支"), ("吸入用溶液", "支"), ("雾化", "支"), ("栓", "枚"), ("贴", "贴"), ("膏药", "贴"),
    ("口溶膜", "片"), ("软膏", "支"), ("乳膏", "支"), ("凝胶", "支"), ("滴眼", "支"), ("眼膏", "支"), ("灌肠", "支"),
)  # fmt: skip


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

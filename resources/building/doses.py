"""How much of a drug is usual, most, and right for weak kidneys."""

from pathlib import Path
from typing import Any

from resources.building.source import polished, rows

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

# What a surer source than `dose_limits.csv` says, the table of the hypertension guideline (三处方 §2.3, S22): a kind of
# tablet without a row (the most of it is the end of that range, for a pharmacist to see), and how little may be usual. How
# much at most stays with the table, which follows the leaflets.
_MORE: tuple[list[Any], ...] = (
    ["硝苯地平", "口服(控释片)", 30.0, 60.0, 60.0, "mg", "adult", "每日 1 次，整片吞", "memory", 60.0],
)
_FROM = {
    ("左氨氯地平", "口服"): 1.25, ("硝苯地平", "口服(普通片)"): 10.0, ("依那普利", "口服"): 2.5, ("雷米普利", "口服"): 1.25,
    ("替米沙坦", "口服"): 20.0, ("吲达帕胺", "口服"): 0.625,
}  # fmt: skip


def doses(source: Path) -> list[list[Any]]:
    """[drug, route, usual low, usual high, maximum, unit, population, note, mark, largest single dose]; numbers or
    None."""
    names = ("usual_adult_daily_mg_min", "usual_adult_daily_mg_max", "max_daily_mg")
    table: list[list[Any]] = [
        [
            row["drug"], row["route"], *(float(row[name]) if row[name] else None for name in names),
            row["unit"], row["population"], polished(row["note"]), row["verification"],
            float(row["max_single"]) if row["max_single"] else None,
        ]
        for row in rows(source, "dose_limits.csv")
    ]  # fmt: skip
    for row in table:
        if row[6] == "adult" and (row[0], row[1]) in _FROM:
            row[2] = _FROM[row[0], row[1]]
    return [*table, *_MORE]


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

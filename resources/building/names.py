"""Names a medicine goes by, and the classes generic names are in."""

from pathlib import Path

from resources.building.source import polished, rows

# what a row leaves out though its own note says it
_CORRECTED = {"尼群洛尔片": ("尼群地平|阿替洛尔", "")}
# names on the box that stand only in the note of a trade name's row: the same ingredients
_ON_THE_BOX = {"小儿氨酚烷胺": "优卡丹", "复方酚咖伪麻": "力克舒", "美敏伪麻": "惠菲宁"}
# generic names as people write them, without the salt or ester; the whole name is the table's
_SHORT_NAMES = {
    "达比加群": "达比加群酯", "丙戊酸": "丙戊酸钠", "苯妥英": "苯妥英钠", "左甲状腺素": "左甲状腺素钠", "阿仑膦酸": "阿仑膦酸钠", "胞磷胆碱": "胞磷胆碱钠",
    "磺达肝癸": "磺达肝癸钠", "青霉素V": "青霉素V钾", "枸橼酸铋": "枸橼酸铋钾", "阿莫西林克拉维酸": "阿莫西林克拉维酸钾", "头孢泊肟": "头孢泊肟酯", "头孢他美": "头孢他美酯", "沙格雷": "沙格雷酯",
    "亚叶酸": "亚叶酸钙", "吗替麦考酚": "吗替麦考酚酯", "替诺福韦二吡呋": "替诺福韦二吡呋酯", "单硝酸异山梨": "单硝酸异山梨酯", "硝酸异山梨": "硝酸异山梨酯",
}  # fmt: skip


def classes(source: Path) -> dict[str, list[str]]:
    """Class → generic names."""
    found: dict[str, list[str]] = {}
    for row in rows(source, "drug_classes.csv"):
        found.setdefault(row["class"], []).append(row["drug"])
    return {name: sorted(set(members)) for name, members in sorted(found.items())}


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
    known = {row[0]: row for row in table}
    table += [
        [label, "label", *known[trade][2:8], "", "memory", known[trade][10]]
        for label, trade in _ON_THE_BOX.items()
        if label not in known
    ]
    table += [
        [short, "short", whole, "", "", "", "both", "", "不写盐、酯的叫法", "design", ""]
        for short, whole in _SHORT_NAMES.items()
        if short not in known
    ]
    return table

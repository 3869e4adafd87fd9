"""Where a roster's header stands and what its columns mean, in whatever order and wording it came."""

import re
from collections.abc import Sequence

from vclinic.domain.problem import Refused

_SYNONYMS = {
    "name": "姓名 居民姓名 村民姓名 名字 家庭成员姓名 成员姓名",
    "sex": "性别",
    "id_no": "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 证件号码 证件号 居民身份证号",
    "birth_date": "出生日期 出生年月 出生年月日 生日 出生",
    "phone": "电话 联系电话 本人电话 手机 手机号 手机号码 电话号码 联系方式",
    "address": "住址 家庭住址 现住址 地址 家庭地址 居住地址 门牌号",
    "household_no": "户号 户编号 家庭编号 户口编号 家庭户号",
    "household_head": "户主 户主姓名",
    "relation": "与户主关系 关系 户主关系 家庭关系 与户主的关系",
    "diseases": "慢性病 慢病 病种 慢性病种类 慢病病种 患病情况 所患疾病 慢病类型 慢性病情况",
    "allergies": "药物过敏史 过敏史 药物过敏 过敏药物 过敏 过敏情况 过敏源 药敏史 有无过敏史",
    "ethnic": "民族",
    "village_group": "组 村民小组 小组 组别 村民组 所在组",
    "contact_name": "联系人 联系人姓名",
    "contact_phone": "联系人电话",
    "employer": "工作单位 单位",
}
COLUMNS = {word: name for name, synonyms in _SYNONYMS.items() for word in synonyms.split()}
UNDERSTOOD = tuple(synonyms.split()[0] for synonyms in _SYNONYMS.values())
LOOK_AT = 20
_NOISE = re.compile(r"[\s\u3000*＊:：()（）\[\]【】]+|必填|选填")


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """(index of the header row, column of each field).

    Raises:
        Refused: ``not_a_roster``.
    """
    for place, row in enumerate(rows[:LOOK_AT]):
        if is_header(row):
            return place, _columns(row)
    raise Refused(
        "not_a_roster",
        "这个文件不像花名册：前 20 行里找不到表头。表头至少要有“姓名”，以及“身份证号”或“出生日期”。",
    )


def is_header(row: Sequence[str]) -> bool:
    """Whether a row names the columns of a roster."""
    columns = _columns(row)
    return "name" in columns and not columns.keys().isdisjoint(("id_no", "birth_date"))


def has_meaning(heading: str, meaning: str = "") -> bool:
    """Whether a heading is understood, as ``meaning`` when one is given."""
    known = _meaning(heading)
    return known is not None and meaning in ("", known)


def doubled(header: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each column that says again what an earlier one says, and is not read."""
    columns = _columns(header)
    headings: list[str] = []
    for column, cell in enumerate(header):
        name = _meaning(cell)
        if name is not None and columns[name] != column:
            first = columns[name]
            headings.append(
                f"第 {first + 1} 栏“{header[first].strip()}”和第 {column + 1} 栏“{cell.strip()}”是同一项，"
                f"取的是第 {first + 1} 栏，第 {column + 1} 栏没有读。"
            )
    return tuple(headings)


def _meaning(cell: str) -> str | None:
    return COLUMNS.get(_NOISE.sub("", cell))


def _columns(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, cell in enumerate(row):
        name = _meaning(cell)
        if name is not None:
            columns.setdefault(name, column)
    return columns

"""Where a roster's header stands and what its columns mean, in whatever order and wording it came."""

import re
from collections.abc import Mapping, Sequence

from vclinic.domain.problem import Refused
from vclinic.domain.typed import plain

_SYNONYMS = {
    "name": "姓名 患者姓名 居民姓名 村民姓名 名字 家庭成员姓名 成员姓名 户籍姓名 人员姓名 公民姓名 本人姓名 人口姓名 姓名全称",
    "sex": "性别 男女 男/女",
    "id_no": (
        "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 证件号码 证件号 居民身份证号 身份证件号 身份证件号码 "
        "公民身份证号 公民身份证 身份号码 身份证编号 本人身份证号 本人身份证号码 居民身份证 居民身份证号码 有效证件号码"
    ),
    "birth_date": "出生日期 出生年月 出生年月日 生日 出生 出生时间 出生日 出身年月 出生年月日期",
    "phone": (
        "电话 联系电话 电话号 联系手机 本人手机 移动电话 本人联系电话 本人电话 手机 手机号 手机号码 电话号码 联系方式 "
        "联系号码 联系电话号码 本人手机号 本人手机号码 手机电话 常用电话 固定电话 座机 居民电话"
    ),
    "address": "住址 家庭住址 现住址 地址 家庭地址 居住地址 门牌号 详细地址 详细住址 常住地址 居住地 现居住地 现居住地址 现地址 门牌 住所 家庭详细地址 常住住址",
    "household_no": (
        "户号 户编号 家庭编号 户口编号 家庭户号 户籍编号 家庭编码 户编码 家庭号 住户编号 住户号 户籍号 户口号 "
        "户口本号 户口簿号 户序号 家庭序号 家庭档案号 家庭档案编号"
    ),
    "household_head": "户主 户主姓名 户主名 户主名字 家庭户主 所属户主 户长 家庭户主姓名 户主全名",
    "relation": "与户主关系 关系 户主关系 家庭关系 与户主的关系 成员关系 家庭成员关系 与户主 和户主关系 同户主关系 与家庭户主关系 家庭角色 称谓 与户主称谓",
    "diseases": "慢性病 慢病 病种 慢性病种类 慢病病种 患病情况 所患疾病 慢病类型 慢性病情况 慢性疾病 慢病史 慢性病史 所患慢病 所患慢性病 基础病 基础疾病 疾病名称",
    "allergies": "药物过敏史 过敏史 药物过敏 过敏药物 过敏 过敏情况 过敏源 药敏史 有无过敏史 有无药物过敏 有无药物过敏史 药物过敏情况 过敏药",
    "ethnic": "民族",
    "village_group": "组 村民小组 小组 组别 村民组 所在组 村组 组名 组号 所属组 所属小组 所在小组 村小组 居民小组 生产队 队",
    "contact_name": "联系人 联系人姓名",
    "contact_phone": "联系人电话 联系人手机 联系人手机号 联系人联系电话",
    "death_date": "死亡日期 死亡时间 死亡年月 去世日期 去世时间 身故日期 亡故日期 病故日期 死亡年月日 逝世日期 逝世时间 去世年月 身故时间 病故时间",
    "died": "是否死亡 是否去世 是否已死亡 是否已故 死亡 已死亡 已故 去世 死亡与否",
    "remark": "备注 备注说明 备考 情况说明",
    "employer": "工作单位 单位",
}
COLUMNS = {word: name for name, synonyms in _SYNONYMS.items() for word in synonyms.split()}
UNDERSTOOD = tuple(synonyms.split()[0] for synonyms in _SYNONYMS.values())
NOT_WANTED = "ignore"
"""The meaning of a column that says nothing a record holds, or that a doctor has said is not wanted."""
DISEASE = "disease:"
"""Begins the meaning of a column that answers yes or no to one disease; the code of its register follows."""
LOOK_AT = 20
_COUNTED = frozenset("序号 编号 序 行号 年龄 岁数 周岁 原表行号 退回原因".split())
_DISEASES = {
    "高血压": "htn", "糖尿病": "t2dm", "2型糖尿病": "t2dm", "二型糖尿病": "t2dm", "慢阻肺": "copd", "慢性阻塞性肺疾病": "copd",
    "慢性阻塞性肺病": "copd", "脑卒中": "stroke", "中风": "stroke", "冠心病": "chd",
}  # fmt: skip
_ASKS = re.compile(
    r"^(是否患有?|有无|是否有?|患有?|有)?(?:原发性)?(.+?)(病?患者|病?病人|病?病?史|病?与否|病?情况|病?)$"
)
_NOISE = re.compile(r"[\s\u3000*＊:：()（）\[\]【】]+|必填|选填")
_ASIDE = re.compile(r"[(（\[【〔].*?[)）\]】〕]|(例如?|如|格式)[:：].*$", re.DOTALL)
_NUMBERED = re.compile(r"[1一①]$")
_LEVELS = re.compile(r"[｜|]")
_OTHER_PEOPLE = re.compile(r"配偶|父|母|监护|子女|儿|联系人|户主|医生|随访")
_TRADITIONAL = str.maketrans(
    "聯繫係電話號碼證歲齡組編戶與關現單絡過敏藥壓類種備註時間日期別傳慢患況詳細連動亡",
    "联系系电话号码证岁龄组编户与关现单络过敏药压类种备注时间日期别传慢患况详细连动亡",
)


def find_header(rows: Sequence[Sequence[str]], told: Mapping[str, str] | None = None) -> tuple[int, dict[str, int]]:
    """(index of the header row, column of each field); ``told``: heading → what a doctor has said that it means.

    Raises:
        Refused: ``not_a_roster``.
    """
    for place, row in enumerate(rows[:LOOK_AT]):
        if is_header(row, told):
            return place, _columns(row, told)
    raise Refused(
        "not_a_roster",
        "这个文件不像花名册：前 20 行里找不到表头。表头至少要有“姓名”，以及“身份证号”或“出生日期”。",
    )


def is_header(row: Sequence[str], told: Mapping[str, str] | None = None) -> bool:
    """Whether a row names the columns of a roster."""
    columns = _columns(row, told)
    return "name" in columns and not columns.keys().isdisjoint(("id_no", "birth_date"))


def has_meaning(heading: str, meaning: str = "") -> bool:
    """Whether a heading is understood, as ``meaning`` when one is given."""
    known = meaning_of(heading)
    return known is not None and meaning in ("", known)


def doubled(header: Sequence[str], told: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """A sentence for each column that says again what an earlier one says, and is not read."""
    columns = _columns(header, told)
    headings: list[str] = []
    for column, cell in enumerate(header):
        name = meaning_of(cell, told)
        if name not in (None, NOT_WANTED) and columns[name] != column:
            first = columns[name]
            headings.append(
                f"第 {first + 1} 栏“{header[first].strip()}”和第 {column + 1} 栏“{cell.strip()}”是同一项，"
                f"取的是第 {first + 1} 栏，第 {column + 1} 栏没有读。"
            )
    return tuple(headings)


def side_by_side(header: Sequence[str], told: Mapping[str, str] | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """(columns of the first, columns of the second) where a header names people twice; both empty where it does not."""
    first = _columns(header, told)
    again = _columns(["" if column in first.values() else cell for column, cell in enumerate(header)], told)
    twice = "name" in again and bool(again.keys() & first.keys() & {"id_no", "birth_date"})
    return (first, again) if twice else ({}, {})


def heading_key(cell: str) -> str:
    """A heading as it is remembered: in one spelling, whatever stands around it."""
    return _NOISE.sub("", plain(cell)).translate(_TRADITIONAL)


def meaning_of(cell: str, told: Mapping[str, str] | None = None) -> str | None:
    """What a column holds: a field, ``disease:htn`` and the like, ``ignore``, or None where nobody knows.

    Of a heading in two rows (慢病｜高血压) the whole counts, then its last part, then its first.
    """
    said = (told or {}).get(heading_key(cell))
    if said:
        return said
    levels = [level for level in _LEVELS.split(cell) if level.strip()]
    if len(levels) < 2:
        return _one("".join(levels))
    parts = levels[-1:] if _OTHER_PEOPLE.search(levels[0]) else [levels[-1], levels[0]]
    if _OTHER_PEOPLE.search(levels[0]) and _one(levels[-1]) not in ("relation", None):
        parts = []  # a spouse's name is not the person's
    return next((name for name in map(_one, ("".join(levels), *parts)) if name is not None), None)


def _one(cell: str) -> str | None:
    for text in (heading_key(cell), heading_key(_ASIDE.sub("", cell)), _NUMBERED.sub("", heading_key(cell))):
        name = COLUMNS.get(text) or _of_disease(text) or (NOT_WANTED if text in _COUNTED else None)
        if name is not None:
            return name
    return None


def _of_disease(text: str) -> str | None:
    asked = _ASKS.match(text)
    names = (text, asked[2], f"{asked[2]}病") if asked else (text,)
    code = next((_DISEASES[name] for name in names if name in _DISEASES), None)
    return code and f"{DISEASE}{code}"


def _columns(row: Sequence[str], told: Mapping[str, str] | None = None) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, cell in enumerate(row):
        name = meaning_of(cell, told)
        if name is not None and name != NOT_WANTED:
            columns.setdefault(name, column)
    return columns

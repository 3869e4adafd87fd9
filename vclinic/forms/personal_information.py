"""个人基本信息表 (third edition): items in the order of the paper, what must hold, and what is still to be asked."""

import re
from dataclasses import replace

from vclinic.domain.identity import IdNo, parse_archive_no, parse_id_no
from vclinic.domain.names import normal_name
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.spec import Context, FormSpec, Item, Section, Values

_ASKED_BY_THE_FORM = (
    "id_no phone contact_name contact_phone residence_type ethnic_code abo_code rh_code education_code "
    "occupation_code marital_code payment_codes drug_allergy_codes exposure_codes past_diseases surgeries traumas "
    "transfusions family_father family_mother family_sibling family_child genetic_disease disability_codes"
).split()
NOTHING = "无"  # 手术、外伤、输血、遗传病史: the paper's 1 无, told apart from what nobody asked yet
_PROVISIONAL = re.compile(r"T[0-9A-Za-z]+")


def _identity(values: Values, _context: Context) -> list[Problem]:
    number = values.get("id_no", "")
    if number and values.get("id_type", "01") == "01":
        parsed = parse_id_no(number)
        if isinstance(parsed, Problem):
            return [parsed]
        return _agrees(parsed, values)
    if "id_no" in values and not number and not values.get("id_missing_reason"):
        return [Problem("id_no", "required", "请填身份证号；没有证件的，写明原因。")]
    return []


def _agrees(id_no: IdNo, values: Values) -> list[Problem]:
    problems: list[Problem] = []
    born, sex = values.get("birth_date"), values.get("sex_code")
    if born is not None and born != id_no.birth_date:
        text = f"出生日期 {born} 和身份证上的 {id_no.birth_date} 不一致，请核对哪一个对。"
        problems.append(Problem("birth_date", "differs_from_id", text))
    if sex in ("1", "2") and sex != id_no.sex_code:
        text = f"性别和身份证不一致，身份证是{'男' if id_no.sex_code == '1' else '女'}。"
        problems.append(Problem("sex_code", "differs_from_id", text))
    return problems


def _days(values: Values, context: Context) -> list[Problem]:
    problems: list[Problem] = []
    born = values.get("birth_date")
    if born is not None and born > context.latest:
        problems.append(Problem("birth_date", "future", f"出生日期 {born} 还没到。"))
    if born is not None and born.year < 1900:
        problems.append(Problem("birth_date", "out_of_bounds", f"出生日期 {born} 太早，请核对。"))
    closed = values.get("closed_on")
    if closed is not None and (closed > context.latest or (born is not None and closed < born)):
        problems.append(Problem("closed_on", "out_of_bounds", f"注销日期 {closed} 不对，请核对。"))
    months = [disease.confirm_month for disease in values.get("past_diseases", ())]
    for month in filter(None, months):
        if month > f"{context.latest:%Y-%m}":
            problems.append(Problem("past_diseases", "future", f"确诊时间 {month} 还没到。"))
        elif born is not None and month < f"{born:%Y-%m}":
            problems.append(Problem("past_diseases", "before_birth", f"确诊时间 {month} 早于出生日期 {born}。"))
    for name in ("surgeries", "traumas", "transfusions"):
        dated = [entry for entry in values.get(name, ()) if entry.date]
        problems += [
            Problem(name, "future", f"{entry.name} 的日期 {entry.date} 还没到。")
            for entry in dated
            if entry.date > f"{context.latest:%Y-%m}"
        ]
        problems += [
            Problem(name, "before_birth", f"{entry.name} 的日期 {entry.date} 早于出生日期 {born}。")
            for entry in dated
            if born is not None and entry.date < f"{born:%Y-%m}"
        ]
    return problems


def _phones(values: Values, context: Context) -> list[Problem]:
    problems: list[Problem] = []
    for name, label in (("phone", "本人电话"), ("contact_phone", "联系人电话")):
        digits = "".join(values.get(name, "").replace("-", "").split())
        if digits and not (digits.isascii() and digits.isdecimal() and 5 <= len(digits) <= 12):
            problems.append(Problem(name, "phone", f"{label}要填 5–12 位数字。"))
        elif len(digits) == 11 and digits[0] not in "01":
            problems.append(Problem(name, "phone", f"{label}不像手机号，请核对。"))
        elif digits[:1] == "1" and len(digits) in (10, 12) and not context.elsewhere:
            problems.append(Problem(name, "phone", f"{label}是 {len(digits)} 位，手机号是 11 位，请核对。"))
    return problems


def _texts(values: Values, _context: Context) -> list[Problem]:
    problems: list[Problem] = []
    for codes, other, code, text in (
        ("drug_allergy_codes", "drug_allergy_other", "5", "选了其他过敏药物，请写明药名。"),
        ("payment_codes", "payment_other", "8", "选了其他支付方式，请写明。"),
        ("disability_codes", "disability_other", "8", "选了其他残疾，请写明。"),
    ):
        if code in values.get(codes, ()) and other in values and not values[other]:
            problems.append(Problem(other, "required", text))
    diseases = values.get("past_diseases", ())
    if len(diseases) > 1 and any(disease.code == "1" for disease in diseases):
        problems.append(Problem("past_diseases", "exclusive", "既往史选了“无”，就不能再写别的疾病。"))
    for name, label in (("surgeries", "手术"), ("traumas", "外伤"), ("transfusions", "输血")):
        entries = values.get(name, ())
        if len(entries) > 1 and any(entry.name == NOTHING for entry in entries):
            problems.append(Problem(name, "exclusive", f"{label}写了“无”，就不能再写别的。"))
    if any(disease.code in ("6", "12", "13") and not disease.text for disease in diseases):
        problems.append(Problem("past_diseases", "required", "恶性肿瘤、职业病和其他疾病请写明名称。"))
    if values.get("status") == "1" and not values.get("closed_reason"):
        problems.append(Problem("closed_reason", "required", "注销档案要选原因。"))
    return problems


def _none_and_another(values: Values, context: Context) -> list[Problem]:
    """无 and a name beside it contradict one another. What another machine kept so stands: earlier programs let it pass."""
    if context.elsewhere:
        return []
    return [
        Problem(codes, "exclusive", f"{label}选了“{NOTHING}”，旁边又写着“{values[other]}”，请核对哪一个对。")
        for codes, other, label in (
            ("drug_allergy_codes", "drug_allergy_other", "药物过敏史"),
            ("disability_codes", "disability_other", "残疾情况"),
        )
        if "1" in values.get(codes, ()) and values.get(other)
    ]


def _archive_number(values: Values, _context: Context) -> list[Problem]:
    """17 digits, or the provisional number a clinic gives while offline: T, device and serial."""
    number = values.get("archive_no", "")
    if not number or _PROVISIONAL.fullmatch(number):
        return []
    parsed = parse_archive_no(number)
    return [parsed] if isinstance(parsed, Problem) else []


def settled(resident: Resident) -> Resident:
    """The record with its name and ID number in the one spelling they are found by: no gaps, 18 digits, X in upper case."""
    parsed = parse_id_no(resident.id_no) if resident.id_type == "01" and resident.id_no else None
    number = parsed.number if isinstance(parsed, IdNo) else resident.id_no
    return replace(resident, name=normal_name(resident.name) or resident.name, id_no=number)


def incomplete_fields(resident: Resident) -> list[str]:
    """Fields the official form asks for that are still empty; shown as work to do, never in the way."""
    return [name for name in _ASKED_BY_THE_FORM if not getattr(resident, name)]


def _item(caption: str, *fields: str, wide: bool = False, on_screen: str = "") -> Item:
    return Item(caption, fields, " ".join(f"{{{name}}}" for name in fields), wide, on_screen=on_screen)


PERSONAL_INFORMATION = FormSpec(
    id="personal_information",
    version=3,
    title="个人基本信息表",
    record=Resident,
    sections=(
        Section(
            "",
            (
                _item("姓名", "name"),
                _item("编号", "archive_no"),
                _item("性别", "sex_code"),
                _item("出生日期", "birth_date"),
                _item("证件类型", "id_type"),
                _item("身份证号", "id_no", "id_missing_reason"),
                _item("工作单位", "employer"),
                _item("本人电话", "phone"),
                _item("联系人姓名", "contact_name"),
                _item("联系人电话", "contact_phone"),
                _item("现住址", "address", wide=True),
                _item("村民小组", "village_group"),
                _item("户主", "household_head"),
                _item("与户主关系", "relation_code"),
                _item("常住类型", "residence_type"),
                _item("民族", "ethnic_code"),
                _item("血型", "abo_code", "rh_code"),
                _item("文化程度", "education_code"),
                _item("职业", "occupation_code"),
                _item("婚姻状况", "marital_code"),
                _item("医疗费用支付方式", "payment_codes", "payment_other", wide=True),
                _item("药物过敏史", "drug_allergy_codes", "drug_allergy_other", wide=True),
                _item("暴露史", "exposure_codes"),
            ),
        ),
        Section(
            "既往史",
            (
                _item("疾病", "past_diseases", wide=True),
                _item("手术", "surgeries"),
                _item("外伤", "traumas"),
                _item("输血", "transfusions"),
            ),
        ),
        Section(
            "家族史",
            (
                _item("父亲", "family_father", on_screen="家族史·父亲"),
                _item("母亲", "family_mother", on_screen="家族史·母亲"),
                _item("兄弟姐妹", "family_sibling", on_screen="家族史·兄弟姐妹"),
                _item("子女", "family_child", on_screen="家族史·子女"),
            ),
        ),
        Section(
            "",
            (
                _item("遗传病史", "genetic_disease"),
                _item("残疾情况", "disability_codes", "disability_other", wide=True),
            ),
        ),
        Section(
            "生活环境",
            (
                _item("厨房排风设施", "kitchen_exhaust"),
                _item("燃料类型", "fuel_type"),
                _item("饮水", "water_source"),
                _item("厕所", "toilet_type"),
                _item("禽畜栏", "livestock_pen"),
            ),
        ),
        Section("档案", (_item("档案状态", "status", "closed_on", "closed_reason"),)),
    ),
    required=frozenset(("name", "sex_code", "birth_date")),
    computed=frozenset(("archive_no",)),
    conditions=(_identity, _archive_number, _days, _phones, _texts, _none_and_another),
)

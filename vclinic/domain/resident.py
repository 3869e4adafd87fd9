"""A resident's personal information (个人基本信息表, third edition), the household they live in and disease registers."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from vclinic.domain import codes
from vclinic.domain.fields import Meaning

_WHEN = Meaning("日期", "month")
_DISEASE_ENTRY = (
    ("code", Meaning("疾病", "code", codes=codes.PAST_DISEASE)),
    ("confirm_month", Meaning("确诊时间", "month")),
    ("text", Meaning("说明", "text", max_length=40)),
)
_EVENT_ENTRY = (("name", Meaning("名称", "text", max_length=40)), ("date", _WHEN))
_TRANSFUSION_ENTRY = (("name", Meaning("原因", "text", max_length=40)), ("date", _WHEN))


@dataclass(frozen=True, slots=True)
class PastDisease:
    """A diagnosis in 既往史; ``confirm_month`` is YYYY-MM or empty."""

    code: str
    confirm_month: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An operation, an injury (``name``) or a transfusion (``name`` holds its reason); ``date`` YYYY-MM or empty."""

    name: str
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A person with a health record. Only name, sex and birth date are certain for a roster row; the rest of the
    official form may be completed later. `extra` holds fields a newer form knows and we do not."""

    name: Annotated[str, Meaning("姓名", "text", max_length=50)]
    archive_no: Annotated[str, Meaning("档案编号", "text", max_length=17)] = ""
    sex_code: Annotated[str, Meaning("性别", "code", codes=codes.SEX)]
    birth_date: Annotated[date, Meaning("出生日期", "date")]
    id_type: Annotated[str, Meaning("证件类型", "code", codes=codes.ID_TYPE)] = "01"
    id_no: Annotated[str, Meaning("身份证号", "text", max_length=18)] = ""
    id_missing_reason: Annotated[str, Meaning("无证件原因", "text", max_length=40)] = ""
    employer: Annotated[str, Meaning("工作单位", "text", max_length=60)] = ""
    phone: Annotated[str, Meaning("本人电话", "text", max_length=20)] = ""
    contact_name: Annotated[str, Meaning("联系人姓名", "text", max_length=50)] = ""
    contact_phone: Annotated[str, Meaning("联系人电话", "text", max_length=20)] = ""
    address: Annotated[str, Meaning("现住址", "text", max_length=100)] = ""
    village_group: Annotated[str, Meaning("村民小组", "text", max_length=20)] = ""
    household_id: Annotated[str, Meaning("户", "text", max_length=32)] = ""
    household_head: Annotated[str, Meaning("户主", "text", max_length=50)] = ""
    relation_code: Annotated[str, Meaning("与户主关系", "code", codes=codes.RELATION)] = ""
    residence_type: Annotated[str, Meaning("常住类型", "code", codes=codes.RESIDENCE)] = ""
    ethnic_code: Annotated[str, Meaning("民族", "code", codes=codes.ETHNIC)] = ""
    abo_code: Annotated[str, Meaning("血型", "code", codes=codes.ABO)] = ""
    rh_code: Annotated[str, Meaning("Rh 血型", "code", codes=codes.RH)] = ""
    education_code: Annotated[str, Meaning("文化程度", "code", codes=codes.EDUCATION)] = ""
    occupation_code: Annotated[str, Meaning("职业", "code", codes=codes.OCCUPATION)] = ""
    marital_code: Annotated[str, Meaning("婚姻状况", "code", codes=codes.MARITAL)] = ""
    payment_codes: Annotated[
        tuple[str, ...], Meaning("医疗费用支付方式", "codes", codes=codes.PAYMENT, max_items=3)
    ] = ()
    payment_other: Annotated[str, Meaning("其他支付方式", "text", max_length=40)] = ""
    drug_allergy_codes: Annotated[tuple[str, ...], Meaning("药物过敏史", "codes", codes=codes.DRUG_ALLERGY)] = ()
    drug_allergy_other: Annotated[str, Meaning("其他过敏药物", "text", max_length=60)] = ""
    exposure_codes: Annotated[tuple[str, ...], Meaning("暴露史", "codes", codes=codes.EXPOSURE)] = ()
    past_diseases: Annotated[
        tuple[PastDisease, ...], Meaning("疾病", "entries", max_items=6, entry=_DISEASE_ENTRY)
    ] = ()
    surgeries: Annotated[tuple[PastEvent, ...], Meaning("手术", "entries", max_items=2, entry=_EVENT_ENTRY)] = ()
    traumas: Annotated[tuple[PastEvent, ...], Meaning("外伤", "entries", max_items=2, entry=_EVENT_ENTRY)] = ()
    transfusions: Annotated[
        tuple[PastEvent, ...], Meaning("输血", "entries", max_items=2, entry=_TRANSFUSION_ENTRY)
    ] = ()
    family_father: Annotated[tuple[str, ...], Meaning("父亲", "codes", codes=codes.FAMILY_DISEASE, max_items=6)] = ()
    family_mother: Annotated[tuple[str, ...], Meaning("母亲", "codes", codes=codes.FAMILY_DISEASE, max_items=6)] = ()
    family_sibling: Annotated[
        tuple[str, ...], Meaning("兄弟姐妹", "codes", codes=codes.FAMILY_DISEASE, max_items=6)
    ] = ()
    family_child: Annotated[tuple[str, ...], Meaning("子女", "codes", codes=codes.FAMILY_DISEASE, max_items=6)] = ()
    genetic_disease: Annotated[str, Meaning("遗传病史", "text", max_length=40)] = ""
    disability_codes: Annotated[tuple[str, ...], Meaning("残疾情况", "codes", codes=codes.DISABILITY)] = ()
    disability_other: Annotated[str, Meaning("其他残疾", "text", max_length=40)] = ""
    kitchen_exhaust: Annotated[str, Meaning("厨房排风设施", "code", codes=codes.KITCHEN_EXHAUST)] = ""
    fuel_type: Annotated[str, Meaning("燃料类型", "code", codes=codes.FUEL)] = ""
    water_source: Annotated[str, Meaning("饮水", "code", codes=codes.WATER)] = ""
    toilet_type: Annotated[str, Meaning("厕所", "code", codes=codes.TOILET)] = ""
    livestock_pen: Annotated[str, Meaning("禽畜栏", "code", codes=codes.LIVESTOCK)] = ""
    status: Annotated[str, Meaning("档案状态", "code", codes=codes.RECORD_STATUS)] = "0"
    closed_on: Annotated[date | None, Meaning("注销日期", "date")] = None
    closed_reason: Annotated[str, Meaning("注销原因", "code", codes=codes.CLOSED_REASON)] = ""
    extra: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A resident's entry in a disease register (专档). ``height_cm`` as measured at enrolment, for the body-mass index."""

    resident_id: str
    disease: Annotated[str, Meaning("病种", "code", codes=codes.DISEASE)]
    enrolled_on: Annotated[date, Meaning("建专档日期", "date")]
    confirmed_on: Annotated[date | None, Meaning("确诊时间", "date")] = None
    height_cm: Annotated[float | None, Meaning("身高", "decimal", "cm", 50, 250, decimals=1)] = None
    ended_on: Annotated[date | None, Meaning("终止日期", "date")] = None
    ended_reason: Annotated[str, Meaning("终止原因", "code", codes=codes.CLOSED_REASON)] = ""

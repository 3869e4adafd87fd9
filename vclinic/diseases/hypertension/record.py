"""The hypertension follow-up record: 高血压患者随访服务记录表, third edition.

Bounds are the entry limits of the public form's field list; codes are those printed on it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import DRUG_ENTRY, DrugUse


@dataclass(frozen=True, slots=True, kw_only=True)
class HypertensionFollowUp:
    """One hypertension visit in the order of the paper form. Dates are clinical days; sbp/dbp in mmHg are the mean
    of `bp_readings` when readings were taken. What has a default may be completed later, after an emergency. `extra` holds fields a newer form knows and we do not."""

    visit_date: Annotated[date, Meaning("随访日期", "date")]
    visit_way: Annotated[str, Meaning("随访方式", "code", codes=codes.VISIT_WAY)] = ""
    symptom_codes: Annotated[tuple[str, ...], Meaning("症状", "codes", codes=codes.SYMPTOM, max_items=8)] = ()
    symptom_other: Annotated[str, Meaning("其他症状", "text", max_length=60)] = ""
    bp_readings: Annotated[tuple[tuple[int, int], ...], Meaning("血压读数", "pairs", "mmHg", 30, 300, max_items=3)] = ()
    sbp: Annotated[int | None, Meaning("收缩压", "integer", "mmHg", 50, 300)] = None
    dbp: Annotated[int | None, Meaning("舒张压", "integer", "mmHg", 30, 200)] = None
    weight_kg: Annotated[float | None, Meaning("体重", "decimal", "kg", 25, 200, decimals=1)] = None
    weight_target: Annotated[float | None, Meaning("目标体重", "decimal", "kg", 25, 200, decimals=1)] = None
    height_cm: Annotated[float | None, Meaning("身高", "decimal", "cm", 50, 250, decimals=1)] = None
    bmi: Annotated[float | None, Meaning("体质指数", "decimal", "kg/m²", 10, 60, decimals=1)] = None
    bmi_target: Annotated[float | None, Meaning("目标体质指数", "decimal", "kg/m²", 10, 60, decimals=1)] = None
    heart_rate: Annotated[int | None, Meaning("心率", "integer", "次/分", 30, 220)] = None
    other_signs: Annotated[str, Meaning("其他体征", "text", max_length=100)] = ""
    smoke_now: Annotated[int | None, Meaning("日吸烟量", "integer", "支", 0, 200)] = None
    smoke_target: Annotated[int | None, Meaning("目标日吸烟量", "integer", "支", 0, 200)] = None
    drink_now: Annotated[float | None, Meaning("日饮酒量", "decimal", "两", 0, 50, decimals=1, trims=True)] = None
    drink_target: Annotated[float | None, Meaning("目标日饮酒量", "decimal", "两", 0, 50, decimals=1, trims=True)] = (
        None
    )
    ex_times: Annotated[int | None, Meaning("运动次数", "integer", "次/周", 0, 21)] = None
    ex_minutes: Annotated[int | None, Meaning("每次运动时间", "integer", "分钟/次", 0, 600)] = None
    ex_times_target: Annotated[int | None, Meaning("目标运动次数", "integer", "次/周", 0, 21)] = None
    ex_minutes_target: Annotated[int | None, Meaning("目标每次运动时间", "integer", "分钟/次", 0, 600)] = None
    salt_now: Annotated[str, Meaning("摄盐情况", "code", codes=codes.SALT)] = ""
    salt_target: Annotated[str, Meaning("目标摄盐情况", "code", codes=codes.SALT)] = ""
    psych_adjust: Annotated[str, Meaning("心理调整", "code", codes=codes.GOOD_FAIR_POOR)] = ""
    compliance_behavior: Annotated[str, Meaning("遵医行为", "code", codes=codes.GOOD_FAIR_POOR)] = ""
    aux_exam: Annotated[str, Meaning("辅助检查", "text", max_length=300)] = ""
    med_adherence: Annotated[str, Meaning("服药依从性", "code", codes=codes.ADHERENCE)] = ""
    adr: Annotated[str, Meaning("药物不良反应", "code", codes=codes.ADR)] = ""
    adr_text: Annotated[str, Meaning("不良反应药名与表现", "text", max_length=100)] = ""
    visit_class: Annotated[str, Meaning("此次随访分类", "code", codes=codes.VISIT_CLASS)] = ""
    drugs: Annotated[tuple[DrugUse, ...], Meaning("用药情况", "entries", max_items=4, entry=DRUG_ENTRY)] = ()
    referral_reason: Annotated[str, Meaning("转诊原因", "text", max_length=100)] = ""
    referral_org_dept: Annotated[str, Meaning("转诊机构及科别", "text", max_length=60)] = ""
    next_visit_date: Annotated[date, Meaning("下次随访日期", "date")]
    doctor: Annotated[str, Meaning("随访医生签名", "text", max_length=30)]
    # The doctor's answers the judgement asks for; they stand in the cockpit, not on the paper.
    emergency_signs: Annotated[tuple[str, ...], Meaning("危急情况", "codes", codes=codes.EMERGENCY_SIGN)] = ()
    pregnant: Annotated[bool, Meaning("妊娠期或哺乳期", "flag")] = False
    new_complication: Annotated[bool, Meaning("新并发症或原并发症加重", "flag")] = False
    adr_uncontrollable: Annotated[bool, Meaning("不良反应难以控制", "flag")] = False
    referral_outcome: Annotated[str, Meaning("转诊结果", "code", codes=codes.REFERRAL_OUTCOME)] = ""
    referral_outcome_on: Annotated[date | None, Meaning("问到转诊结果的日期", "date")] = None
    referral_outcome_text: Annotated[str, Meaning("转诊结果说明", "text", max_length=100)] = ""
    extra: tuple[tuple[str, object], ...] = ()

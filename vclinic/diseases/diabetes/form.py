"""2 型糖尿病患者随访服务记录表 (third edition): items in the order of the paper, and what must hold on it alone."""

from dataclasses import replace

from vclinic.diseases import shared
from vclinic.diseases.diabetes.record import DiabetesFollowUp
from vclinic.domain.problem import Problem
from vclinic.forms.spec import Context, FormSpec, Item, Lines, Section, ShownWhen, Values


def foot_pulse(values: Values, _context: Context) -> list[Problem]:
    """Feet are looked at whenever somebody is seen (diabetes §5.3)."""
    if values.get("visit_way") in shared.FACE_TO_FACE and not values.get("dorsalis_pedis"):
        return [Problem("dorsalis_pedis", "required", "门诊和家庭随访要查足背动脉搏动，请填写。")]
    return []


def insulin(values: Values, _context: Context) -> list[Problem]:
    """Insulin is named with its kind and its use, or not at all."""
    for line in values.get("insulin", ()):
        if not line.usage:
            return [Problem("insulin", "required", f"{line.kind}还没有写用法和用量。")]
    return []


def hba1c_day(values: Values, context: Context) -> list[Problem]:
    """An HbA1c was taken on a day that has come."""
    day = values.get("hba1c_date")
    if day is not None and day > context.today:
        return [Problem("hba1c_date", "future", f"检查日期 {day} 还没到，今天是 {context.today}。", "还没到")]
    return []


# The paper has three lines; a page shared with other diseases has four, the fourth printed only when it is used.
_DRUG_LINES = replace(shared.FOUR_DRUGS, spare=1)
_INSULIN_LINES = Lines(
    captions=("胰岛素 1", "胰岛素 2"),
    printed=("胰岛素种类 1", "胰岛素种类 2"),
    pattern="{kind} 用法 {usage}",
    usage="用法和用量",
)

DIABETES_FOLLOW_UP = FormSpec(
    id="diabetes_follow_up",
    version=3,
    title="2 型糖尿病患者随访服务记录表",
    record=DiabetesFollowUp,
    sections=(
        Section(
            "",
            (
                Item("随访日期", ("visit_date",), "{visit_date}"),
                Item("随访方式", ("visit_way",), "{visit_way}"),
            ),
        ),
        Section(
            "症状",
            (
                Item(
                    "症状",
                    ("symptom_codes", "symptom_other"),
                    "{symptom_codes} {symptom_other}",
                    wide=True,
                    shown_when=(ShownWhen("symptom_other", "symptom_codes", (shared.SYMPTOM_OTHER,)),),
                ),
            ),
        ),
        Section(
            "体征",
            (
                Item(
                    "血压",
                    ("sbp", "dbp", "bp_readings"),
                    "{sbp}/{dbp} mmHg",
                    wide=True,
                    screen="{bp_readings}",
                    note=shared.self_measured,
                ),
                Item("体重", ("weight_kg", "weight_target"), "{weight_kg}/{weight_target} kg"),
                Item("体质指数", ("bmi", "bmi_target"), "{bmi}/{bmi_target} kg/m²", asked_with=("height_cm",)),
                Item("足背动脉搏动", ("dorsalis_pedis",), "{dorsalis_pedis}", wide=True),
                Item("其他体征", ("other_signs",), "{other_signs}"),
            ),
        ),
        Section(
            "生活方式指导",
            (
                Item("日吸烟量", ("smoke_now", "smoke_target"), "{smoke_now}/{smoke_target} 支"),
                Item("日饮酒量", ("drink_now", "drink_target"), "{drink_now}/{drink_target} 两"),
                Item(
                    "运动",
                    ("ex_times", "ex_minutes", "ex_times_target", "ex_minutes_target"),
                    "{ex_times} 次/周 {ex_minutes} 分钟/次；目标 {ex_times_target} 次/周 {ex_minutes_target} 分钟/次",
                    screen="{ex_times} 次 {ex_minutes} 分 / {ex_times_target} 次 {ex_minutes_target} 分",
                    on_screen="每周运动",
                    last="{ex_times}×{ex_minutes}",
                ),
                Item("主食", ("staple_now", "staple_target"), "{staple_now}/{staple_target} 克/天"),
                Item("心理调整", ("psych_adjust",), "{psych_adjust}"),
                Item("遵医行为", ("compliance_behavior",), "{compliance_behavior}"),
            ),
        ),
        Section(
            "辅助检查",
            (
                Item("空腹血糖", ("fbg",), "{fbg} mmol/L", screen="{fbg}", editor="two_units"),
                Item(
                    "糖化血红蛋白",
                    ("hba1c", "hba1c_date"),
                    "{hba1c} % 检查日期 {hba1c_date}",
                    screen="{hba1c} % {hba1c_date}",
                    last="{hba1c} {hba1c_date}",
                ),
                Item("其他检查", ("other_exam",), "{other_exam}"),
            ),
        ),
        Section(
            "",
            (
                Item("服药依从性", ("med_adherence",), "{med_adherence}"),
                Item(
                    "药物不良反应",
                    ("adr", "adr_text"),
                    "{adr} {adr_text}",
                    shown_when=(ShownWhen("adr_text", "adr", (shared.ADR_SEEN,)),),
                ),
                Item("低血糖反应", ("hypoglycemia",), "{hypoglycemia}"),
                Item("此次随访分类", ("visit_class",), "{visit_class}", omit="控制", strong=True),
            ),
        ),
        Section("用药情况", (Item("用药情况", ("drugs",), "{drugs}", wide=True, lines=_DRUG_LINES),)),
        Section("胰岛素", (Item("胰岛素", ("insulin",), "{insulin}", wide=True, lines=_INSULIN_LINES),)),
        Section(
            "转诊",
            (
                Item("原因", ("referral_reason",), "{referral_reason}"),
                Item("机构及科别", ("referral_org_dept",), "{referral_org_dept}"),
            ),
        ),
        Section(
            "",
            (
                Item("下次随访日期", ("next_visit_date",), "{next_visit_date}", strong=True),
                Item("随访医生签名", ("doctor",), "{doctor}", auto=False),
            ),
        ),
        Section(
            "补充",
            (
                Item("餐后血糖", ("pbg",), "{pbg} mmol/L", screen="{pbg}", editor="two_units", paper=False),
                Item("随机血糖", ("rbg",), "{rbg} mmol/L", screen="{rbg}", editor="two_units", paper=False),
                Item("采血方式", ("glucose_sample",), "{glucose_sample}", paper=False),
                Item("心率", ("heart_rate",), "{heart_rate} 次/分", paper=False),
                Item("体温", ("temperature",), "{temperature} ℃", paper=False),
            ),
        ),
    ),
    required=frozenset(
        (
            "visit_date visit_way symptom_codes sbp dbp smoke_now smoke_target drink_now drink_target ex_times "
            "ex_minutes ex_times_target ex_minutes_target staple_now staple_target psych_adjust compliance_behavior "
            "fbg med_adherence adr hypoglycemia visit_class next_visit_date doctor"
        ).split()
    ),
    computed=frozenset(
        "sbp dbp bmi bmi_target visit_class next_visit_date doctor referral_reason referral_org_dept".split()
    ),
    carried=frozenset(
        (
            "visit_way symptom_codes weight_kg weight_target height_cm other_signs smoke_now smoke_target drink_now "
            "drink_target ex_times ex_minutes ex_times_target ex_minutes_target staple_now staple_target psych_adjust "
            "compliance_behavior med_adherence adr hypoglycemia drugs insulin glucose_sample"
        ).split()
    ),
    cockpit=("height_cm", "emergency_signs", "pregnant", "new_complication", "adr_uncontrollable"),
    conditions=(*shared.CONDITIONS, foot_pulse, insulin, hba1c_day),
    stands_for={"sbp": "bp_readings", "dbp": "bp_readings"},
    own=shared.JUDGED_PER_DISEASE,
)

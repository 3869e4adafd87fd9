"""高血压患者随访服务记录表 (third edition): items in the order of the paper."""

from vclinic.diseases import shared
from vclinic.diseases.hypertension.record import HypertensionFollowUp
from vclinic.forms.spec import FormSpec, Item, Section, ShownWhen

HYPERTENSION_FOLLOW_UP = FormSpec(
    id="hypertension_follow_up",
    version=3,
    title="高血压患者随访服务记录表",
    record=HypertensionFollowUp,
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
                Item("心率", ("heart_rate",), "{heart_rate} 次/分"),
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
                Item("摄盐情况", ("salt_now", "salt_target"), "{salt_now}/{salt_target}", numbered=False),
                Item("心理调整", ("psych_adjust",), "{psych_adjust}"),
                Item("遵医行为", ("compliance_behavior",), "{compliance_behavior}"),
            ),
        ),
        Section(
            "",
            (
                Item("辅助检查", ("aux_exam",), "{aux_exam}"),
                Item("服药依从性", ("med_adherence",), "{med_adherence}"),
                Item(
                    "药物不良反应",
                    ("adr", "adr_text"),
                    "{adr} {adr_text}",
                    shown_when=(ShownWhen("adr_text", "adr", (shared.ADR_SEEN,)),),
                ),
                Item("此次随访分类", ("visit_class",), "{visit_class}", omit="控制", strong=True),
            ),
        ),
        Section("用药情况", (Item("用药情况", ("drugs",), "{drugs}", wide=True, lines=shared.FOUR_DRUGS),)),
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
    ),
    required=frozenset(
        (
            "visit_date visit_way symptom_codes sbp dbp heart_rate smoke_now smoke_target drink_now drink_target "
            "ex_times ex_minutes ex_times_target ex_minutes_target salt_now salt_target psych_adjust "
            "compliance_behavior med_adherence adr visit_class next_visit_date doctor"
        ).split()
    ),
    computed=frozenset(
        (
            "sbp",
            "dbp",
            "bmi",
            "bmi_target",
            "visit_class",
            "next_visit_date",
            "doctor",
            "referral_reason",
            "referral_org_dept",
        )
    ),
    carried=frozenset(
        (
            "visit_way symptom_codes weight_kg weight_target height_cm heart_rate other_signs smoke_now smoke_target "
            "drink_now drink_target ex_times ex_minutes ex_times_target ex_minutes_target salt_now salt_target "
            "psych_adjust compliance_behavior med_adherence adr drugs"
        ).split()
    ),
    cockpit=("height_cm", "emergency_signs", "pregnant", "new_complication", "adr_uncontrollable"),
    conditions=shared.CONDITIONS,
    stands_for={"sbp": "bp_readings", "dbp": "bp_readings"},
    own=shared.JUDGED_PER_DISEASE,
)

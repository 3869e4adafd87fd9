"""高血压患者随访服务记录表 (third edition): items in the order of the paper."""

from vclinic.diseases import items, shared
from vclinic.diseases.hypertension.record import HypertensionFollowUp
from vclinic.forms.spec import FormSpec, Item, Section

HYPERTENSION_FOLLOW_UP = FormSpec(
    id="hypertension_follow_up",
    version=3,
    title="高血压患者随访服务记录表",
    record=HypertensionFollowUp,
    sections=(
        items.VISIT,
        items.SYMPTOMS,
        Section(
            "体征",
            (
                items.PRESSURE,
                items.WEIGHT,
                items.BODY_MASS,
                Item("心率", ("heart_rate",), "{heart_rate} 次/分"),
                items.OTHER_SIGNS,
            ),
        ),
        Section(
            "生活方式指导",
            (
                items.SMOKE,
                items.DRINK,
                items.EXERCISE,
                Item("摄盐情况", ("salt_now", "salt_target"), "{salt_now}/{salt_target}", numbered=False),
                items.PSYCHE,
                items.COMPLIANCE,
            ),
        ),
        Section(
            "",
            (
                Item("辅助检查", ("aux_exam",), "{aux_exam}"),
                items.ADHERENCE,
                items.REACTION,
                items.VISIT_CLASS,
            ),
        ),
        Section("用药情况", (Item("用药情况", ("drugs",), "{drugs}", wide=True, lines=shared.FOUR_DRUGS),)),
        items.REFERRAL,
        items.END,
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

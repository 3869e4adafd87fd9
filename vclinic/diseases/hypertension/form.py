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
    required=items.REQUIRED | {"heart_rate", "salt_now", "salt_target"},
    computed=items.COMPUTED,
    carried=items.CARRIED | {"salt_now", "salt_target"},
    cockpit=items.COCKPIT,
    conditions=shared.CONDITIONS,
    stands_for=items.STANDS_FOR,
    own=shared.JUDGED_PER_DISEASE,
)

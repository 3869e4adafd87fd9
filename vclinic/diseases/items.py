"""Items that the official follow-up forms of several chronic diseases have alike, in their wording."""

from vclinic.diseases import shared
from vclinic.forms.spec import Item, Section, ShownWhen

VISIT = Section(
    "",
    (
        Item("随访日期", ("visit_date",), "{visit_date}"),
        Item("随访方式", ("visit_way",), "{visit_way}"),
    ),
)
SYMPTOMS = Section(
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
)
PRESSURE = Item(
    "血压",
    ("sbp", "dbp", "bp_readings"),
    "{sbp}/{dbp} mmHg",
    wide=True,
    screen="{bp_readings}",
    note=shared.self_measured,
)
WEIGHT = Item("体重", ("weight_kg", "weight_target"), "{weight_kg}/{weight_target} kg")
BODY_MASS = Item("体质指数", ("bmi", "bmi_target"), "{bmi}/{bmi_target} kg/m²", asked_with=("height_cm",))
OTHER_SIGNS = Item("其他体征", ("other_signs",), "{other_signs}")
SMOKE = Item("日吸烟量", ("smoke_now", "smoke_target"), "{smoke_now}/{smoke_target} 支")
DRINK = Item("日饮酒量", ("drink_now", "drink_target"), "{drink_now}/{drink_target} 两")
EXERCISE = Item(
    "运动",
    ("ex_times", "ex_minutes", "ex_times_target", "ex_minutes_target"),
    "{ex_times} 次/周 {ex_minutes} 分钟/次；目标 {ex_times_target} 次/周 {ex_minutes_target} 分钟/次",
    screen="{ex_times} 次 {ex_minutes} 分 / {ex_times_target} 次 {ex_minutes_target} 分",
    on_screen="每周运动",
    last="{ex_times}×{ex_minutes}",
)
PSYCHE = Item("心理调整", ("psych_adjust",), "{psych_adjust}")
COMPLIANCE = Item("遵医行为", ("compliance_behavior",), "{compliance_behavior}")
ADHERENCE = Item("服药依从性", ("med_adherence",), "{med_adherence}")
REACTION = Item(
    "药物不良反应",
    ("adr", "adr_text"),
    "{adr} {adr_text}",
    shown_when=(ShownWhen("adr_text", "adr", (shared.ADR_SEEN,)),),
)
VISIT_CLASS = Item("此次随访分类", ("visit_class",), "{visit_class}", omit="控制", strong=True)
REFERRAL = Section(
    "转诊",
    (
        Item("原因", ("referral_reason",), "{referral_reason}"),
        Item("机构及科别", ("referral_org_dept",), "{referral_org_dept}"),
    ),
)
END = Section(
    "",
    (
        Item("下次随访日期", ("next_visit_date",), "{next_visit_date}", strong=True),
        Item("随访医生签名", ("doctor",), "{doctor}", auto=False),
    ),
)

# Which of these fields must be filled in, are worked out, are carried forward from the last visit, and are asked beside
# the paper; a form adds its own.
_HABITS = frozenset(
    (
        "visit_way symptom_codes smoke_now smoke_target drink_now drink_target ex_times ex_minutes ex_times_target "
        "ex_minutes_target psych_adjust compliance_behavior med_adherence adr"
    ).split()
)
REQUIRED = _HABITS | frozenset("visit_date sbp dbp visit_class next_visit_date doctor".split())
COMPUTED = frozenset(
    "sbp dbp bmi bmi_target visit_class next_visit_date doctor referral_reason referral_org_dept".split()
)
CARRIED = _HABITS | frozenset("weight_kg weight_target height_cm other_signs drugs".split())
OUTCOME = ("referral_outcome", "referral_outcome_on", "referral_outcome_text")
COCKPIT = ("height_cm", "emergency_signs", "pregnant", "new_complication", "adr_uncontrollable", *OUTCOME)
STANDS_FOR = {"sbp": "bp_readings", "dbp": "bp_readings"}

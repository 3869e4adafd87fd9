"""2 型糖尿病患者随访服务记录表 (third edition): items in the order of the paper, and what must hold on it alone."""

from dataclasses import replace

from vclinic.diseases import items, shared
from vclinic.diseases.diabetes.record import DiabetesFollowUp
from vclinic.domain.problem import Problem
from vclinic.forms.spec import Context, FormSpec, Item, Lines, Section, Values


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
    if day is not None and day > context.latest:
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
        items.VISIT,
        items.SYMPTOMS,
        Section(
            "体征",
            (
                items.PRESSURE,
                items.WEIGHT,
                items.BODY_MASS,
                Item("足背动脉搏动", ("dorsalis_pedis",), "{dorsalis_pedis}", wide=True),
                items.OTHER_SIGNS,
            ),
        ),
        Section(
            "生活方式指导",
            (
                items.SMOKE,
                items.DRINK,
                items.EXERCISE,
                Item("主食", ("staple_now", "staple_target"), "{staple_now}/{staple_target} 克/天"),
                items.PSYCHE,
                items.COMPLIANCE,
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
                items.ADHERENCE,
                items.REACTION,
                Item("低血糖反应", ("hypoglycemia",), "{hypoglycemia}"),
                items.VISIT_CLASS,
            ),
        ),
        Section("用药情况", (Item("用药情况", ("drugs",), "{drugs}", wide=True, lines=_DRUG_LINES),)),
        Section("胰岛素", (Item("胰岛素", ("insulin",), "{insulin}", wide=True, lines=_INSULIN_LINES),)),
        items.REFERRAL,
        items.END,
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
    required=items.REQUIRED | {"staple_now", "staple_target", "fbg", "hypoglycemia"},
    computed=items.COMPUTED,
    carried=items.CARRIED | {"staple_now", "staple_target", "hypoglycemia", "insulin", "glucose_sample"},
    cockpit=items.COCKPIT,
    conditions=(*shared.CONDITIONS, foot_pulse, insulin, hba1c_day),
    stands_for=items.STANDS_FOR,
    own=shared.JUDGED_PER_DISEASE,
)

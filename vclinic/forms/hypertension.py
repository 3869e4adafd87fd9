"""高血压患者随访服务记录表 (third edition): items in the order of the paper, and what must hold between them."""

from collections.abc import Sequence

from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import HypertensionFollowUp
from vclinic.domain.problem import Problem
from vclinic.forms.spec import Context, FormSpec, Item, Section, Values


def mean_pressure(readings: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The pressure of a visit: the mean of its readings (at least one), each rounded half up."""
    count = len(readings)
    high, low = (sum(reading[place] for reading in readings) for place in (0, 1))
    return (2 * high + count) // (2 * count), (2 * low + count) // (2 * count)


def _pressure(values: Values, _context: Context) -> list[Problem]:
    sbp, dbp = values.get("sbp"), values.get("dbp")
    found: list[Problem] = []
    if sbp is not None and dbp is not None and dbp >= sbp:
        found.append(Problem("dbp", "diastolic_not_below", f"舒张压 {dbp} 应低于收缩压 {sbp}，是不是填反了？"))
    for high, low in values.get("bp_readings", ()):
        if low >= high:
            found.append(Problem("bp_readings", "diastolic_not_below", f"读数 {high}/{low}：舒张压应低于收缩压。"))
    return found or _mean(values)


def _mean(values: Values) -> list[Problem]:
    """What is judged must be what was measured: readings beside a pressure that is not theirs are a contradiction."""
    if not values.get("bp_readings"):
        return []
    found: list[Problem] = []
    means = zip(("sbp", "dbp"), ("收缩压", "舒张压"), mean_pressure(values["bp_readings"]), strict=True)
    for name, label, mean in means:
        given = values.get(name)
        if given is not None and given != mean:
            text = f"{label}填的是 {given}，而读数的平均是 {mean}，请核对。"
            found.append(Problem(name, "not_the_mean", text))
    return found


def _visit_day(values: Values, context: Context) -> list[Problem]:
    day = values.get("visit_date")
    if day is None:
        return []
    if day > context.today:
        return [Problem("visit_date", "future", f"随访日期 {day} 还没到，今天是 {context.today}。")]
    born = context.facts.get("birth_date")
    if born is not None and day < born:
        return [Problem("visit_date", "before_birth", f"随访日期 {day} 早于出生日期 {born}。")]
    return []


def _next_visit(values: Values, _context: Context) -> list[Problem]:
    day, following = values.get("visit_date"), values.get("next_visit_date")
    if day is not None and following is not None and following <= day:
        return [Problem("next_visit_date", "not_after", f"下次随访日期 {following} 应在随访日期 {day} 之后。")]
    return []


def _targets(values: Values, _context: Context) -> list[Problem]:
    found: list[Problem] = []
    for now, target, what in (("smoke_now", "smoke_target", "吸烟"), ("drink_now", "drink_target", "饮酒")):
        if values.get(now) is not None and values.get(target) is not None and values[target] > values[now]:
            found.append(
                Problem(target, "target_above_now", f"目标{what}量 {values[target]:g} 比现在 {values[now]:g} 还多。")
            )
    return found


def _texts(values: Values, _context: Context) -> list[Problem]:
    found: list[Problem] = []
    if "10" in values.get("symptom_codes", ()) and not values.get("symptom_other"):
        found.append(Problem("symptom_other", "required", "选了其他症状，请写明是什么。"))
    if values.get("adr") == "2" and "adr_text" in values and not values["adr_text"]:
        found.append(Problem("adr_text", "required", "有不良反应，请写明药名和反应。"))
    return found


def _reaction(values: Values, _context: Context) -> list[Problem]:
    if values.get("adr_uncontrollable") and values.get("adr") == "1":
        text = "勾了“不良反应难以控制”，药物不良反应却填“无”，请核对：有反应就选“有”并写明。"
        return [Problem("adr", "adr_conflict", text)]
    return []


def _adherence(values: Values, _context: Context) -> list[Problem]:
    if values.get("med_adherence") == "3" and "drugs" in values and not values["drugs"]:
        text = "“不服药”是指开了药却没有用；没有开药的居民不选这一项。"
        return [Problem("med_adherence", "adherence_conflict", text)]
    return []


def _pregnancy(values: Values, context: Context) -> list[Problem]:
    if values.get("pregnant") and context.facts.get("sex_code") == "1":
        return [Problem("pregnant", "impossible", "男性不能选妊娠期或哺乳期。")]
    born, day = context.facts.get("birth_date"), values.get("visit_date")
    if values.get("pregnant") and born is not None and day is not None and age_on(born, day) < 10:
        return [Problem("pregnant", "impossible", "这个年龄不能选妊娠期或哺乳期。")]
    return []


def _self_measured(values: Values) -> str:
    """Nobody measures through a telephone: the resident did, and the form is to say so (hypertension §2)."""
    return "自测" if values.get("visit_way") == "3" else ""


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
            "症状", (Item("症状", ("symptom_codes", "symptom_other"), "{symptom_codes} {symptom_other}", wide=True),)
        ),
        Section(
            "体征",
            (
                Item("血压", ("sbp", "dbp", "bp_readings"), "{sbp}/{dbp} mmHg", wide=True, note=_self_measured),
                Item("体重", ("weight_kg", "weight_target"), "{weight_kg}/{weight_target} kg"),
                Item("体质指数", ("bmi", "bmi_target"), "{bmi}/{bmi_target} kg/m²"),
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
                ),
                Item("摄盐情况", ("salt_now", "salt_target"), "{salt_now}/{salt_target}"),
                Item("心理调整", ("psych_adjust",), "{psych_adjust}"),
                Item("遵医行为", ("compliance_behavior",), "{compliance_behavior}"),
            ),
        ),
        Section(
            "",
            (
                Item("辅助检查", ("aux_exam",), "{aux_exam}"),
                Item("服药依从性", ("med_adherence",), "{med_adherence}"),
                Item("药物不良反应", ("adr", "adr_text"), "{adr} {adr_text}"),
                Item("此次随访分类", ("visit_class",), "{visit_class}"),
            ),
        ),
        Section("用药情况", (Item("用药情况", ("drugs",), "{drugs}", wide=True),)),
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
                Item("下次随访日期", ("next_visit_date",), "{next_visit_date}"),
                Item("随访医生签名", ("doctor",), "{doctor}"),
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
    conditions=(_pressure, _visit_day, _next_visit, _targets, _texts, _reaction, _adherence, _pregnancy),
)

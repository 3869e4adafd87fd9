"""What the follow-ups of several chronic diseases ask alike, and what must hold between those answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.domain.problem import Problem
from vclinic.forms.spec import Condition, Context, Lines, Values
from vclinic.rules.readings import far_apart, judged_readings
from vclinic.rules.vital_limits import vital_limits_on

_WEIGHT_JUMP = 0.10
FACE_TO_FACE = frozenset(("1", "2"))  # at the clinic, at home; a telephone call counts for nothing here
_INSULIN = "胰岛素"
SYMPTOM_OTHER = "10"  # 其他, in the symptom lists of all forms
_OUTCOME_IN_WORDS = (codes.REFERRAL_NOT_DONE, codes.REFERRAL_OUTCOME.other)
ADR_SEEN = "2"  # 有, of 药物不良反应
_TAKEN, _USAGE = "{name} 每日 {times_per_day} 次 每次 {dose_text}", "用法用量"
FOUR_DRUGS = Lines(
    ("药物 1", "药物 2", "药物 3", "其他药物"), ("药物名称 1", "药物名称 2", "药物名称 3", "其他药物"), _TAKEN, _USAGE
)
# A reaction to one disease's drugs says nothing of the other's, and so does taking them. The drugs themselves are asked once.
JUDGED_PER_DISEASE = frozenset(
    (
        "symptom_codes med_adherence adr adr_uncontrollable new_complication emergency_signs visit_class "
        "next_visit_date referral_reason referral_org_dept referral_outcome referral_outcome_on referral_outcome_text"
    ).split()
)


def mean_pressure(readings: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The mean of readings (at least one), each rounded half up."""
    count = len(readings)
    high, low = (sum(reading[place] for reading in readings) for place in (0, 1))
    return (2 * high + count) // (2 * count), (2 * low + count) // (2 * count)


def judged_pressure(readings: Sequence[tuple[int, int]], day: date | None = None) -> tuple[int, int]:
    """The pressure of a visit: the mean of its readings, or of those taken again after one that was severe."""
    return mean_pressure(judged_readings(readings, vital_limits_on(day or date.max)))


def pressure(values: Values, _context: Context) -> list[Problem]:
    """The lower figure is below the higher one, and what is judged is what was measured."""
    sbp, dbp = values.get("sbp"), values.get("dbp")
    problems: list[Problem] = []
    if sbp is not None and dbp is not None and dbp >= sbp:
        problems.append(
            Problem("dbp", "diastolic_not_below", f"舒张压 {dbp} 应低于收缩压 {sbp}，是不是填反了？", "高低反了")
        )
    for high, low in values.get("bp_readings", ()):
        if low >= high:
            problems.append(
                Problem("bp_readings", "diastolic_not_below", f"读数 {high}/{low}：舒张压应低于收缩压。", "高低反了")
            )
    return problems or _mean(values)


def _mean(values: Values) -> list[Problem]:
    """What is judged must be what was measured: readings beside a pressure that is not theirs are a contradiction.
    Earlier programs judged the mean of all readings, after a severe one too: their records stand."""
    readings = values.get("bp_readings")
    if not readings or (values.get("sbp"), values.get("dbp")) == mean_pressure(readings):
        return []
    problems: list[Problem] = []
    judged = judged_pressure(readings, values.get("visit_date"))
    means = zip(("sbp", "dbp"), ("收缩压", "舒张压"), judged, strict=True)
    for name, label, mean in means:
        given = values.get(name)
        if given is not None and given != mean:
            text = f"{label}填的是 {given}，而读数的平均是 {mean}，请核对。"
            problems.append(Problem(name, "not_the_mean", text))
    return problems


def visit_day(values: Values, context: Context) -> list[Problem]:
    """No visit lies ahead, or before somebody was born."""
    day = values.get("visit_date")
    if day is None:
        return []
    if day > context.latest:
        return [Problem("visit_date", "future", f"随访日期 {day} 还没到，今天是 {context.today}。", "还没到")]
    born = context.facts.get("birth_date")
    if born is not None and day < born:
        return [Problem("visit_date", "before_birth", f"随访日期 {day} 早于出生日期 {born}。", "早于出生")]
    return []


def next_visit(values: Values, _context: Context) -> list[Problem]:
    """The next visit follows this one."""
    day, following = values.get("visit_date"), values.get("next_visit_date")
    if day is not None and following is not None and following <= day:
        return [Problem("next_visit_date", "not_after", f"下次随访日期 {following} 应在随访日期 {day} 之后。")]
    return []


def targets(values: Values, _context: Context) -> list[Problem]:
    """Nobody is advised to smoke or drink more than now."""
    problems: list[Problem] = []
    for now, target, what in (("smoke_now", "smoke_target", "吸烟"), ("drink_now", "drink_target", "饮酒")):
        if values.get(now) is not None and values.get(target) is not None and values[target] > values[now]:
            problems.append(
                Problem(
                    target,
                    "target_above_now",
                    f"目标{what}量 {values[target]:g} 比现在 {values[now]:g} 还多。",
                    "比现在多",
                )
            )
    return problems


def texts(values: Values, _context: Context) -> list[Problem]:
    """Another symptom and a reaction are named in words."""
    problems: list[Problem] = []
    if SYMPTOM_OTHER in values.get("symptom_codes", ()) and not values.get("symptom_other"):
        problems.append(Problem("symptom_other", "required", "选了其他症状，请写明是什么。"))
    if values.get("adr") == "2" and "adr_text" in values and not values["adr_text"]:
        problems.append(Problem("adr_text", "required", "有不良反应，请写明药名和反应。"))
    return problems


def reaction(values: Values, _context: Context) -> list[Problem]:
    """A reaction that cannot be controlled is a reaction."""
    if values.get("adr_uncontrollable") and values.get("adr") == "1":
        text = "勾了“不良反应难以控制”，药物不良反应却填“无”，请核对：有反应就选“有”并写明。"
        return [Problem("adr", "adr_conflict", text)]
    return []


def adherence(values: Values, _context: Context) -> list[Problem]:
    """“不服药” is of drugs that were prescribed."""
    if values.get("med_adherence") == "3" and "drugs" in values and not (values["drugs"] or values.get("insulin")):
        text = "“不服药”是指开了药却没有用；没有开药的居民不选这一项。"
        return [Problem("med_adherence", "adherence_conflict", text)]
    return []


def drug_names(values: Values, _context: Context) -> list[Problem]:
    """A figure is no drug: keys that went into the wrong field."""
    names = (part_of(line, "name") for line in values.get("drugs") or ())
    wrong = next((name for name in names if not any(sign.isalpha() for sign in name)), "")
    return [Problem("drugs", "not_a_name", f"“{wrong}”不是药名，请写药盒上的名字。")] if wrong else []


def pregnancy(values: Values, context: Context) -> list[Problem]:
    """Nobody is pregnant who cannot be."""
    if values.get("pregnant") and context.facts.get("sex_code") == "1":
        return [Problem("pregnant", "impossible", "男性不能选妊娠期或哺乳期。")]
    born, day = context.facts.get("birth_date"), values.get("visit_date")
    if values.get("pregnant") and born is not None and day is not None and age_on(born, day) < 10:
        return [Problem("pregnant", "impossible", "这个年龄不能选妊娠期或哺乳期。")]
    return []


def outcome(values: Values, context: Context) -> list[Problem]:
    """What became of a referral has its day, not before the visit, and its words where the code says too little."""
    code, day = values.get("referral_outcome"), values.get("referral_outcome_on")
    if not code:
        return []
    if day is None:
        return [Problem("referral_outcome_on", "required", "请写明哪天问到的结果。")]
    visited_on = values.get("visit_date")
    if day > context.latest or (visited_on is not None and day < visited_on):
        return [Problem("referral_outcome_on", "impossible", f"问到结果的日期 {day} 应在转诊之后、今天或以前。")]
    if code in _OUTCOME_IN_WORDS and not values.get("referral_outcome_text"):
        label = codes.REFERRAL_OUTCOME.label(code)
        return [Problem("referral_outcome_text", "required", f"选了“{label}”，请写明是怎么回事。")]
    return []


def self_measured(values: Values) -> str:
    """Nobody measures through a telephone: the resident did, and the form is to say so (hypertension §2)."""
    return "自测" if values.get("visit_way") == "3" else ""


CONDITIONS: tuple[Condition, ...] = (
    pressure, visit_day, next_visit, targets, texts, reaction, adherence, drug_names, pregnancy, outcome,
)  # fmt: skip


def means(values: Mapping[str, Any]) -> dict[str, int]:
    """sbp and dbp as the judged pressure of the readings that are complete as typed; nothing when there are none."""
    pairs = [
        (int(high), int(low))
        for high, low in values.get("bp_readings") or ()
        if str(high).strip().isdecimal() and str(low).strip().isdecimal()
    ]
    return dict(zip(("sbp", "dbp"), judged_pressure(pairs), strict=True)) if pairs else {}


def body_mass(values: Mapping[str, Any]) -> dict[str, float]:
    """bmi and bmi_target in kg/m², where height and weights are known."""
    height = values.get("height_cm")
    if not height:
        return {}
    square = (height / 100) ** 2
    pairs = (("weight_kg", "bmi"), ("weight_target", "bmi_target"))
    return {to: round(values[of] / square, 1) for of, to in pairs if values.get(of)}


def unlikely_weight(values: Mapping[str, Any], last: Mapping[str, Any], bmi_high: float) -> list[Problem]:
    """A weight a tenth away from last time's, and a target above it for somebody heavier than ``bmi_high``, the upper end
    of the range for the age."""
    problems: list[Problem] = []
    weight, target, before = values.get("weight_kg"), values.get("weight_target"), last.get("weight_kg")
    if weight and before and abs(weight - before) / before > _WEIGHT_JUMP:
        text = f"体重 {weight:.1f} kg，上次 {before:.1f} kg，差了一成以上，请核对。"
        problems.append(Problem("weight_kg", "jump", text, "差太多"))
    height = values.get("height_cm")
    heavy = height and weight and weight / (height / 100) ** 2 > bmi_high
    if weight and target and target > weight and heavy:
        text = f"目标体重 {target:.1f} kg 比现在 {weight:.1f} kg 还重，而体质指数已高于 {bmi_high:g}。"
        problems.append(Problem("weight_target", "heavier_than_now", text, "比现在重"))
    return problems


def identical(values: Mapping[str, Any], last: Mapping[str, Any], measured: Sequence[str], what: str) -> list[Problem]:
    """All of ``measured`` as last time: asked about, for nobody's body stands still."""
    if all(last.get(name) and values.get(name) == last[name] for name in measured):
        return [Problem(measured[0], "identical", f"{what}与上次完全相同，请核对是不是今天量的。")]
    return []


def drugs_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the drugs a form lists, insulin by its kind."""
    names = tuple(part_of(line, "name") for line in values.get("drugs") or ())
    kinds = (part_of(line, "kind") for line in values.get("insulin") or ())
    return names + tuple(kind if _INSULIN in kind else f"{_INSULIN} {kind}" for kind in kinds)


def part_of(line: Any, name: str) -> str:
    """A part of a line, which is a record's own class, or a mapping where a record was read value by value."""
    value = cast("Mapping[str, Any]", line).get(name, "") if isinstance(line, Mapping) else getattr(line, name)
    return str(value)


def previous_pressure(values: Mapping[str, Any]) -> list[Problem]:
    """A last pressure the wrong way round judges nothing."""
    sbp, dbp = values.get("sbp"), values.get("dbp")
    if sbp is None or dbp is None or dbp < sbp:
        return []
    text = f"上次舒张压 {dbp} 应低于收缩压 {sbp}，是不是填反了？"
    return [Problem("previous.dbp", "diastolic_not_below", text)]


def pressure_again(values: Mapping[str, Any], gap: int) -> str:
    """Why a pressure should be measured once more; empty when it need not be."""
    if far_apart(values.get("bp_readings") or (), gap):
        return f"两次相差超过 {gap} mmHg，歇 30–60 秒再量一次，三次取平均。"
    return ""

"""When a row of the vetoes applies: why it does, in words, or nothing."""

from collections.abc import Callable, Mapping

from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.catalog import Catalog
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.person import PersonFacts
from vclinic.rules.veto_asked import Asked
from vclinic.rules.veto_table import veto_table

_RAISES_POTASSIUM = (
    ("ACEI", "普利类药"), ("ARB", "沙坦类药"), ("K_SPARING", "保钾利尿药"), ("K_SUPPLEMENT", "补钾药"), ("甲氧苄啶", "甲氧苄啶"),
)  # fmt: skip
_SETS_THE_PULSE = (
    ("BETA_BLOCKER", "洛尔类药"), ("NDHP_CCB", "维拉帕米或地尔硫䓬"), ("伊伐布雷定", "伊伐布雷定"),
)  # fmt: skip


def must_go(person: PersonFacts, day: DaySigns, catalog: Catalog) -> str:
    """Whether somebody must go to the upper level for what no judgement of a visit sees: ``now``, ``first`` or empty."""
    table = veto_table()
    asked = Asked(person, day, catalog, table.limits)
    short = day.spo2 is not None and day.spo2 < table.limits["spo2_below"]
    if short or _high_pressure(asked) or asked.has("acute", "acute_coronary", "unstable_angina"):
        return "now"
    full = asked.has("heart_failure") and day.swollen
    potassium = asked.potassium is not None and asked.potassium > table.limits["potassium_refer"]
    return "first" if full or potassium or _recent(asked) else ""


def _acute(asked: Asked) -> str:
    day, limits = asked.day, asked.limits
    if day.danger:
        return day.danger
    if day.temperature is not None and day.temperature >= limits["fever_from"]:
        return f"体温 {day.temperature:g} ℃，先查发热"
    if "fever" in day.conditions:
        return "先查发热"
    if day.spo2 is not None and day.spo2 < limits["spo2_below"]:
        return f"血氧 {day.spo2:g}%"
    if asked.has("acute", "acute_exacerbation"):
        return "病在急性期"
    if asked.has("heart_failure") and day.swollen:
        return "心衰腿肿，先转诊"
    return ""


def _recent(asked: Asked) -> str:
    if asked.has("unstable_angina", "acute_coronary"):
        return "心绞痛不稳定或急性冠脉病"
    if asked.has("recent_cardiac"):
        return "近 1 个月心梗、支架或搭桥"
    return "脑卒中急性期" if asked.has("acute_stroke") else ""


def _high_glucose(asked: Asked) -> str:
    limit = asked.limits["glucose_above"]
    high = [value for value in asked.day.glucoses if value > limit]
    return f"血糖 {max(high):g}，高于 {limit:g}" if high else ""


def _high_pressure(asked: Asked) -> str:
    sbp, dbp = asked.day.sbp, asked.day.dbp
    high = (sbp is not None and sbp > asked.limits["sbp_above"]) or (
        dbp is not None and dbp > asked.limits["dbp_above"]
    )
    return f"血压 {sbp}/{dbp}" if high else ""


def _low_glucose(asked: Asked) -> str:
    if asked.day.low_often:
        return "低血糖反复"
    low = [value for value in asked.day.glucoses if value <= asked.limits["low_glucose"]]
    fasting = asked.day.fasting
    if fasting is not None and fasting < asked.limits["fasting_below"]:
        low.append(fasting)
    return f"血糖 {min(low):g}，偏低" if low else ""


def _pregnant(asked: Asked) -> str:
    return "妊娠期或哺乳期" if asked.person.pregnant or asked.has("pregnancy", "gdm") else ""


def _nursing(asked: Asked) -> str:
    return "哺乳期" if asked.has("lactation") else ""


def _failing_heart(asked: Asked) -> str:
    return "有心衰" if asked.has("heart_failure") else ""


def _severe_kidneys(asked: Asked) -> str:
    egfr, limit = asked.person.egfr, asked.limits["egfr_severe"]
    if egfr is not None and egfr < limit:
        return f"肾小球滤过率 {egfr:g}，低于 {limit:g}"
    return "透析或尿毒症" if asked.has("dialysis") else ""


def _no_potassium_salt(asked: Asked) -> str:
    if why := _potassium(asked):
        return why
    if asked.weak:
        return "肾功能不好，怕血钾高"
    drug = asked.takes(_RAISES_POTASSIUM)
    return f"正在服{drug}，怕血钾高" if drug else ""


def _potassium(asked: Asked) -> str:
    if asked.has("hyperkalaemia"):
        return "血钾高"
    if asked.potassium is not None and asked.potassium > asked.limits["potassium_above"]:
        return f"血钾 {asked.potassium:g}"
    return ""


def _kidneys(asked: Asked) -> str:
    return "肾功能不好" if asked.weak else ""


def _slow(asked: Asked) -> str:
    rate = asked.day.heart_rate
    return f"静息心率 {rate}，太慢" if rate is not None and rate < advice_bounds().slow_pulse else ""


def _fast(asked: Asked) -> str:
    rate, most = asked.day.heart_rate, asked.day.pulse_most
    if rate is None or (rate <= advice_bounds().fast_pulse and (most is None or rate <= most)):
        return ""
    return f"静息心率 {rate}，太快"


def _pulse_set(asked: Asked) -> str:
    drug = asked.takes(_SETS_THE_PULSE)
    return f"正在服{drug}，心率不准" if drug else ""


def _lowered(asked: Asked) -> str:
    drug = asked.takes((("SULFONYLUREA", "格列类药"), ("INSULIN", "胰岛素"), ("胰岛素", "胰岛素")))
    return f"正在用{drug}，容易低血糖" if drug else ""


def _diabetic(asked: Asked) -> str:
    return "有糖尿病" if asked.has("t2dm", "t1dm", "dm_foot", "gdm") else ""


def _uric(asked: Asked) -> str:
    if asked.has("gout", "acute_gout"):
        return "有痛风，尿酸会更高"
    return "尿酸高" if asked.has("hyperuricaemia") else ""


def _thin_lungs(asked: Asked) -> str:
    bmi, limits = asked.day.bmi, asked.limits
    if not asked.has("copd") or bmi is None:
        return ""
    low = limits["copd_light_old" if asked.person.age >= limits["very_old"] else "copd_light"]
    return f"慢阻肺，体质指数 {bmi:.1f}，低于 {low:g}" if bmi < low else ""


def _too_light(asked: Asked) -> str:
    bmi, suits = asked.day.bmi, advice_bounds().body_mass_at(asked.person.age)
    return f"体质指数 {bmi:.1f}，低于 {suits.low:g}" if bmi is not None and bmi < suits.low else ""


def _frail(asked: Asked) -> str:
    if asked.has("osteoporosis"):
        return "骨质疏松"
    if asked.has("falls"):
        return "跌倒过"
    old = asked.person.age >= asked.limits["alone_age"]
    return f"{asked.person.age} 岁独居" if old and asked.has("alone") else ""


def _when(*conditions: str, why: str) -> Callable[[Asked], str]:
    return lambda asked: why if asked.has(*conditions) else ""


APPLIES: Mapping[str, Callable[[Asked], str]] = {
    "V1": _pregnant,
    "V2": _nursing,
    "V3": _acute,
    "V4": _high_pressure,
    "V5": _fast,
    "V6": _slow,
    "V7": _pulse_set,
    "V8": _failing_heart,
    "V9": _recent,
    "V10": _when("dm_retinopathy", why="眼底病变"),
    "V11": _severe_kidneys,
    "V12": _uric,
    "V13": _no_potassium_salt,
    "V13K": _potassium,
    "V13C": _kidneys,
    "V14": _diabetic,
    "V15": _lowered,
    "V16": _thin_lungs,
    "V17": _when("copd", why="有慢阻肺"),
    "V18": _low_glucose,
    "V19": _high_glucose,
    "V20": _frail,
    "V21": _when("dysphagia", why="吞咽困难"),
    "V22": _when("cirrhosis", "hepatitis", why="有肝病"),
    "V23": _when("stoma", "recent_surgery", why="造口或手术后不久"),
    "V24": _too_light,
    "V24E": _when("eating_disorder", why="进食障碍"),
    "V25": _when("alcohol_dependence", why="酒精依赖或在戒酒"),
    "CHD": _when("chd", why="有冠心病"),
    "STROKE": _when("stroke", "ich", why="有脑卒中"),
    "SMOKE": lambda asked: "吸烟" if asked.day.smokes else "",
}

"""Who may never be advised what (three prescriptions §1.2): the rows of the table that apply to a person on a day, and
what they do to diet and exercise. What is not advised is said, never left out in silence."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vclinic.domain.prescription import DietItem, ExerciseAdvice
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.advice_words import conditions_in
from vclinic.rules.catalog import Catalog
from vclinic.rules.person import PersonFacts
from vclinic.rules.veto_table import VetoRow, VetoTable, veto_table

_GLUCOSES = ("fbg", "pbg", "rbg")
_NOT_OURS = ("doctor", "carried", "conflict")  # origins of diet lines that no table may take away
_OFTEN = "3"  # of codes.HYPOGLYCEMIA
_SWOLLEN = {"9", "8"}  # 下肢水肿, 下肢浮肿: of the hypertension and the diabetes form
_SPO2 = re.compile(r"(?:spo2|血氧(?:饱和度)?)[^\d]{0,4}(\d{2,3})", re.IGNORECASE)
_FEVER = re.compile(r"体温[^\d]{0,3}(\d{2}(?:\.\d)?)")
_TEXTS = ("other_signs", "symptom_other", "aux_exam", "other_exam")
_RAISES_POTASSIUM = (
    ("ACEI", "普利类药"), ("ARB", "沙坦类药"), ("K_SPARING", "保钾利尿药"), ("K_SUPPLEMENT", "补钾药"), ("甲氧苄啶", "甲氧苄啶"),
)  # fmt: skip
_SETS_THE_PULSE = (
    ("BETA_BLOCKER", "洛尔类药"), ("NDHP_CCB", "维拉帕米或地尔硫䓬"), ("伊伐布雷定", "伊伐布雷定"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySigns:
    """What a visit says that vetoes ask for; None where it was not measured. ``danger``: why it is an emergency or acute,
    empty for neither; ``conditions``: heard in the words of the visit; ``pulse_most``: the upper end of the heart rates
    that would be prescribed."""

    sbp: int | None = None
    dbp: int | None = None
    heart_rate: int | None = None
    temperature: float | None = None
    spo2: float | None = None
    fasting: float | None = None
    glucoses: tuple[float, ...] = ()
    bmi: float | None = None
    danger: str = ""
    low_often: bool = False
    swollen: bool = False
    smokes: bool = False
    conditions: frozenset[str] = frozenset()
    pulse_most: int | None = None


def day_signs(values: Mapping[str, Any], height_cm: float | None = None, danger: str = "") -> DaySigns:
    """The signs of a visit by the names of the follow-up forms; ``danger`` is what its judgement found."""
    text = "；".join(str(values[name]) for name in _TEXTS if values.get(name))
    conditions = conditions_in(text, veto_table(), values.get("visit_date"))
    written = _figure(_FEVER, text)
    temperature = values.get("temperature") or written
    if values.get("emergency_signs"):
        danger = danger or "有危急情况"
    if values.get("new_complication"):
        danger = danger or "有新的并发症或加重"
    return DaySigns(
        sbp=values.get("sbp"),
        dbp=values.get("dbp"),
        heart_rate=values.get("heart_rate"),
        temperature=temperature,
        spo2=values.get("spo2") or _figure(_SPO2, text),
        fasting=values.get("fbg"),
        glucoses=tuple(values[name] for name in _GLUCOSES if values.get(name) is not None),
        bmi=_bmi(values, height_cm),
        danger=danger,
        low_often=values.get("hypoglycemia") == _OFTEN,
        swollen="swelling" in conditions or bool(_SWOLLEN & _swelling_codes(values)),
        smokes=bool(values.get("smoke_now")),
        conditions=conditions,
    )


def _swelling_codes(values: Mapping[str, Any]) -> set[str]:
    """The code of swollen legs as the form that was filled in numbers it."""
    code = "8" if "fbg" in values and "salt_now" not in values else "9"
    return {code} & set(values.get("symptom_codes") or ())


def _figure(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    return float(match[1]) if match else None


def _bmi(values: Mapping[str, Any], height_cm: float | None) -> float | None:
    weight, height = values.get("weight_kg"), values.get("height_cm") or height_cm
    return round(weight / (height / 100) ** 2, 1) if weight and height else values.get("bmi")


@dataclass(frozen=True, slots=True)
class Veto:
    """A row that applies, and why it does."""

    row: VetoRow
    why: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """All a row may ask of a person on a day."""

    person: PersonFacts
    day: DaySigns
    catalog: Catalog
    limits: Mapping[str, float]

    def has(self, *conditions: str) -> bool:
        """Whether one of the conditions is known."""
        return any(key in self.person.diseases or key in self.day.conditions for key in conditions)

    def takes(self, kinds: Iterable[tuple[str, str]]) -> str:
        """What the first drug taken of these classes or generics is called; empty for none."""
        return next((label for kind, label in kinds if takes(self.person, (kind,), self.catalog)), "")

    @property
    def weak(self) -> bool:
        egfr = self.person.egfr
        return self.has("ckd") or (egfr is not None and egfr < self.limits["egfr_weak"])

    @property
    def potassium(self) -> float | None:
        lab = self.person.labs.potassium_mmol_l
        return lab.value if lab else None


def takes(person: PersonFacts, kinds: Sequence[str], catalog: Catalog) -> bool:
    """Whether a drug of one of these classes or generics is taken, whoever ordered it. A name only guessed at counts."""
    for name in person.drugs:
        named = catalog.named(name)
        known = named.classes.union(named.ingredients)
        if any(kind in known or kind in name or catalog.belongs(name, kind) for kind in kinds):
            return True
    return False


def vetoes(person: PersonFacts, day: DaySigns, catalog: Catalog, table: VetoTable | None = None) -> tuple[Veto, ...]:
    """The rows that apply, in order of importance."""
    table = table or veto_table()
    asked = _Asked(person, day, catalog, table.limits)
    hits = ((row, _APPLIES[row.code](asked)) for row in table.rows)
    return tuple(Veto(row, why) for row, why in hits if why)


def said(vetoed: Sequence[Veto]) -> tuple[str, ...]:
    """What is not advised, each sentence once, the most important first."""
    return tuple(dict.fromkeys(sentence for veto in vetoed for sentence in veto.row.not_advised))


def diet_after(diet: Sequence[DietItem], vetoed: Sequence[Veto]) -> tuple[DietItem, ...]:
    """The lines left, and those that stand in place of others; the doctor's own lines are his."""
    without = {code for veto in vetoed for code in veto.row.without}
    instead: dict[str, DietItem] = {}
    for veto in vetoed:
        for line in veto.row.instead:
            instead.setdefault(line.item_code, replace(line, explain=veto.why))
    kept = [
        item if item.origin in _NOT_OURS else instead.pop(item.item_code, item)
        for item in diet
        if item.item_code not in without or item.origin in _NOT_OURS
    ]
    written = {item.item_code for item in kept}
    return (*kept, *(line for code, line in instead.items() if code not in without | written))


def exercise_after(advice: ExerciseAdvice, vetoed: Sequence[Veto]) -> ExerciseAdvice:
    """The advice as the vetoes leave it: none today, or no harder than the gentlest of their efforts."""
    stopped = next((veto for veto in vetoed if veto.row.stop), None)
    if stopped is not None:
        because = advice.blocked_because or f"今日不运动，{stopped.row.stop}：{stopped.why}"
        return replace(advice, allowed=False, blocked_because=because)
    table = veto_table()
    named = {veto.row.effort for veto in vetoed}
    effort = next((effort for name, effort in table.efforts.items() if name in named), None)
    if effort is not None:
        why = next(veto.why for veto in vetoed if veto.row.effort and table.efforts[veto.row.effort] is effort)
        advice = replace(advice, types=effort.types)
        if effort.text:
            advice = replace(advice, intensity=effort.text, hr_low=None, hr_high=None, hr_explain=why)
    if any(veto.row.no_resistance for veto in vetoed):
        advice = replace(advice, resistance="")
    first = tuple(dict.fromkeys(veto.row.ask_first for veto in vetoed if veto.row.ask_first))
    more = tuple(rule for veto in vetoed for rule in veto.row.stop_rules)
    return replace(advice, stop_rules=tuple(dict.fromkeys((*first, *advice.stop_rules, *more))))


def bind_effort(vetoed: Sequence[Veto]) -> bool:
    """Whether they say how hard exercise may be, so that no pulse does."""
    efforts = veto_table().efforts
    return any(veto.row.effort and efforts[veto.row.effort].text for veto in vetoed)


def must_go(person: PersonFacts, day: DaySigns, catalog: Catalog) -> str:
    """Whether somebody must go to the upper level for what no judgement of a visit sees: ``now``, ``first`` or empty."""
    table = veto_table()
    asked = _Asked(person, day, catalog, table.limits)
    short = day.spo2 is not None and day.spo2 < table.limits["spo2_below"]
    if short or _high_pressure(asked) or asked.has("acute", "acute_coronary", "unstable_angina"):
        return "now"
    full = asked.has("heart_failure") and day.swollen
    potassium = asked.potassium is not None and asked.potassium > table.limits["potassium_refer"]
    return "first" if full or potassium or _recent(asked) else ""


# --- when a row applies: why it does, in words, or empty -------------------------------------------------------------


def _acute(asked: _Asked) -> str:
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


def _recent(asked: _Asked) -> str:
    if asked.has("unstable_angina", "acute_coronary"):
        return "心绞痛不稳定或急性冠脉病"
    if asked.has("recent_cardiac"):
        return "近 1 个月心梗、支架或搭桥"
    return "脑卒中急性期" if asked.has("acute_stroke") else ""


def _high_glucose(asked: _Asked) -> str:
    limit = asked.limits["glucose_above"]
    high = [value for value in asked.day.glucoses if value > limit]
    return f"血糖 {max(high):g}，高于 {limit:g}" if high else ""


def _high_pressure(asked: _Asked) -> str:
    sbp, dbp = asked.day.sbp, asked.day.dbp
    high = (sbp is not None and sbp > asked.limits["sbp_above"]) or (
        dbp is not None and dbp > asked.limits["dbp_above"]
    )
    return f"血压 {sbp}/{dbp}" if high else ""


def _low_glucose(asked: _Asked) -> str:
    if asked.day.low_often:
        return "低血糖反复"
    low = [value for value in asked.day.glucoses if value <= asked.limits["low_glucose"]]
    fasting = asked.day.fasting
    if fasting is not None and fasting < asked.limits["fasting_below"]:
        low.append(fasting)
    return f"血糖 {min(low):g}，偏低" if low else ""


def _pregnant(asked: _Asked) -> str:
    return "妊娠期或哺乳期" if asked.person.pregnant or asked.has("pregnancy", "gdm") else ""


def _nursing(asked: _Asked) -> str:
    return "哺乳期" if asked.has("lactation") else ""


def _failing_heart(asked: _Asked) -> str:
    return "有心衰" if asked.has("heart_failure") else ""


def _severe_kidneys(asked: _Asked) -> str:
    egfr, limit = asked.person.egfr, asked.limits["egfr_severe"]
    if egfr is not None and egfr < limit:
        return f"肾小球滤过率 {egfr:g}，低于 {limit:g}"
    return "透析或尿毒症" if asked.has("dialysis") else ""


def _no_potassium_salt(asked: _Asked) -> str:
    if why := _potassium(asked):
        return why
    if asked.weak:
        return "肾功能不好，怕血钾高"
    drug = asked.takes(_RAISES_POTASSIUM)
    return f"正在服{drug}，怕血钾高" if drug else ""


def _potassium(asked: _Asked) -> str:
    if asked.has("hyperkalaemia"):
        return "血钾高"
    if asked.potassium is not None and asked.potassium > asked.limits["potassium_above"]:
        return f"血钾 {asked.potassium:g}"
    return ""


def _kidneys(asked: _Asked) -> str:
    return "肾功能不好" if asked.weak else ""


def _slow(asked: _Asked) -> str:
    rate = asked.day.heart_rate
    return f"静息心率 {rate}，太慢" if rate is not None and rate < advice_bounds().slow_pulse else ""


def _fast(asked: _Asked) -> str:
    rate, most = asked.day.heart_rate, asked.day.pulse_most
    if rate is None or (rate <= advice_bounds().fast_pulse and (most is None or rate <= most)):
        return ""
    return f"静息心率 {rate}，太快"


def _pulse_set(asked: _Asked) -> str:
    drug = asked.takes(_SETS_THE_PULSE)
    return f"正在服{drug}，心率不准" if drug else ""


def _lowered(asked: _Asked) -> str:
    drug = asked.takes((("SULFONYLUREA", "格列类药"), ("INSULIN", "胰岛素"), ("胰岛素", "胰岛素")))
    return f"正在用{drug}，容易低血糖" if drug else ""


def _diabetic(asked: _Asked) -> str:
    return "有糖尿病" if asked.has("t2dm", "t1dm", "dm_foot", "gdm") else ""


def _uric(asked: _Asked) -> str:
    if asked.has("gout", "acute_gout"):
        return "有痛风，尿酸会更高"
    return "尿酸高" if asked.has("hyperuricaemia") else ""


def _thin_lungs(asked: _Asked) -> str:
    bmi, limits = asked.day.bmi, asked.limits
    if not asked.has("copd") or bmi is None:
        return ""
    low = limits["copd_light_old" if asked.person.age >= limits["very_old"] else "copd_light"]
    return f"慢阻肺，体质指数 {bmi:.1f}，低于 {low:g}" if bmi < low else ""


def _too_light(asked: _Asked) -> str:
    bmi, suits = asked.day.bmi, advice_bounds().body_mass_at(asked.person.age)
    return f"体质指数 {bmi:.1f}，低于 {suits.low:g}" if bmi is not None and bmi < suits.low else ""


def _frail(asked: _Asked) -> str:
    if asked.has("osteoporosis"):
        return "骨质疏松"
    if asked.has("falls"):
        return "跌倒过"
    old = asked.person.age >= asked.limits["alone_age"]
    return f"{asked.person.age} 岁独居" if old and asked.has("alone") else ""


def _when(*conditions: str, why: str) -> Callable[[_Asked], str]:
    return lambda asked: why if asked.has(*conditions) else ""


_APPLIES: Mapping[str, Callable[[_Asked], str]] = {
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

"""What each row of the diabetes tables looks for in a visit (third edition, §4–§5), told with the numbers used."""

from dataclasses import dataclass
from datetime import date

from vclinic.diseases.answers import Answers, reaction_today
from vclinic.diseases.diabetes.rules import DiabetesRules, mmol
from vclinic.domain import codes
from vclinic.domain.follow_up import Reason

CLAUSE_CLASS = "规范第三版 · 2 型糖尿病分类干预"
CLAUSE_EMERGENCY = "规范第三版 · 2 型糖尿病危急情况"
CLAUSE_SCHEDULE = "规范第三版 · 2 型糖尿病随访间隔"
CLAUSE_HINT = "2 型糖尿病 · 提示，待当地核对"
CLAUSE_WITH_CHILD = "糖尿病双向转诊标准 · 妊娠、哺乳期"
OFTEN = "3"  # of codes.HYPOGLYCEMIA


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousVisit:
    """What a judgement needs of the last valid visit (失访 and void visits left out)."""

    visit_date: date
    fbg: float | None = None
    adr: str = ""
    hypoglycemia: str = ""
    visit_class: str = ""
    satisfied: bool | None = None

    @property
    def had_reaction(self) -> bool:
        """A reaction then, frequent low glucose included; its class tells where nothing else does."""
        if not self.adr:
            return self.hypoglycemia == OFTEN or self.visit_class == "3"
        return self.adr == "2" or self.hypoglycemia == OFTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts(Answers):
    """What the judgement needs of a visit; glucose in mmol/L, temperature in ℃, None where it was not measured. ``drugs``:
    names of those on the form and of those others gave."""

    fbg: float
    sbp: int
    dbp: int
    hypoglycemia: str = "1"
    pbg: float | None = None
    rbg: float | None = None
    heart_rate: int | None = None
    temperature: float | None = None
    drugs: tuple[str, ...] = ()
    previous: PreviousVisit | None = None

    @property
    def glucoses(self) -> tuple[tuple[str, float], ...]:
        """Every glucose measured with its name, fasting first."""
        known = (("空腹血糖", self.fbg), ("餐后血糖", self.pbg), ("随机血糖", self.rbg))
        return tuple((name, value) for name, value in known if value is not None)


def emergencies(facts: VisitFacts, rules: DiabetesRules) -> tuple[Reason, ...]:
    """§5, every row that applies: glucose, pressure, temperature, what the doctor confirmed, or pregnancy with a glucose
    above normal."""
    texts = [text for name, value in facts.glucoses if (text := _dangerous_glucose(name, value, rules))]
    if facts.sbp >= rules.emergency_sbp or facts.dbp >= rules.emergency_dbp:
        limit = f"{rules.emergency_sbp}/{rules.emergency_dbp}"
        texts.append(f"血压 {facts.sbp}/{facts.dbp}，达到 {limit}，属于危急情况，处理后马上转诊。")
    if facts.temperature is not None and facts.temperature > rules.emergency_temperature:
        limit = f"{rules.emergency_temperature:g} ℃"
        texts.append(f"体温 {facts.temperature:g} ℃，高于 {limit}，属于危急情况，处理后马上转诊。")
    if facts.emergency_signs:
        signs = "、".join(codes.DIABETES_EMERGENCY_SIGN.label(sign) for sign in facts.emergency_signs)
        texts.append(f"医生确认有危急情况：{signs}，处理后马上转诊。")
    if facts.pregnant:
        limits = ((facts.fbg, "空腹血糖", rules.pregnancy_fbg), (facts.pbg, "餐后血糖", rules.pregnancy_pbg))
        texts += [
            f"妊娠期或哺乳期，{name} {mmol(value)}，高于正常，马上转诊。"
            for value, name, limit in limits
            if value is not None and value >= limit
        ]
    return tuple(Reason("emergency", text, CLAUSE_EMERGENCY) for text in texts)


def _dangerous_glucose(name: str, value: float, rules: DiabetesRules) -> str:
    """Why a glucose is an emergency; empty when it is none."""
    if value >= rules.emergency_high:
        return f"{name} {mmol(value)}，达到 {mmol(rules.emergency_high)}，属于危急情况，处理后马上转诊。"
    if value <= rules.emergency_low:
        return (
            f"{name} {mmol(value)}，不高于 {mmol(rules.emergency_low)}，属于低血糖危急情况：清醒的先吃 15–20 克糖，"
            "15 分钟后再测；叫不醒的不要喂，打 120。"
        )
    return ""


def has_reaction(facts: VisitFacts) -> bool:
    """A reaction, frequent low glucose included (design)."""
    return facts.adr == "2" or facts.hypoglycemia == OFTEN


def consecutive(facts: VisitFacts, rules: DiabetesRules) -> Reason | None:
    """§4 row 4: not satisfactory as often in a row as the county refers at, once or twice."""
    if rules.satisfied(facts.fbg):
        return None
    today = _not_satisfactory(facts, rules)
    if rules.referral_trigger_count == 1:
        text = f"{today}，本地规定一次不满意就建议转上级。"
        return Reason("unsatisfied_refer", text, CLAUSE_CLASS)
    previous = facts.previous
    if previous is None or _was_satisfied(previous, rules) is not False:
        return None
    last = f"上次 {mmol(previous.fbg)}，也不满意" if previous.fbg is not None else "上次也不满意"
    text = f"{today}；{last}，连续两次，建议转上级。"
    return Reason("consecutive_unsatisfied", text, CLAUSE_CLASS)


def _was_satisfied(previous: PreviousVisit, rules: DiabetesRules) -> bool | None:
    """From last time's own glucose, never from its class: with class 3 the glucose may have been high too."""
    if previous.fbg is not None:
        return rules.satisfied(previous.fbg)
    if previous.satisfied is not None:
        return previous.satisfied
    return {"1": True, "2": False}.get(previous.visit_class)


def adr(facts: VisitFacts) -> Reason | None:
    """§4 row 5; frequent low glucose counts as a reaction (design)."""
    if facts.adr != "2" and facts.hypoglycemia == OFTEN:
        return Reason("hypoglycemia", "低血糖反应频繁，按不良反应处理，请调整方案。", CLAUSE_HINT)
    return reaction_today(facts, CLAUSE_CLASS)


def unsatisfied(facts: VisitFacts, rules: DiabetesRules) -> Reason | None:
    """§4 row 6."""
    if rules.satisfied(facts.fbg):
        return None
    return Reason("unsatisfied", f"{_not_satisfactory(facts, rules)}，第一次不满意。", CLAUSE_CLASS)


def still_unsatisfied(facts: VisitFacts, rules: DiabetesRules) -> Reason:
    """The glucose of a visit whose next step something graver has decided."""
    return Reason("unsatisfied", f"{_not_satisfactory(facts, rules)}。", CLAUSE_CLASS)


def _not_satisfactory(facts: VisitFacts, rules: DiabetesRules) -> str:
    """How far from satisfactory, in words without an end."""
    figure = f"空腹血糖 {mmol(facts.fbg)}"
    if facts.fbg >= rules.fbg_below:
        return f"{figure}，没降到 {mmol(rules.fbg_below)} 以下"
    return f"{figure}，低于 {mmol(rules.fbg_unsatisfied_below)}，当地判为不满意"


def satisfied(facts: VisitFacts, rules: DiabetesRules) -> Reason:
    """§4 row 7."""
    text = f"空腹血糖 {mmol(facts.fbg)}，低于 {mmol(rules.fbg_below)}，没有不良反应和并发症变化。"
    return Reason("satisfied", text, CLAUSE_CLASS)


def hints(facts: VisitFacts, rules: DiabetesRules) -> tuple[Reason, ...]:
    """What does not change the class and is still to be known."""
    reasons: list[Reason] = []
    if any(value <= rules.emergency_low for _, value in facts.glucoses) and not has_reaction(facts):
        text = "血糖太低：和降糖药有关的，分类建议改为 3 不良反应，由医生定。"
        reasons.append(Reason("low_may_be_reaction", text, CLAUSE_HINT))
    if rules.emergency_low < facts.fbg <= rules.fbg_low_warn:
        text = f"空腹血糖 {mmol(facts.fbg)}，偏低，当心低血糖：随身带糖，问清药和饭。"
        reasons.append(Reason("low_warn", text, CLAUSE_HINT))
    if facts.pbg is not None and facts.pbg >= rules.pbg_below and rules.satisfied(facts.fbg):
        text = f"餐后血糖 {mmol(facts.pbg)}，不低于 {mmol(rules.pbg_below)}：空腹达标，餐后没达标，分类仍按空腹。"
        reasons.append(Reason("postprandial_high", text, CLAUSE_HINT))
    if facts.pregnant and not emergencies(facts, rules):
        text = "妊娠期或哺乳期的糖尿病由上级管：还没有产科或上级看过的，建议转诊。"
        reasons.append(Reason("with_child", text, CLAUSE_WITH_CHILD))
    return tuple(reasons)

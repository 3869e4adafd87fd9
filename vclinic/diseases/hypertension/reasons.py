"""What each row of the hypertension tables looks for in a visit (third edition, §3–§5), told with the numbers used."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from vclinic.diseases.answers import Answers
from vclinic.diseases.hypertension.rules import HypertensionRules
from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import Reason

CLAUSE_CLASS = "规范第三版 · 高血压分类干预"
CLAUSE_EMERGENCY = "规范第三版 · 高血压危急情况"
CLAUSE_SCHEDULE = "规范第三版 · 高血压随访间隔"
CLAUSE_WITH_CHILD = "国家基层高血压防治管理指南 2025 · 孕产妇转诊"


@dataclass(frozen=True, slots=True)
class PreviousVisit:
    """What a judgement needs of the last valid visit (失访 and void visits left out)."""

    visit_date: date
    sbp: int | None = None
    dbp: int | None = None
    adr: str = "1"
    visit_class: str = ""
    satisfied: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts(Answers):
    """What the judgement needs of a visit.

    Attributes:
        age: full years on the day of the visit.
        previous: the last valid visit of the same disease.
        birth_date: lets the previous pressure be judged at the age of that day.
    """

    age: int
    sbp: int
    dbp: int
    previous: PreviousVisit | None = None
    birth_date: date | None = None


class EmergencyFacts(Protocol):
    """What §5 asks of a visit, as facts or as the record itself."""

    @property
    def sbp(self) -> int: ...
    @property
    def dbp(self) -> int: ...
    @property
    def emergency_signs(self) -> tuple[str, ...]: ...
    @property
    def pregnant(self) -> bool: ...


def bp_satisfied(sbp: int, dbp: int, age: int, rules: HypertensionRules) -> bool:
    """Both pressures below the limits of the age (§3)."""
    high, low = rules.limits(age)
    return sbp < high and dbp < low


def emergency(facts: EmergencyFacts, rules: HypertensionRules) -> Reason | None:
    """§5: pressure, what the doctor confirmed, or pregnancy with a pressure above normal."""
    if facts.sbp >= rules.emergency_sbp or facts.dbp >= rules.emergency_dbp:
        limit = f"{rules.emergency_sbp}/{rules.emergency_dbp}"
        text = f"今天 {facts.sbp}/{facts.dbp}，达到 {limit}，属于危急情况，处理后马上转诊。"
        return Reason("emergency", text, CLAUSE_EMERGENCY)
    if facts.emergency_signs:
        signs = "、".join(codes.EMERGENCY_SIGN.label(sign) for sign in facts.emergency_signs)
        return Reason("emergency", f"医生确认有危急情况：{signs}，处理后马上转诊。", CLAUSE_EMERGENCY)
    if facts.pregnant and (facts.sbp >= rules.pregnancy_sbp or facts.dbp >= rules.pregnancy_dbp):
        text = f"妊娠期或哺乳期，今天 {facts.sbp}/{facts.dbp}，高于正常，马上转诊。"
        return Reason("emergency", text, CLAUSE_EMERGENCY)
    return None


def with_child(facts: VisitFacts, rules: HypertensionRules) -> tuple[Reason, ...]:
    """Pregnancy or breast-feeding with a pressure that is normal today: still one for the upper level (§6 孕产妇)."""
    if not facts.pregnant or facts.sbp >= rules.pregnancy_sbp or facts.dbp >= rules.pregnancy_dbp:
        return ()
    text = "妊娠期或哺乳期的高血压由上级管：还没有产科或上级看过的，建议转诊。"
    return (Reason("with_child", text, CLAUSE_WITH_CHILD),)


def consecutive(facts: VisitFacts, satisfied: bool, rules: HypertensionRules) -> Reason | None:
    """§4 row 4: not satisfactory as often in a row as the county refers at, once or twice."""
    previous = facts.previous
    high, low = rules.limits(facts.age)
    today = f"今天 {facts.sbp}/{facts.dbp}"
    if not satisfied and rules.referral_trigger_count == 1:
        text = f"{today}，没降到 {high}/{low} 以下（{facts.age} 岁），本地规定一次不满意就建议转上级。"
        return Reason("unsatisfied_refer", text, CLAUSE_CLASS)
    if satisfied or previous is None or _previous_satisfied(facts, previous, rules) is not False:
        return None
    text = f"{today}，没降到 {high}/{low} 以下（{facts.age} 岁），上次也不满意，建议转上级。"
    if previous.sbp is not None and previous.dbp is not None:
        text = (
            f"{today}，上次 {previous.sbp}/{previous.dbp}，都没降到 {high}/{low} 以下（{facts.age} 岁），建议转上级。"
        )
        if bp_satisfied(previous.sbp, previous.dbp, facts.age, rules):  # judged by the limits of a younger age
            text = (
                f"{today}，没降到 {high}/{low} 以下（{facts.age} 岁）；上次 {previous.sbp}/{previous.dbp}，"
                f"没降到 {rules.sbp_below}/{rules.dbp_below} 以下（当时不到 {rules.elderly_age} 岁），建议转上级。"
            )
    return Reason("consecutive_unsatisfied", text, CLAUSE_CLASS)


def _previous_satisfied(facts: VisitFacts, previous: PreviousVisit, rules: HypertensionRules) -> bool | None:
    """From last time's own pressures, never from its class: with class 3 the pressure may have been high too. Without
    a birthday the age of that day is one of two; where they disagree, what was stored then decides."""
    if previous.sbp is not None and previous.dbp is not None:
        ages = _ages_then(facts, previous)
        verdicts = [bp_satisfied(previous.sbp, previous.dbp, age, rules) for age in ages]
        if len(set(verdicts)) == 1 or previous.satisfied is None:
            return verdicts[0]
    if previous.satisfied is not None:
        return previous.satisfied
    return {"1": True, "2": False}.get(previous.visit_class)


def _ages_then(facts: VisitFacts, previous: PreviousVisit) -> tuple[int, ...]:
    """Age at the last visit, or the ages it may have been, the likelier first, when only today's is known."""
    if facts.birth_date is not None:
        return (age_on(facts.birth_date, previous.visit_date),)
    if previous.visit_date >= facts.visit_date:
        return (facts.age,)
    whole_years = age_on(previous.visit_date, facts.visit_date)
    return facts.age - whole_years, facts.age - whole_years - 1


def unsatisfied(facts: VisitFacts, satisfied: bool, rules: HypertensionRules) -> Reason | None:
    """§4 row 6."""
    if satisfied:
        return None
    high, low = rules.limits(facts.age)
    text = f"今天 {facts.sbp}/{facts.dbp}，没降到 {high}/{low} 以下（{facts.age} 岁），第一次不满意。"
    return Reason("unsatisfied", text, CLAUSE_CLASS)


def satisfied(facts: VisitFacts, rules: HypertensionRules) -> Reason:
    """§4 row 7."""
    high, low = rules.limits(facts.age)
    text = f"今天 {facts.sbp}/{facts.dbp}，低于 {high}/{low}（{facts.age} 岁），没有不良反应和并发症变化。"
    return Reason("satisfied", text, CLAUSE_CLASS)


def still_unsatisfied(facts: VisitFacts, rules: HypertensionRules) -> Reason:
    """The pressure of a visit whose next step something graver has decided."""
    high, low = rules.limits(facts.age)
    return Reason(
        "unsatisfied", f"今天 {facts.sbp}/{facts.dbp}，没降到 {high}/{low} 以下（{facts.age} 岁）。", CLAUSE_CLASS
    )

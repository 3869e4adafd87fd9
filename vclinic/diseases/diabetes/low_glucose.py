"""After a glucose that was too low: who may stay in the village and is asked again soon, and who may not (§5.1)."""

from collections.abc import Sequence
from datetime import timedelta

from vclinic.diseases.diabetes.reasons import VisitFacts, emergencies
from vclinic.diseases.diabetes.rules import DiabetesRules, mmol
from vclinic.domain.follow_up import Reason
from vclinic.rules.catalog import Catalog, load_catalog

CLAUSE_LOW = "2 型糖尿病 · 低血糖处理，待当地核对"
_LOWERS_GLUCOSE = ("SULFONYLUREA", "INSULIN")


def may_be_too_low(drugs: Sequence[str], catalog: Catalog) -> str:
    """The first drug that may lower glucose too far, a sulfonylurea or insulin; empty for none."""
    return next((name for name in drugs if any(catalog.belongs(name, group) for group in _LOWERS_GLUCOSE)), "")


def next_contact(facts: VisitFacts, rules: DiabetesRules) -> tuple[Reason, ...]:
    """What is offered after a low glucose that is the only emergency: a call today and a visit within days, for the
    doctor to choose with a reason; or to be watched, where the drugs let it come back."""
    low = sum(value <= rules.emergency_low for _, value in facts.glucoses)
    if not low or len(emergencies(facts, rules)) > low:
        return ()
    drug = may_be_too_low(facts.drugs, load_catalog())
    if drug:
        hours = f"{rules.low_watch_hours_from}–{rules.low_watch_hours_to} 小时"
        text = f"正在用{drug}，低血糖容易反复：留观或转诊，醒后至少再看 {hours}，问上级要不要减量。"
        return (Reason("low_watched", text, CLAUSE_LOW),)
    day = facts.visit_date + timedelta(days=rules.low_contact_days)
    text = (
        f"清醒、能吃饭、15 分钟后高于 {mmol(rules.emergency_low)} 的，可以当天打电话问上级，"
        f"{rules.low_contact_days} 天内（{day:%m-%d} 前）再随访：改下次随访日期并写明理由。"
    )
    return (Reason("low_contact", text, CLAUSE_LOW),)

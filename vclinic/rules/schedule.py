"""Who is due: a managed resident's standing on a day, from the last visit's date and judgement."""

from dataclasses import dataclass
from datetime import date

from vclinic.rules.rule_set import RuleSet

SOON_DAYS = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands. ``tile``: overdue, soon, never (or returned, set by the worklist); ``danger`` and
    ``due_level``: danger, warn, info or none."""

    tile: str
    danger: str
    due_text: str
    due_level: str
    why: str


def standing(
    facts: tuple[date, date | None, date | None, bool | None, str | None], day: date, rules: RuleSet
) -> Standing | None:
    """The standing on ``day`` from (enrolled on, last visit, next visit, satisfied, action); None when not due within
    ten days."""
    enrolled_on, visited_on, next_on, satisfied, action = facts
    if visited_on is None or next_on is None:
        days = (day - enrolled_on).days
        return Standing("never", "warn", "从未随访", "warn", f"建专档 {days} 天，没有首次随访")
    late = (day - next_on).days
    if late < -SOON_DAYS:
        return None
    referred = action in ("REFER", "EMERGENCY_REFER")
    tile, due_text, level = ("soon", f"还有 {-late} 天", "none")
    if late == 0:
        due_text, level = "今天到期", "none"
    if late > 0:
        tile, due_text, level = ("overdue", f"逾期 {late} 天", "danger" if referred else "warn")
    weeks = rules.revisit_days // 7
    if referred:
        why = _asked_about((next_on - visited_on).days, rules, late=late > 0)
        return Standing(tile, "danger" if late > 0 else "warn", due_text, level, why)
    if satisfied is False:
        why = f"上次不满意，{weeks} 周复查" + ("已过" if late > 0 else "")
        return Standing(tile, "warn", due_text, level, why)
    if action == "ADJUST":
        return Standing(tile, "warn", due_text, level, f"上次有不良反应，{weeks} 周复查" + ("已过" if late > 0 else ""))
    if late > SOON_DAYS:
        return Standing(tile, "warn", due_text, level, "常规随访，超过 10 天没有来")
    return Standing(tile, "none", due_text, level, "常规")


def dated_ahead(visited_on: date) -> Standing:
    """The standing of somebody whose last visit is dated after today: it counts for nothing until it is put right."""
    why = f"上次随访的日期 {visited_on} 在今天之后，不算随访，请打开更正"
    return Standing("overdue", "warn", "日期不对", "warn", why)


def _asked_about(days: int, rules: RuleSet, *, late: bool) -> str:
    """Why somebody referred is asked about: after the usual weeks, or as soon as the doctor set it (low glucose)."""
    soon = days < rules.revisit_days
    if late:
        return f"转诊后 {f'{days} 天' if soon else f'{rules.revisit_days // 7} 周'}，还没问结果"
    return f"已建议转诊，{days} 天内要问结果" if soon else "已建议转诊，要问结果"

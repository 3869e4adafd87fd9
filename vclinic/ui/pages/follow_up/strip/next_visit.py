"""The day of the next visit, and what sets it."""

from collections.abc import Sequence
from datetime import date

from vclinic.domain.dates import weekday
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.strip.cell import NEXT, Cell
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.words import tr


class NextVisitCell(Cell):
    """The earliest of the diseases' next days."""

    def __init__(self) -> None:
        super().__init__(NEXT)
        self._day = label("—", "title")
        self._hint = label("", "caption")
        for widget in (label(tr("下次随访"), "caption"), self._day, self._hint):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_day(self, parts: Sequence[Part]) -> None:
        """Show the day; a dash before a judgement."""
        days = [(day, part) for part in parts if (day := _day_of(part)) is not None]
        if not days:
            relabel(self._day, "—")
            relabel(self._hint, "")
            return
        day, part = min(days, key=lambda pair: pair[0])
        relabel(self._day, f"{day:%m-%d} {weekday(day)}")
        relabel(self._hint, tr("改过") if "next_visit_date" in part.decided.chosen else _hint(part))


def _day_of(part: Part) -> date | None:
    chosen, assessment = part.decided.chosen.get("next_visit_date"), part.judgement.assessment
    day = chosen or (assessment.next_visit_date if assessment is not None else None)
    return day if isinstance(day, date) else None


def _hint(part: Part) -> str:
    assessment = part.judgement.assessment
    action = assessment.action if assessment is not None else ""
    alerts = assessment.alerts if assessment is not None else ()
    days = min((alert.within_days for alert in alerts if alert.within_days), default=7 * part.judgement.revisit_weeks)
    if days < 7 * part.judgement.revisit_weeks:
        return f"{days} {tr('天内再看')}"
    weeks = f"{part.judgement.revisit_weeks} {tr('周内')}"
    hints = {
        "ROUTINE": f"{part.judgement.routine_months} {tr('个月内')}",
        "ADJUST": f"{weeks}{tr('，看调药效果')}",
    }
    return hints.get(action, f"{weeks}{tr('问转诊结果')}")

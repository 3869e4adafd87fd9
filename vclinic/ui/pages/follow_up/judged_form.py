"""What a judgement writes into the form itself: the mean of the readings and every computed field."""

from collections.abc import Mapping
from typing import Any

from vclinic.services.judge_visit import Judgement
from vclinic.services.visit_sheet import VisitSheet
from vclinic.ui.forms.form_view import FormView


def satisfied(found: Judgement) -> bool:
    """Whether the visit is judged and its measure satisfactory."""
    return found.assessment is not None and found.assessment.satisfied


def figures(sheet: VisitSheet, values: Mapping[str, Any], found: Judgement) -> tuple[float, ...] | None:
    """The figures of the disease's first measure; a visit that cannot be judged has none."""
    if found.assessment is None:
        return None
    return sheet.disease.measures[0].figures({**values, **found.computed}) or None


def level(found: Judgement) -> str:
    """How loudly the figures are shown."""
    if found.assessment is None or (found.assessment.referral != "urgent" and found.assessment.satisfied):
        return ""
    return "danger" if found.assessment.referral == "urgent" else "warn"


def show_in_form(form: FormView, sheet: VisitSheet, found: Judgement, chosen: Mapping[str, Any], doctor: Any) -> None:
    """Write the mean, the computed fields, what the doctor chose instead, and who signs."""
    loud = level(found)
    means = [found.computed.get(name) if found.assessment is not None else None for name in sheet.form.stands_for]
    if len(means) == 2 and form.has_readings():
        form.readings().show_mean(means[0], means[1], loud, "↑" if loud else "")
    shown = {**found.computed, **chosen, "doctor": doctor}
    for name in sheet.form.computed - set(sheet.form.stands_for):
        item = form.item(name)
        if item is not None:
            item.show_computed(name, shown.get(name), loud if name == "visit_class" else "")

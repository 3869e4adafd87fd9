"""What a judgement writes into the form itself: the mean of the readings and every computed field."""

from collections.abc import Mapping
from typing import Any

from vclinic.forms.spec import FormSpec
from vclinic.services.judge_visit import Judgement
from vclinic.ui.forms.form_view import FormView


def satisfied(found: Judgement) -> bool:
    """Whether the pressure is judged and satisfactory."""
    return found.assessment is not None and found.assessment.bp_satisfied


def mean(found: Judgement) -> tuple[int, int] | None:
    """The mean of the readings in mmHg; a pressure that cannot be has none."""
    sbp, dbp = found.computed.get("sbp"), found.computed.get("dbp")
    return (sbp, dbp) if found.assessment is not None and sbp and dbp else None


def level(found: Judgement) -> str:
    """How loudly the figures are shown."""
    if found.assessment is None or (found.assessment.referral != "urgent" and found.assessment.bp_satisfied):
        return ""
    return "danger" if found.assessment.referral == "urgent" else "warn"


def show_in_form(form: FormView, spec: FormSpec, found: Judgement, chosen: Mapping[str, Any], doctor: Any) -> None:
    """Write the mean, the computed fields, what the doctor chose instead, and who signs."""
    loud = level(found)
    sbp, dbp = mean(found) or (None, None)
    form.readings().show_mean(sbp, dbp, loud, "↑" if loud else "")
    shown = {**found.computed, **chosen, "doctor": doctor}
    for name in spec.computed - {"sbp", "dbp"}:
        item = form.item(name)
        if item is not None:
            item.show_computed(name, shown.get(name), loud if name == "visit_class" else "")

"""What a judgement writes into the forms themselves: the mean of the readings and every computed field."""

from typing import Any

from vclinic.services.judge_visit import Judgement
from vclinic.services.record_follow_up import OVERRULABLE
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.pages.follow_up.part import Part


def satisfied(judgement: Judgement) -> bool:
    """Whether the visit is judged and its measure satisfactory."""
    return judgement.assessment is not None and judgement.assessment.satisfied


def level(judgement: Judgement) -> str:
    """How loudly the figures are shown."""
    if judgement.assessment is None or (judgement.assessment.referral != "urgent" and judgement.assessment.satisfied):
        return ""
    return "danger" if judgement.assessment.referral == "urgent" else "warn"


def show_in_form(form: FormView, part: Part, doctor: Any) -> None:
    """Write the mean, the computed fields, what the doctor chose instead, and who signs."""
    spec, judgement, chosen = part.sheet.form, part.judgement, part.decided.chosen
    loud = level(judgement)
    _show_mean(form, part, loud)
    shown = {**judgement.computed, **chosen, "doctor": doctor}
    for name in spec.computed - set(spec.stands_for):
        key = part.block.key(name)
        item = form.item(key)
        if item is not None:
            decided = name in chosen
            item.show_computed(key, shown.get(name), loud if name == "visit_class" and not decided else "")
            if name in OVERRULABLE:
                item.show_overruled(overruled=decided)


def _show_mean(form: FormView, part: Part, loud: str) -> None:
    """The mean stands on the first form; it is loud there where that disease is judged by it."""
    means = list(part.sheet.form.stands_for)
    if len(means) != 2 or not form.has_readings() or part.block is not form.blocks[0]:
        return
    computed = part.judgement.computed if part.judgement.assessment is not None else {}
    loud = loud if set(part.sheet.disease.measures[0].fields) & set(means) else ""
    form.readings().show_mean(computed.get(means[0]), computed.get(means[1]), loud, "↑" if loud else "")

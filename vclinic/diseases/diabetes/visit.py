"""The facts a judgement needs, taken from a record's values and the visits before it."""

from collections.abc import Mapping
from typing import Any

from vclinic.diseases.answers import answered
from vclinic.diseases.diabetes.reasons import PreviousVisit, VisitFacts
from vclinic.diseases.guarded import Felt, alerts_of
from vclinic.diseases.shared import drugs_of
from vclinic.diseases.visits import Earlier, Subject

FOOT = "foot"  # of codes.DIABETES_EMERGENCY_SIGN
FELT = Felt(
    ankles="8", diabetic=True
)  # 下肢浮肿; what else the list holds is not feeling unwell in the sense of the limits


def facts_of(values: Mapping[str, Any], last: Earlier | None, subject: Subject | None = None) -> VisitFacts | None:
    """The facts of a visit; None while its day, glucose or pressure is missing. ``subject``: whom it is about, where the
    guard over vital signs is to speak too."""
    day, fbg = values.get("visit_date"), values.get("fbg")
    sbp, dbp = values.get("sbp"), values.get("dbp")
    if day is None or fbg is None or sbp is None or dbp is None:
        return None
    told = answered(values)
    if FOOT in told["emergency_signs"]:
        told["new_complication"] = True  # a broken foot is one (§5.3)
    return VisitFacts(
        **told,
        alerts=() if subject is None else alerts_of(values, subject, FELT),
        fbg=fbg,
        sbp=sbp,
        dbp=dbp,
        hypoglycemia=values.get("hypoglycemia") or "1",
        pbg=values.get("pbg"),
        rbg=values.get("rbg"),
        heart_rate=values.get("heart_rate"),
        temperature=values.get("temperature"),
        drugs=tuple(dict.fromkeys((*drugs_of(values), *(subject.taking if subject is not None else ())))),
        previous=_previous(last),
    )


def _previous(last: Earlier | None) -> PreviousVisit | None:
    if last is None:
        return None
    return PreviousVisit(
        visit_date=last.visited_on,
        fbg=last.values.get("fbg"),
        adr=last.values.get("adr") or "",
        hypoglycemia=last.values.get("hypoglycemia") or "",
        visit_class=last.visit_class,
        satisfied=last.satisfied,
    )

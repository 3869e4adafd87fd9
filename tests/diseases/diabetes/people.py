"""A person with diabetes, a visit and the rules that these tests start from; each test changes what it is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.rules.people import ALIKE, BOOK, CATALOG, DAY
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.diabetes.reasons import PreviousVisit, VisitFacts
from vclinic.diseases.diabetes.record import DiabetesFollowUp
from vclinic.diseases.visits import JudgedVisit, Subject
from vclinic.domain.follow_up import Assessment
from vclinic.rules.contribution import Contribution
from vclinic.rules.person import PersonFacts

RULES = DIABETES.rules_on(BOOK, DAY)
SUBJECT = Subject(date(1966, 5, 1), "1", 170.0)
PERSON = PersonFacts(age=60, sex_code="1", diseases=frozenset(("t2dm",)), height_cm=170.0, household_size=2)

VISIT = DiabetesFollowUp(
    sbp=130,
    dbp=80,
    weight_kg=70.0,
    weight_target=68.0,
    height_cm=170.0,
    dorsalis_pedis="1",
    staple_now=350,
    staple_target=300,
    fbg=6.4,
    hypoglycemia="1",
    **ALIKE,
)


def facts(fbg: float, pressure: str = "130/80", **changes: Any) -> VisitFacts:
    """What the judgement needs; ``pressure`` as people write it: ``130/80``."""
    sbp, dbp = map(int, pressure.split("/"))
    return VisitFacts(visit_date=DAY, fbg=fbg, sbp=sbp, dbp=dbp, **({"adr": "1"} | changes))


def last(fbg: float | None = 6.5, **known: Any) -> PreviousVisit:
    return PreviousVisit(visit_date=date(2026, 8, 24), fbg=fbg, **known)


def values(**changes: Any) -> dict[str, Any]:
    """The visit's fields by name."""
    return DIABETES.values_of(replace(VISIT, **changes))


def brought(who: PersonFacts = PERSON, action: str = "ROUTINE", **changes: Any) -> Contribution:
    """What the visit brings to the three prescriptions."""
    judged = Assessment("1", True, action, date(2027, 2, 24), "none", (), RULES.id)
    return DIABETES.contribute(JudgedVisit(DIABETES.key, "d", values(**changes), judged), who, RULES, CATALOG)

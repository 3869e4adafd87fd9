"""What a visit leaves out, seen over time: a weight that had to be taken, face-to-face visits a year lacks."""

from collections.abc import Sequence

from sync.server.database.records import Record
from sync.server.review.rules import review_rules
from vclinic.diseases.finding import Finding
from vclinic.diseases.shared import FACE_TO_FACE, drugs_of
from vclinic.domain.dates import add_months

A_YEAR = 12  # months


def omissions(visit: Record, earlier: Sequence[Record]) -> list[Finding]:
    """Everything left out; ``earlier`` are valid visits of the same disease before this one, newest first."""
    return [*_weight(visit, earlier), *_drugs(visit, earlier), *_visits(visit, earlier)]


def _weight(visit: Record, earlier: Sequence[Record]) -> list[Finding]:
    """Overweight people are to be weighed at every visit, except by telephone."""
    if visit.values.get("weight_kg") is not None or visit.values.get("visit_way") not in FACE_TO_FACE:
        return []
    known = next((bmi for record in (visit, *earlier) if (bmi := record.values.get("bmi")) is not None), None)
    if known is None or known < review_rules().overweight_bmi:
        return [Finding("weight_kg", "no_weight", "info", "面对面随访，没有量体重。")]
    text = f"上次体质指数 {known:.1f}，超重，每次都要量体重，这次没有。"
    return [Finding("weight_kg", "weight_missing", "warn", text)]


def _drugs(visit: Record, earlier: Sequence[Record]) -> list[Finding]:
    """Somebody who takes drugs, now as last time, should have them written on the form."""
    taken_before = bool(earlier) and bool(drugs_of(earlier[0].values))
    if not taken_before or visit.values.get("med_adherence") not in ("1", "2") or drugs_of(visit.values):
        return []
    return [Finding("drugs", "missing", "warn", "写了服药，上次也有药，这次用药情况却没有填。")]


def _visits(visit: Record, earlier: Sequence[Record]) -> list[Finding]:
    """Four face-to-face visits a year, once somebody has been followed for a year."""
    if visit.day is None:
        return []
    since = add_months(visit.day, -A_YEAR)
    days = [record.day for record in earlier if record.day is not None]
    if not days or min(days) > since:
        return []
    seen = sum(
        1
        for record in (visit, *earlier)
        if record.day is not None and record.day > since and record.values.get("visit_way") in FACE_TO_FACE
    )
    wanted = review_rules().visits_a_year
    if seen >= wanted:
        return []
    text = f"一年里面对面随访 {seen} 次，不到 {wanted} 次（电话不算）。"
    return [Finding("visit_date", "gap_visits", "info", text)]

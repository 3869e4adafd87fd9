"""The pane beside a list: why to see this person, recent pressures, drugs in use, allergies."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic import diseases
from vclinic.diseases.disease import Disease
from vclinic.diseases.measure import Band
from vclinic.services.regimen import RegimenLine, regimen_lines
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.services.work_row import WorkRow
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, prescriptions
from vclinic.storage.follow_ups import FollowUp

_READINGS = 4


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One visit's figures of a measure, in the order of its fields."""

    on: date
    figures: tuple[float, ...]
    satisfied: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """The last visits by the first measure of a disease, oldest first, with the band of today."""

    label: str
    unit: str
    decimals: int
    band: Band
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """``why`` holds the sentences of the pane; ``trends`` one for each disease that was followed up."""

    record: ResidentRecord
    why: tuple[str, ...]
    trends: tuple[Trend, ...]
    regimen: tuple[RegimenLine, ...]
    allergies: str


def preview(station: Workstation, resident_id: str, row: WorkRow | None = None) -> Preview:
    """The pane for one resident; ``row`` is the worklist's line where the list is Today's."""
    record = resident_record(station, resident_id, with_timeline=False)
    with station.store.read() as session:
        visits = {
            disease.key: follow_ups.of_resident(session, resident_id, disease.key, limit=_READINGS)
            for disease in diseases.DISEASES
        }
        orders = prescriptions.of_resident(session, resident_id)
    drawn = (_trend(station, record, disease, visits[disease.key]) for disease in diseases.DISEASES)
    trends = tuple(trend for trend in drawn if trend.points)
    newest = max(
        (newest_first[0] for newest_first in visits.values() if newest_first),
        key=lambda visit: visit.record.visit_date,
        default=None,
    )
    why = [f"{row.due_text}；{row.why.rstrip('。')}。"] if row is not None else []
    why += [reason.text for reason in newest.assessment.reasons[:2]] if newest is not None else []
    regimen = regimen_lines(station, record, orders, station.clock.today())
    return Preview(record, tuple(why), trends, regimen, allergies(record.resident))


def _trend(station: Workstation, record: ResidentRecord, disease: Disease[Any], visits: list[FollowUp]) -> Trend:
    measure = disease.measures[0]
    points = tuple(
        TrendPoint(visit.record.visit_date, figures, visit.assessment.satisfied)
        for visit in reversed(visits)
        if (figures := measure.figures(follow_ups.values_of(visit)))
    )
    rules = disease.rules_on(station.rules, station.clock.today())
    return Trend(measure.label, measure.unit, measure.decimals, disease.band(measure, record.age, rules), points)

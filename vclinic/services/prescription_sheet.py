"""What the three-prescriptions page starts from: a resident, the visits of a day, and what each of them brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vclinic import diseases
from vclinic.diseases.companions import companions
from vclinic.diseases.disease import Disease
from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.follow_up import is_emergency
from vclinic.domain.medication_profile import KeptOverrule
from vclinic.domain.prescription import Check, ThreePrescriptions
from vclinic.rules.contribution import Contribution
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.person import PersonFacts
from vclinic.services.resident_record import ResidentRecord
from vclinic.services.workstation import Workstation


@dataclass(frozen=True, slots=True)
class PrescriptionSheet:
    """What the three-prescriptions page starts from.

    Attributes:
        visits: the visits of the day it is drawn up at, one for each disease.
        contributions: what each of them brings.
        other_drugs: drugs the forms name and we do not prescribe.
        signs: of the day, for what must never be advised.
        overrules: warnings the doctor answered before, with what they rested on.
        meanings: what the doctor said a name is that nobody knew.
        eat_together: how many eat from one pot, as was told; None while nobody asked.
        stocked: ids of the drugs of which something can be handed out.
        stored_at, stored_teach_back: when the prescriptions that are opened again were stored, and what the person
            could say back then. correction_reason: why they are changed, as far as it is written.
    """

    resident: ResidentRecord
    visits: tuple[JudgedVisit, ...]
    contributions: tuple[Contribution, ...]
    three: ThreePrescriptions
    previous: ThreePrescriptions | None
    checks: tuple[Check, ...]
    other_drugs: tuple[str, ...]
    person: PersonFacts
    signs: DaySigns
    overrules: tuple[KeptOverrule, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict[str, str])
    eat_together: int | None = None
    stocked: frozenset[str] = frozenset()
    known_id: str = ""
    known_revision: int = 0
    draft_saved_at: datetime | None = None
    stored_at: datetime | None = None
    stored_teach_back: tuple[str, ...] = ()
    correction_reason: str = ""

    @property
    def figures(self) -> str:
        """Every measure of the visits once, with its figures."""
        figures: dict[str, str] = {}
        for visit in self.visits:
            for measure in disease_of(visit).measures:
                if text := measure.text(visit.values):
                    figures.setdefault(measure.key, f"{measure.label} {text}")
        return "　".join(figures.values())

    @property
    def to_measure(self) -> str:
        """What the resident is to come back for, in words: what each disease is judged by."""
        labels = dict.fromkeys(disease_of(visit).measures[0].label for visit in self.visits)
        return f"量{'、'.join(labels)}" if labels else ""

    @property
    def visit_class(self) -> str:
        """The most serious class of the visits."""
        return max(str(visit.values["visit_class"]) for visit in self.visits)

    def value(self, name: str) -> Any:
        """What the forms say of a field, the first one that says something."""
        values = (visit.values.get(name) for visit in self.visits)
        return next((value for value in values if value not in (None, "", ())), None)

    @property
    def title(self) -> str:
        """The visits it belongs to, by their diseases."""
        return "、".join(disease_of(visit).label for visit in self.visits) + "随访"

    @property
    def is_emergency(self) -> bool:
        """Whether the resident is to go to the upper level at once."""
        return any(is_emergency(visit.assessment) for visit in self.visits)

    @property
    def referral_org(self) -> str:
        """Where the resident is referred to; empty for nowhere."""
        return str(self.value("referral_org_dept") or "")


def disease_of(visit: JudgedVisit) -> Disease[Any]:
    """The disease of a visit that was judged here.

    Raises:
        LookupError: no such disease.
    """
    disease = diseases.by_key(visit.disease)
    if disease is None:
        raise LookupError(visit.disease)
    return disease


def known_values(visits: Sequence[JudgedVisit]) -> dict[str, Any]:
    """What the visits of a day say together; what the first disease's form says is said last."""
    known: dict[str, Any] = {}
    for visit in reversed(visits):
        known |= {name: value for name, value in visit.values.items() if value not in (None, "", ())}
    return known


def brought(
    station: Workstation, visits: Sequence[JudgedVisit], person: PersonFacts, known: Mapping[str, Any]
) -> tuple[Contribution, ...]:
    """What the visits bring to the prescriptions, and after them the person's other diseases."""
    own = tuple(contribution_of(station, visit, person) for visit in visits)
    judged, day = [visit.disease for visit in visits], known["visit_date"]
    return own + companions(person, known, judged, day=day, book=station.rules, catalog=station.catalog)


def contribution_of(station: Workstation, visit: JudgedVisit, person: PersonFacts) -> Contribution:
    """What a visit brings to the prescriptions of a person."""
    disease = disease_of(visit)
    return disease.contribute(
        visit, person, disease.rules_on(station.rules, visit.values["visit_date"]), station.catalog
    )

"""The checks of stored prescriptions as they stand when the drugs are handed out."""

from collections.abc import Mapping
from dataclasses import dataclass

from vclinic.domain.prescription import Check, ThreePrescriptions
from vclinic.rules.overrules import reasons_given, remembered
from vclinic.rules.prescribing import check_medication
from vclinic.rules.prescription_rules import prescription_rules_on
from vclinic.services import medication_profile
from vclinic.services.draft_prescription import judged, taker
from vclinic.services.prescription_sheet import known_values
from vclinic.services.resident_record import ResidentRecord
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups


@dataclass(frozen=True, slots=True)
class CounterChecks:
    """Attributes:
    closed: what is forbidden, so that nothing can be handed out.
    holds: warnings nobody gave a reason for: told since, or a danger of the day.
    unchecked: what could not be compared.
    others: names of everything others gave.
    answered: (warning, reason) pairs of what the doctor goes on with all the same, newly or again.
    """

    closed: tuple[Check, ...] = ()
    holds: tuple[Check, ...] = ()
    unchecked: tuple[Check, ...] = ()
    others: tuple[str, ...] = ()
    answered: tuple[tuple[Check, str], ...] = ()


NOTHING_CHECKED = CounterChecks()


def counter_checks(station: Workstation, record: ResidentRecord, three: ThreePrescriptions) -> CounterChecks:
    """Everything checked again: an allergy, or a box bought since the prescription was written, counts."""
    with station.store.read() as session:
        stored = [follow_ups.get(session, key) for kind, key in three.reasons if kind == "follow_up"]
    known = known_values(tuple(judged(visit) for visit in stored if visit.readable)) or {"visit_date": three.issued_on}
    profile = medication_profile.read(station, record.id)
    person, others = taker(station, record, known, three.medication, profile)
    report = check_medication(
        three.medication,
        person,
        tuple(profile.means(name) or name for name in others),
        station.catalog,
        prescription_rules_on(three.issued_on),
    )
    checks = remembered(report.checks, person, profile.overrules)
    reasons = reasons_given(three.medication, three.overrules, checks)
    return CounterChecks(
        closed=tuple(check for check in checks if check.severity == "forbid"),
        holds=tuple(check for check in checks if check.severity == "warn" and check.code not in reasons),
        unchecked=tuple(check for check in checks if check.severity == "unchecked"),
        others=others,
        answered=tuple((check, why) for check in checks if (why := check.overruled or _reason(check, reasons))),
    )


def _reason(check: Check, reasons: Mapping[str, str]) -> str:
    return reasons.get(check.code, "") if check.severity == "warn" else ""

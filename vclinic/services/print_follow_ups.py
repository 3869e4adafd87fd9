"""A resident's visits of this year as the official form prints them, oldest first."""

from dataclasses import dataclass
from typing import Any

from vclinic import diseases
from vclinic.domain.identity import ArchiveNo, parse_archive_no
from vclinic.forms.spec import FormSpec
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, residents

_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class PrintedVisits:
    """``number`` is the tail the form's head prints, or the provisional number as it is."""

    form: FormSpec
    name: str
    number: str
    visits: tuple[dict[str, Any], ...]


def printed_visits(station: Workstation, resident_id: str, disease: str = "") -> tuple[PrintedVisits, ...]:
    """The last four visits for a disease, or for each one the resident was followed up for when none is named."""
    with station.store.read() as session:
        resident = residents.get(session, resident_id).resident
        visits = {
            known: follow_ups.of_resident(session, resident_id, known.key, limit=_COLUMNS)
            for known in diseases.DISEASES
            if disease in ("", known.key)
        }
    number = parse_archive_no(resident.archive_no)
    tail = number.tail if isinstance(number, ArchiveNo) else resident.archive_no
    return tuple(
        PrintedVisits(known.form, resident.name, tail, tuple(follow_ups.values_of(visit) for visit in reversed(kept)))
        for known, kept in visits.items()
        if kept or disease
    )

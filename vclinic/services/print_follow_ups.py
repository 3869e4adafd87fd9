"""A resident's visits of this year as the official form prints them, oldest first."""

from dataclasses import dataclass
from typing import Any

from vclinic.domain.identity import ArchiveNo, parse_archive_no
from vclinic.forms.hypertension import HYPERTENSION_FOLLOW_UP
from vclinic.forms.spec import FormSpec
from vclinic.services.desk import Desk
from vclinic.storage import follow_ups, residents

_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class PrintedVisits:
    """``number`` is the tail the form's head prints, or the provisional number as it is."""

    form: FormSpec
    name: str
    number: str
    visits: tuple[dict[str, Any], ...]


def printed_visits(desk: Desk, resident_id: str) -> PrintedVisits:
    """The last four visits."""
    with desk.store.read() as session:
        resident = residents.get(session, resident_id).resident
        visits = follow_ups.of_resident(session, resident_id, limit=_COLUMNS)
    number = parse_archive_no(resident.archive_no)
    tail = number.tail if isinstance(number, ArchiveNo) else resident.archive_no
    known = HYPERTENSION_FOLLOW_UP.meanings
    columns = tuple({name: getattr(visit.record, name) for name in known} for visit in reversed(visits))
    return PrintedVisits(HYPERTENSION_FOLLOW_UP, resident.name, tail, columns)

"""What every program must find in a witness, whatever its own schema."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from vclinic.services.due_today import worklist
from vclinic.services.find_residents import find
from vclinic.services.returned import returned
from vclinic.services.stock_room import stock_rows
from vclinic.services.workstation import Workstation
from vclinic.storage import announcements, changes, dispensings, follow_ups, notices, prescriptions

_LATER = timedelta(days=100)  # everybody is due by then


def facts(station: Workstation, names: Iterable[str]) -> dict[str, Any]:
    """People by name with their visits and drugs, who is due, the stock and the length of the log."""
    with station.store.read() as session:
        pending = len(changes.pending(session, 0, 1000))
        waiting = announcements.to_read(session, station.clock.today())
        cursor, unread = notices.cursor(session), notices.count_unread(session)
    return {
        "people": {name: _person(station, name) for name in names},
        "due": sorted(
            [row.name, row.tile, str(row.due_on), row.last_text, list(row.diseases)]
            for row in worklist(station, station.clock.today() + _LATER).rows
        ),
        "shelf": {row.drug.name: row.balance for row in stock_rows(station)},
        "pending": pending,
        "returned": [
            [record.name, record.what, [list(remark) for remark in record.remarks]] for record in returned(station)
        ],
        "township": {"cursor": cursor, "unread": unread, "announcements to read": len(waiting)},
    }


def _person(station: Workstation, name: str) -> dict[str, Any]:
    (hit,) = find(station, name)
    with station.store.read() as session:
        visits = follow_ups.of_resident(session, hit.id)
        given = dispensings.of_resident(session, hit.id)
        written = prescriptions.of_resident(session, hit.id)
    return {
        "visits": [
            [str(visit.record.visit_date), *visit.measures.values(), visit.record.visit_class, visit.revision]
            for visit in visits
        ],
        "dispensings": sorted(f"{one.kind} {one.total}" for one in given),
        "prescriptions": [[one.three.version, len(one.three.reasons), list(one.three.diseases)] for one in written],
        "household_head": hit.household_head,
    }


def lost(told: Any, kept: Any) -> list[str]:
    """What was told of a witness and is not found in it: paths, empty when all of it is there."""
    if not isinstance(told, dict) or not isinstance(kept, dict):
        return [] if told == kept else [f": {told!r} became {kept!r}"]
    return [f"{name}{rest}" for name, value in told.items() for rest in lost(value, kept.get(name))]

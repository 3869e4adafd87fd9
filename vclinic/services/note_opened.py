"""Remembers that a resident was opened: who was opened last is offered first by the search."""

from vclinic.services.workstation import Workstation
from vclinic.storage import resident_lists


def note_opened(station: Workstation, resident_id: str) -> None:
    """Note the resident as opened now."""
    with station.store.local() as session:
        resident_lists.note_seen(session, resident_id, station.clock.now())

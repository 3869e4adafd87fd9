"""What the walk to the houses takes along besides the worklist: whom a closed door can be telephoned."""

from collections.abc import Iterable

from vclinic.services.workstation import Workstation
from vclinic.storage import resident_lists


def phones(station: Workstation, resident_ids: Iterable[str]) -> dict[str, str]:
    """Telephone numbers by resident, the contact's where there is no own; who has none is left out."""
    with station.store.read() as session:
        return resident_lists.phones(session, resident_ids)

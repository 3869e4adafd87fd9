"""Whose identity card it is that a reader has read."""

from dataclasses import dataclass

from vclinic.services.workstation import Workstation
from vclinic.storage import residents


@dataclass(frozen=True, slots=True)
class PersonOfCard:
    """A record with the card's number; ``name`` as the record has it."""

    id: str
    name: str


def person_of_card(station: Workstation, id_no: str) -> PersonOfCard | None:
    """Whoever has this ID number, a closed record too; None for nobody."""
    with station.store.read() as session:
        kept = residents.by_id_no(session, [id_no]).get(id_no)
    return PersonOfCard(kept.id, kept.resident.name) if kept is not None else None

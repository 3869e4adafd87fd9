"""Where a record that is named in a list opens."""

from vclinic.domain import entities
from vclinic.ui.destinations import Destination, OpenRecord, OpenRegister, OpenStock, OpenVisit


def page_of(
    entity: str, entity_id: str, resident_id: str, *, mend: bool = False, field: str = ""
) -> Destination | None:
    """The page of a record, or of the resident it is about; None where it is about nobody and has no page.

    ``mend`` opens the form it was written on, at ``field`` when one is named.
    """
    if entity == "follow_up":
        return OpenVisit(resident_id, follow_up_id=entity_id, field=field)
    if mend and entity == "resident":
        return OpenRegister(resident_id, field=field)
    kind = entities.by_name(entity)
    if kind is not None and kind.in_stock:
        return OpenStock()
    return OpenRecord(resident_id) if resident_id else None

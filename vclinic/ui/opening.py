"""Where a record that is named in a list opens."""

from vclinic.ui.destinations import Destination, OpenRecord, OpenRegister, OpenVisit


def page_of(entity: str, entity_id: str, resident_id: str, *, mend: bool = False) -> Destination | None:
    """The page of a record, or of the resident it is about; None where it is about nobody.

    ``mend`` opens the form it was written on.
    """
    if entity == "follow_up":
        return OpenVisit(resident_id, follow_up_id=entity_id)
    if mend and entity == "resident":
        return OpenRegister(resident_id)
    return OpenRecord(resident_id) if resident_id else None

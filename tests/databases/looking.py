"""What every program must find in a witness, whatever its own schema."""

from typing import Any

from vclinic.services.desk import Desk
from vclinic.services.find_residents import find
from vclinic.services.stock_room import shelf_rows
from vclinic.storage import changes, dispensings, follow_ups


def facts(desk: Desk) -> dict[str, Any]:
    """People, their visits and drugs, the shelf and the length of the log."""
    people: dict[str, Any] = {}
    for name in ("何秀珍", "单国英"):
        (hit,) = find(desk, name)
        with desk.store.read() as session:
            visits = follow_ups.of_resident(session, hit.id)
            given = dispensings.of_resident(session, hit.id)
        people[name] = {
            "visits": [
                [str(each.record.visit_date), each.record.sbp, each.record.dbp, each.record.visit_class, each.revision]
                for each in visits
            ],
            "dispensings": sorted(f"{each.kind} {each.total}" for each in given),
        }
    with desk.store.read() as session:
        pending = len(changes.pending(session, 0, 1000))
    shelf = {row.drug.name: row.balance for row in shelf_rows(desk)}
    return {"people": people, "shelf": shelf, "pending": pending}

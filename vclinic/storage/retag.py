"""A new id tag for a store that has only just been made, when the township knows the one it drew as another device's."""

from sqlalchemy import text as sql
from sqlmodel import Session

from vclinic.storage.ids import TAG_LENGTH, new_tag
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta
from vclinic.storage.unit_of_work import TAG

_IDS = (("change", ("id", "act", "entity_id", "recorded_by")), ("doctor", ("id", "change_id")))


def take_new_tag(store: Store) -> bool:
    """Draw another tag, and have the accounts made at the first start carry it too.

    Returns:
        False when anything else has been recorded, or anything sent: that keeps its ids for good, and nothing changed.
    """
    with store.local() as session:
        run = session.connection().execute
        recorded = run(sql("SELECT count(*) FROM change WHERE entity <> 'doctor'")).scalar_one()
        if recorded or run(sql("SELECT count(*) FROM receipt")).scalar_one():
            return False
        old, new = session.get_one(Meta, TAG), new_tag()
        _write(session, old.value, new)
        old.value = new
    return True


def _write(session: Session, old: str, new: str) -> None:
    """Ids are never edited once they have been used; the triggers that refuse it are dropped and made again within
    this transaction."""
    run = session.connection().execute
    statement = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('change', 'doctor')"
    triggers = run(sql(statement)).all()
    for name, _ in triggers:
        run(sql(f"DROP TRIGGER {name}"))
    for table, columns in _IDS:
        for column in columns:
            query = (
                f"UPDATE {table} SET {column} = :new || substr({column}, {TAG_LENGTH + 1}) "  # noqa: S608 - our names
                f"WHERE substr({column}, 1, {TAG_LENGTH + 1}) = :old"
            )
            run(sql(query), {"new": new, "old": f"{old}-"})
    for _, made in triggers:
        session.connection().exec_driver_sql(made)

"""What the database itself refuses, whoever asks."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from tests import worlds
from vclinic.services import dispense
from vclinic.services.desk import Desk
from vclinic.storage.copying import SYNCED
from vclinic.storage.database import connect, utils
from vclinic.storage.migrations import known_steps, migrations


@pytest.fixture
def desk(tmp_path: Path):
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def raw(desk: Desk) -> sqlcipher.Connection:
    return connect(desk.store.path, desk.store.key)


@pytest.mark.parametrize("table", SYNCED)
def test_a_row_without_its_change_is_refused(desk: Desk, table: str) -> None:
    resident = worlds.register(desk)
    batch = worlds.stock(desk)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    dispense.dispense(desk, dispense.counter(desk, pid), confirmed_checks=True)
    connection = raw(desk)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    row = dict(zip(columns, connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone(), strict=True))
    row |= {"id": "made-up", "change_id": "no-such-change"}
    for unique in ("id_no", "reverses", "disease", "resident_id"):
        if table in ("resident", "enrolment") and unique in row and unique in ("id_no", "disease"):
            row[unique] = "other"
    connection.execute("BEGIN")
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )
    with pytest.raises(sqlcipher.IntegrityError, match="FOREIGN KEY"):
        connection.execute("COMMIT")
    connection.execute("ROLLBACK")
    connection.close()
    assert batch


@pytest.mark.parametrize("table", SYNCED)
def test_an_update_that_keeps_the_old_change_is_refused_and_nothing_is_deleted(desk: Desk, table: str) -> None:
    resident = worlds.register(desk)
    worlds.stock(desk)
    pid = worlds.prescription(desk, worlds.visit(desk, resident).follow_up_id)
    dispense.dispense(desk, dispense.counter(desk, pid), confirmed_checks=True)
    database = utils(raw(desk))
    with pytest.raises(sqlcipher.IntegrityError, match="row without its change"):
        database.execute(f"UPDATE {table} SET recorded_at = recorded_at || ''")
    with pytest.raises(sqlcipher.IntegrityError, match="never deleted"):
        database.execute(f"DELETE FROM {table}")
    database.close()


def test_another_entitys_change_does_not_cover_a_row(desk: Desk) -> None:
    worlds.register(desk)
    connection = raw(desk)
    foreign = connection.execute("SELECT id FROM change WHERE entity = 'doctor'").fetchone()[0]
    connection.execute("BEGIN")
    connection.execute("UPDATE resident SET change_id = ?, revision = revision + 1", [foreign])
    with pytest.raises(sqlcipher.IntegrityError, match="FOREIGN KEY"):
        connection.execute("COMMIT")
    connection.execute("ROLLBACK")
    connection.close()


@pytest.mark.parametrize("words", ["UPDATE change SET payload = '{}'", "DELETE FROM change"])
def test_the_log_is_never_edited(desk: Desk, words: str) -> None:
    connection = raw(desk)
    with pytest.raises(sqlcipher.IntegrityError, match="never edited"):
        connection.execute(words)
    connection.close()


def movement(batch: str, quantity: int, day: str, recorded_at: str, kind: str = "dispense") -> tuple[str, list[object]]:
    words = (
        "INSERT INTO stock_movement (batch_id, kind, quantity, moved_on, source_id, line_no, change_id, recorded_at) "
        "VALUES (?, ?, ?, ?, 's', 1, 'c', ?)"
    )
    return words, [batch, kind, quantity, day, recorded_at]


@pytest.mark.parametrize(("after", "refused"), [(-1, False), (0, False), (1, True), (400, True)])
def test_an_expired_batch_cannot_be_dispensed_by_plain_sql_either(desk: Desk, after: int, refused: bool) -> None:
    batch = worlds.stock(desk, days=30)
    day = (desk.clock.today() + timedelta(days=30 + after)).isoformat()
    connection = raw(desk)
    connection.execute("BEGIN")
    if refused:
        with pytest.raises(sqlcipher.IntegrityError, match="expired batch"):
            connection.execute(*movement(batch, -1, day, f"{day}T09:00:00+08:00"))
    else:
        connection.execute(*movement(batch, -1, day, f"{day}T09:00:00+08:00"))
    connection.execute("ROLLBACK")
    connection.close()


def test_a_dispensing_cannot_be_dated_back_before_the_expiry(desk: Desk) -> None:
    batch = worlds.stock(desk, days=30)
    past = desk.clock.today().isoformat()
    now = (desk.clock.today() + timedelta(days=60)).isoformat()
    connection = raw(desk)
    with pytest.raises(sqlcipher.IntegrityError, match="expired batch"):
        connection.execute(*movement(batch, -1, past, f"{now}T09:00:00+08:00"))
    connection.close()


def test_the_shelf_never_goes_below_zero(desk: Desk) -> None:
    batch = worlds.stock(desk, quantity=10)
    day = desk.clock.today().isoformat()
    connection = raw(desk)
    with pytest.raises(sqlcipher.IntegrityError, match="below zero"):
        connection.execute(*movement(batch, -11, day, f"{day}T09:00:00+08:00"))
    with pytest.raises(sqlcipher.IntegrityError, match="below zero"):
        connection.execute(*movement(batch, -11, day, f"{day}T09:00:00+08:00", "adjust"))
    connection.close()


def test_the_durable_pragmas_hold(desk: Desk) -> None:
    connection = raw(desk)
    read = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store")
    }
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2}
    connection.close()


def test_tables_and_schema_say_the_same(desk: Desk) -> None:
    from vclinic.storage import tables

    connection = raw(desk)
    for row in tables.Row.__subclasses__() + tables.Synced.__subclasses__():
        if row is tables.Synced:
            continue
        columns = {found[1] for found in connection.execute(f"PRAGMA table_info({row.__tablename__})")}
        assert set(row.model_fields) == columns, row.__tablename__
    connection.close()


def test_every_step_of_the_schema_is_known(desk: Desk) -> None:
    connection = raw(desk)
    database = utils(connection)
    assert {step.name for step in migrations.applied(database)} == known_steps()
    connection.close()

"""What the database itself refuses, whoever asks."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from tests import worlds
from vclinic.domain.entities import owned_by
from vclinic.domain.problem import Refused
from vclinic.services import counter_sheet, dispense, stock_room
from vclinic.services.workstation import Workstation
from vclinic.storage import steps
from vclinic.storage.database import connect, utils
from vclinic.storage.migrations import migrations

SYNCED = [entity.name for entity in owned_by("clinic")]
UNIQUE = {"resident": ("id_no",), "enrolment": ("disease",)}
OF_ANOTHER = ("medication_profile",)  # of which a resident has one


@pytest.fixture
def station(tmp_path: Path):
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def raw(station: Workstation) -> sqlcipher.Connection:
    return connect(station.store.path, station.store.key)


@pytest.mark.parametrize("table", SYNCED)
def test_a_row_without_its_change_is_refused(station: Workstation, table: str) -> None:
    resident = worlds.register(station)
    batch = worlds.stock(station)
    visit = worlds.visit(station, resident).follow_up_id
    pid = worlds.prescription(station, visit)
    dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)
    worlds.read_announcement(station)
    worlds.taken_elsewhere(station, resident)
    worlds.tell(station, worlds.announcement(2, "n-2"))
    worlds.replied(station, visit)
    connection = raw(station)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    result = connection.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 1").fetchone()
    row = dict(zip(columns, result, strict=True))
    if table == "dispensing":  # a second one of the same prescription would be refused for another reason
        row |= {"kind": "reversal", "reverses": row["id"]}
    row |= {"id": "made-up", "change_id": "no-such-change"}
    row |= dict.fromkeys(UNIQUE.get(table, ()), "other")
    if table == "announcement_read":
        row["announcement_id"] = "n-2"
    if table in OF_ANOTHER:
        row["resident_id"] = worlds.register(station, "单国英", serial=24)
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
def test_an_update_that_keeps_the_old_change_is_refused_and_nothing_is_deleted(
    station: Workstation, table: str
) -> None:
    resident = worlds.register(station)
    worlds.stock(station)
    visit = worlds.visit(station, resident).follow_up_id
    pid = worlds.prescription(station, visit)
    dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)
    worlds.read_announcement(station)
    worlds.taken_elsewhere(station, resident)
    worlds.replied(station, visit)
    database = utils(raw(station))
    with pytest.raises(sqlcipher.IntegrityError, match="row without its change"):
        database.execute(f"UPDATE {table} SET recorded_at = recorded_at || ''")
    with pytest.raises(sqlcipher.IntegrityError, match="never deleted"):
        database.execute(f"DELETE FROM {table}")
    database.close()


def test_another_entitys_change_does_not_cover_a_row(station: Workstation) -> None:
    worlds.register(station)
    connection = raw(station)
    foreign = connection.execute("SELECT id FROM change WHERE entity = 'doctor'").fetchone()[0]
    connection.execute("BEGIN")
    connection.execute("UPDATE resident SET change_id = ?, revision = revision + 1", [foreign])
    with pytest.raises(sqlcipher.IntegrityError, match="FOREIGN KEY"):
        connection.execute("COMMIT")
    connection.execute("ROLLBACK")
    connection.close()


@pytest.mark.parametrize("text", ["UPDATE change SET payload = '{}'", "DELETE FROM change"])
def test_the_log_is_never_edited(station: Workstation, text: str) -> None:
    connection = raw(station)
    with pytest.raises(sqlcipher.IntegrityError, match="never edited"):
        connection.execute(text)
    connection.close()


_CHANGE = (
    "INSERT INTO change (id, act, entity, entity_id, revision, base_revision, recorded_at, recorded_by, payload) "
    "VALUES (?, 'a', ?, ?, ?, ?, '2026-11-24T09:00:00+08:00', 'd', '{}')"
)
_MOVE = (
    "INSERT INTO stock_movement (batch_id, kind, quantity, moved_on, source_id, line_no, change_id, recorded_at) "
    "SELECT batch_id, {kind}, {quantity}, moved_on, {source}, {line}, {change}, recorded_at FROM stock_movement "
    "WHERE kind = '{like}'"
)


def _move(like: str, kind: str = "kind", quantity: str = "quantity", line: str = "line_no", **of: str) -> str:
    names = {"source": "source_id", "change": "change_id"} | of
    return _MOVE.format(like=like, kind=kind, quantity=quantity, line=line, **names)


_A_DISPENSING = (
    "INSERT INTO dispensing ({columns}, revision, change_id, recorded_at) SELECT {values}, 1, '{change}', recorded_at "
    "FROM dispensing WHERE kind = 'dispense'"
)
_REST = "resident_id, prescription_id, dispensed_on, total, record, doctor_id, doctor_name"


def _dispensing(made: str, kind: str, reverses: str, change: str) -> str:
    columns, values = f"id, kind, reverses, {_REST}", f"'{made}', '{kind}', {reverses}, {_REST}"
    return _A_DISPENSING.format(columns=columns, values=values, change=change)


_A_PRESCRIPTION = (
    "INSERT INTO prescription (id, reasons, resident_id, diseases, issued_on, review_on, version, supersedes, "
    "rule_set_id, record, doctor_id, doctor_name, revision, change_id, recorded_at) SELECT 'P', '{reasons}', "
    "resident_id, diseases, issued_on, review_on, 9, supersedes, rule_set_id, record, doctor_id, doctor_name, 1, 'C', '' "
    "FROM prescription"
)


REFUSED: list[tuple[str, list[tuple[str, tuple[object, ...]]], str]] = [
    (
        "the change of another kind of record",
        [
            (_CHANGE, ("C", "batch", "D-2", 1, 0)),
            (
                "INSERT INTO doctor (id, name, login, revision, change_id, recorded_at) VALUES ('D-2','a','b',1,'C','')",
                (),
            ),
        ],
        "FOREIGN KEY",
    ),
    ("a gap in the log", [(_CHANGE, ("C", "doctor", "D-2", 7, 6))], "change without its base"),
    (
        "a change put over another",
        [("INSERT OR REPLACE INTO change SELECT * FROM change WHERE entity = 'doctor'", ())],
        "never edited",
    ),
    (
        "a row put over another",
        [
            (
                (
                    "INSERT OR REPLACE INTO doctor (id, name, login, revision, change_id, recorded_at) "
                    "SELECT id, 'x', login, revision, change_id, recorded_at FROM doctor"
                ),
                (),
            )
        ],
        "never replaced",
    ),
    ("drugs received twice", [(_move("receive"), ())], "UNIQUE"),
    ("drugs given twice", [(_move("dispense"), ())], "UNIQUE"),
    ("more received than the entry says", [(_move("receive", quantity="5000", line="7"), ())], "without its document"),
    ("given on the change of a delivery", [(_move("receive", "'dispense'", "-1", "9"), ())], "without its document"),
    ("taken back without a reversal", [(_move("dispense", "'reversal'", "900", "9"), ())], "without its document"),
    (
        "more taken back than was given",
        [
            (_CHANGE, ("C", "dispensing", "X", 1, 0)),
            (_dispensing("X", "reversal", "id", "C"), ()),
            (_move("dispense", "'reversal'", "1 - quantity", source="'X'", change="'C'"), ()),
        ],
        "without its document",
    ),
    (
        "a reversal taken back",
        [
            (_CHANGE, ("C", "dispensing", "X", 1, 0)),
            (_CHANGE, ("D", "dispensing", "Y", 1, 0)),
            (_dispensing("X", "reversal", "id", "C"), ()),
            (_dispensing("Y", "reversal", "'X'", "D"), ()),
        ],
        "not a dispensing",
    ),
    (
        "a prescription dispensed twice",
        [(_CHANGE, ("C", "dispensing", "X", 1, 0)), (_dispensing("X", "dispense", "NULL", "C"), ())],
        "already dispensed",
    ),
    (
        "a ledger entry put over another",
        [("INSERT OR REPLACE INTO stock_movement SELECT * FROM stock_movement WHERE kind = 'receive'", ())],
        "never edited",
    ),
    (
        "a movement in the wrong direction",
        [
            (_CHANGE, ("C", "dispensing", "X", 1, 0)),
            (_dispensing("X", "reversal", "id", "C"), ()),
            (_move("dispense", "'reversal'", source="'X'", change="'C'"), ()),
        ],
        "wrong direction",
    ),
    ("a movement of no known kind", [(_move("receive", "'loss'", line="7"), ())], "without its document"),
    ("a kind of movement turned round", [("UPDATE movement_kind SET sign = 0", ())], "only added"),
    (
        "a kind of movement put over another",
        [("INSERT OR REPLACE INTO movement_kind SELECT kind, 0, entity, 0 FROM movement_kind", ())],
        "only added",
    ),
    (
        "a document of the ledger of no known kind",
        [
            (_CHANGE, ("C", "dispensing", "X", 1, 0)),
            ("DROP TRIGGER dispensing_once", ()),
            (_dispensing("X", "gift", "NULL", "C"), ()),
        ],
        "FOREIGN KEY",
    ),
    (
        "a prescription for a visit nobody made",
        [
            (_CHANGE, ("C", "prescription", "P", 1, 0)),
            (_A_PRESCRIPTION.format(reasons="""[["follow_up","F"]]"""), ()),
        ],
        "prescription without its visit",
    ),
    (
        "a receipt of the township taken back",
        [
            ("INSERT INTO receipt SELECT id, 'stored', '', '', '', '' FROM change LIMIT 1", ()),
            ("UPDATE receipt SET state = 'refused'", ()),
        ],
        "stored stays stored",
    ),
    (
        "a receipt deleted",
        [
            ("INSERT INTO receipt SELECT id, 'refused', '', '', '', '' FROM change LIMIT 1", ()),
            ("DELETE FROM receipt", ()),
        ],
        "never deleted",
    ),
]


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(("statements", "text"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_bulk_sql_cannot_slip_past_the_log_and_the_ledger(
    station: Workstation, statements: list[tuple[str, tuple[object, ...]]], text: str, recursive: str
) -> None:
    worlds.stock(station)
    pid = worlds.prescription(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)
    connection = raw(station)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    connection.execute("BEGIN")

    def slip_past() -> None:
        for statement, values in (*statements, ("COMMIT", ())):
            connection.execute(statement, values)

    with pytest.raises(sqlcipher.IntegrityError, match=text):
        slip_past()
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    connection.close()


def test_a_kind_of_movement_grows_by_a_row_and_a_trigger(station: Workstation) -> None:
    batch = worlds.stock(station, quantity=30)
    connection = raw(station)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO movement_kind VALUES ('loss', -1, 'stock_entry', 0)")
    connection.execute(
        "CREATE TRIGGER stock_movement_of_a_loss AFTER INSERT ON stock_movement WHEN NEW.kind = 'loss' AND NOT EXISTS "
        "(SELECT 1 FROM stock_entry WHERE id = NEW.source_id AND kind = 'loss' AND quantity = NEW.quantity) "
        "BEGIN SELECT RAISE(ABORT, 'movement without its document'); END"
    )
    connection.execute(_CHANGE, ("C", "stock_entry", "L", 1, 0))
    connection.execute(
        "INSERT INTO stock_entry (id, batch_id, kind, quantity, moved_on, reason, revision, change_id, recorded_at) "
        "VALUES ('L', ?, 'loss', -4, '2026-11-24', '受潮', 1, 'C', '')",
        [batch],
    )
    lost = _move("receive", "'loss'", "{}", "0", source="'L'", change="'C'")
    with pytest.raises(sqlcipher.IntegrityError, match="without its document"):
        connection.execute(lost.format("-5"))
    connection.execute(lost.format("-4"))
    connection.execute("COMMIT")
    assert connection.execute("SELECT sum(quantity) FROM stock_movement").fetchone() == (26,)
    connection.close()


@pytest.mark.parametrize("reasons", ["[]", """[["encounter","E-1"]]"""])
def test_a_prescription_needs_no_follow_up(station: Workstation, reasons: str) -> None:
    worlds.prescription(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    connection = raw(station)
    connection.execute("BEGIN")
    connection.execute(_CHANGE, ("C", "prescription", "P", 1, 0))
    connection.execute(_A_PRESCRIPTION.format(reasons=reasons))
    connection.execute("COMMIT")
    kind, about = connection.execute("SELECT reason_kind, reason_id FROM prescription WHERE id = 'P'").fetchone()
    assert (kind, about) == (("encounter", "E-1") if "E-1" in reasons else ("", ""))
    connection.close()


def test_a_dispensing_taken_back_may_be_given_again_and_is_taken_back_once(station: Workstation) -> None:
    worlds.stock(station, quantity=300)
    pid = worlds.prescription(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    first = dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)
    dispense.reverse_dispensing(station, first, "发错人")
    with pytest.raises(Refused, match="已经冲销过"):
        dispense.reverse_dispensing(station, first, "再按一次")
    assert [row.balance for row in stock_room.stock_rows(station)] == [300]
    dispense.dispense(station, counter_sheet.open_counter(station, pid), confirmed_checks=True)


def movement(batch: str, quantity: int, day: str, recorded_at: str, kind: str = "dispense") -> tuple[str, list[object]]:
    text = (
        "INSERT INTO stock_movement (batch_id, kind, quantity, moved_on, source_id, line_no, change_id, recorded_at) "
        "VALUES (?, ?, ?, ?, 's', 1, 'c', ?)"
    )
    return text, [batch, kind, quantity, day, recorded_at]


@pytest.mark.parametrize(("after", "refused"), [(-1, False), (0, False), (1, True), (400, True)])
def test_an_expired_batch_cannot_be_dispensed_by_plain_sql_either(
    station: Workstation, after: int, refused: bool
) -> None:
    batch = worlds.stock(station, days=30)
    day = (station.clock.today() + timedelta(days=30 + after)).isoformat()
    connection = raw(station)
    connection.execute("BEGIN")
    connection.execute("PRAGMA defer_foreign_keys = ON")  # the document alone matters here, not whose it is
    connection.execute(_CHANGE, ("c", "dispensing", "s", 1, 0))
    connection.execute(
        "INSERT INTO dispensing (id, resident_id, prescription_id, kind, dispensed_on, total, record, doctor_id, "
        "doctor_name, revision, change_id, recorded_at) "
        "VALUES ('s', 'r', 'p', 'dispense', ?, 0, '{}', '', '', 1, 'c', '')",
        [day],
    )
    if refused:
        with pytest.raises(sqlcipher.IntegrityError, match="expired batch"):
            connection.execute(*movement(batch, -1, day, f"{day}T09:00:00+08:00"))
    else:
        connection.execute(*movement(batch, -1, day, f"{day}T09:00:00+08:00"))
    connection.execute("ROLLBACK")
    connection.close()


def test_a_dispensing_cannot_be_dated_back_before_the_expiry(station: Workstation) -> None:
    batch = worlds.stock(station, days=30)
    past = station.clock.today().isoformat()
    now = (station.clock.today() + timedelta(days=60)).isoformat()
    connection = raw(station)
    with pytest.raises(sqlcipher.IntegrityError, match="expired batch"):
        connection.execute(*movement(batch, -1, past, f"{now}T09:00:00+08:00"))
    connection.close()


def test_the_stock_never_goes_below_zero(station: Workstation) -> None:
    batch = worlds.stock(station, quantity=10)
    day = station.clock.today().isoformat()
    connection = raw(station)
    with pytest.raises(sqlcipher.IntegrityError, match="below zero"):
        connection.execute(*movement(batch, -11, day, f"{day}T09:00:00+08:00"))
    with pytest.raises(sqlcipher.IntegrityError, match="below zero"):
        connection.execute(*movement(batch, -11, day, f"{day}T09:00:00+08:00", "adjust"))
    connection.close()


def test_the_durable_pragmas_hold(station: Workstation) -> None:
    connection = raw(station)
    read = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store")
    }
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2}
    connection.close()


def test_tables_and_schema_say_the_same(station: Workstation) -> None:
    from vclinic.storage import tables

    connection = raw(station)
    kinds = [*tables.Row.__subclasses__(), *tables.Synced.__subclasses__(), *tables.Told.__subclasses__()]
    for row in kinds:
        if row is tables.Travelling or not row.__module__.startswith("vclinic."):  # a test's own kind of record
            continue
        columns = {listed[1] for listed in connection.execute(f"PRAGMA table_info({row.__tablename__})")}
        assert set(row.model_fields) == columns, row.__tablename__
    connection.close()


def test_every_step_of_the_schema_is_known(station: Workstation) -> None:
    connection = raw(station)
    written = [step.name for step in migrations.applied(utils(connection))]
    assert written == list(steps.KNOWN)
    assert steps.applied(connection) == set(written)
    connection.close()

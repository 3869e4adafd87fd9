"""The step that puts the township before everything makes every table anew: not one row and not one value is lost on it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from sync.server.database import address, engines, file_key, migrations, schema_0016, township_id
from sync.server.database.store import open_store
from sync.server.database.tables import Row
from sync.server.database.township_id import WHOLE
from tests.server import postgres

Rows = dict[str, list[tuple[object, ...]]]
BEFORE = [name for name, _ in migrations.STEPS if name < migrations.TOWNSHIPS]
LINKS = {  # what a row hangs on: the row of the same number
    "clinic_id": "clinic.id", "device_id": "device.id", "staff_id": "staff.id", "change_id": "inbox.change_id",
    "resident_id": "resident_mirror.id", "told.entity": "owned_record.entity", "told.id": "owned_record.id",
}  # fmt: skip
ALLOWED: Mapping[str, tuple[str, ...]] = {  # what the tables take in these columns, one after the other
    "batch_log.chain": ("ok", "resend", "gap"),
    "inbox.state": ("stored", "refused", "stored"),
    "inbox.applied": ("yes", "no", "waiting"),
    "inbox.waits_for": ("", "", "resident:缺的"),
    "review.state": ("waiting", "returned", "superseded"),
    "staff.role": ("reviewer", "administrator", "reviewer"),
    "inbox.payload": ('{"a": "引号 \' \\" 反斜 \\\\ 换行\\n"}', "多行\n\t末尾空格  ", ":name %s %(x)s ?"),
}
NUMBERS = (0, 1, 2**53 + 1)


@pytest.fixture
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder of a township of the schema before, with three rows in every table."""
    data = tmp_path / "t"
    data.mkdir()
    with ExitStack() as stack:
        if request.param == "postgresql":
            server: postgres.Server = request.getfixturevalue("postgresql")
            address.keep(data, address.given(stack.enter_context(server.database("template0"))))
        else:
            file_key.make(data)
        with whole(data) as engine, engine.begin() as connection:
            migrations.build(connection, BEFORE)
            fill(connection)
        yield data


both = pytest.mark.parametrize("old", ["sqlite", "postgresql"], indirect=True)


@contextmanager
def whole(data: Path) -> Iterator[Engine]:
    """The database of a folder, to ask and write as a whole."""
    engine = engines.open_engine(data, address.read(data))
    try:
        yield engine.execution_options(write=True, **{WHOLE: True})
    finally:
        engine.dispose()


def fill(connection: Connection) -> None:
    connection.execute(text("DELETE FROM township"))
    for table in schema_0016.TABLES:
        columns = inspect(connection).get_columns(table)
        rows = [
            {
                column["name"]: value(table, column["name"], number, is_number="BIGINT" in str(column["type"]))
                if not (column["nullable"] and number == 0)
                else None
                for column in columns
            }
            for number in range(3)
        ]
        named, told = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        connection.execute(text(f"INSERT INTO {table} ({named}) VALUES ({told})"), rows)
    connection.execute(text("UPDATE township SET key = 'name', value = '清溪镇卫生院' WHERE key LIKE '%#0'"))
    connection.execute(text("UPDATE township SET key = 'epoch' WHERE key LIKE '%#1'"))


def value(table: str, column: str, number: int, *, is_number: bool) -> object:
    """Of one row: everywhere another, with what is easily lost on the way."""
    told = f"{table}.{column}"
    if told in ALLOWED:
        return ALLOWED[told][number]
    if told != "device_standing.device_id" and (link := LINKS.get(told) or LINKS.get(column)) and link != told:
        return f"{link} 村医’é😀#{number}"
    return NUMBERS[number] if is_number else f"{told} 村医’é😀#{number}"


def contents(engine: Engine, township: str = "") -> Rows:
    """Every row of every table, without whose it is; of one township or of all."""
    rows: Rows = {}
    with engine.execution_options(**{WHOLE: True}).connect() as connection:
        for table in schema_0016.TABLES:
            columns = [column["name"] for column in inspect(connection).get_columns(table)]
            kept = ", ".join(sorted(f'"{name}"' for name in columns if name != "township_id"))
            whose = " WHERE township_id = :township" if township else ""
            asked = text(f"SELECT {kept} FROM {table}{whose}")
            told = {"township": township} if township else {}
            rows[table] = sorted((tuple(row) for row in connection.execute(asked, told)), key=str)
    return rows


def before(data: Path) -> Rows:
    with whole(data) as engine:
        return contents(engine)


@both
def test_every_row_of_every_table_is_what_it_was(old: Path) -> None:
    kept = before(old)
    with closing(open_store(old)) as store:
        assert store.steps == tuple(name for name, _ in migrations.STEPS if name >= migrations.TOWNSHIPS)
        assert (store.name, len(store.township_id)) == ("清溪镇卫生院", township_id.LENGTH)
        assert contents(store.engine, store.township_id) == kept == contents(store.engine)
        assert {table: len(rows) for table, rows in kept.items()} == dict.fromkeys(schema_0016.TABLES, 3)


@both
def test_no_table_of_the_schema_before_is_left_out_or_left_behind(old: Path) -> None:
    with whole(old) as engine:
        assert set(inspect(engine).get_table_names()) == {*schema_0016.TABLES, "schema_step"}
    with closing(open_store(old)) as store:
        there = set(inspect(store.engine).get_table_names())
        assert there == {*Row.metadata.tables, "schema_step"}


@both
def test_what_fails_at_its_end_leaves_the_township_as_it_was(old: Path) -> None:
    """Two revisions of a record wait, which the last index that is made does not allow."""
    with whole(old) as engine, engine.begin() as connection:
        connection.execute(text("DROP INDEX review_one_waiting"))
        connection.execute(text("CREATE INDEX review_one_waiting ON review (entity)"))
        connection.execute(text("UPDATE review SET entity = 'follow_up', entity_id = 'V-1', state = 'waiting'"))
    kept = before(old)
    with pytest.raises(IntegrityError):
        open_store(old)
    assert before(old) == kept
    with whole(old) as engine, engine.begin() as connection:
        connection.execute(
            text("UPDATE review SET state = 'superseded' WHERE revision < :newest"), {"newest": NUMBERS[2]}
        )
    kept = before(old)
    with closing(open_store(old)) as store:
        assert contents(store.engine) == kept

"""The township's file: what makes it, what it refuses, and that rows and schema say the same."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from sync.server.database import file_key, migrations, schema
from sync.server.database.store import FILE, Store, create, numbers, open_store
from sync.server.database.tables import Clinic, Device, FollowUpMirror, Inbox, Review, Row, Staff, Township
from tests.server.township import looking_into
from vclinic.domain.problem import Refused, WorldFault

WITNESS = Path(__file__).resolve().parents[2] / "databases" / "township_3.sql"


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    made = create(tmp_path / "t", "清溪镇卫生院")
    yield made
    made.close()


def test_rows_and_schema_say_the_same(store: Store) -> None:
    inspector = inspect(store._engine)
    made = {
        name: {
            column["name"]: (str(column["type"]).replace(' COLLATE "C"', ""), column["nullable"])
            for column in inspector.get_columns(name)
        }
        for name in inspector.get_table_names()
        if name != "schema_step"
    }
    declared = {
        name: {
            column.name: ("BIGINT" if "BIGINT" in str(column.type) else "TEXT", bool(column.nullable))
            for column in table.columns
        }
        for name, table in Row.metadata.tables.items()
    }
    assert made == declared


def test_only_words_both_engines_know_are_used() -> None:
    types = set(
        re.findall(
            r"\b(TEXT|BIGINT|INTEGER|REAL|BLOB|BOOLEAN|AUTOINCREMENT|STRICT|ROWID)\b", " ".join(schema.STATEMENTS)
        )
    )
    assert types == {"TEXT", "BIGINT"}


def test_opening_again_changes_nothing(store: Store) -> None:
    again = open_store(store.data)
    assert again.name == "清溪镇卫生院"
    with again.write() as session:
        assert migrations.migrate(session.connection()) == []
    again.close()


def test_a_township_of_the_first_schema_is_brought_up(file_store: Store) -> None:
    file_store.close()
    with looking_into(file_store.data) as connection:
        connection.execute("DROP INDEX inbox_pace")
        connection.execute("DELETE FROM schema_step WHERE name = '0002_pace_of_an_hour'")
    again = open_store(file_store.data)
    assert "inbox_pace" in {index["name"] for index in inspect(again._engine).get_indexes("inbox")}
    again.close()


def test_a_township_is_not_made_twice(store: Store) -> None:
    with pytest.raises(Refused) as caught:
        create(store.data, "另一个")
    assert caught.value.code == "exists"
    assert store.name == "清溪镇卫生院"


def test_a_newer_database_is_refused_untouched(file_store: Store) -> None:
    file_store.close()
    file = file_store.data / FILE
    with looking_into(file_store.data) as connection:
        connection.execute("INSERT INTO schema_step VALUES ('0099_of_tomorrow')")
    before = file.read_bytes()
    with pytest.raises(Refused) as caught:
        open_store(file_store.data)
    assert caught.value.code == "newer"
    assert file.read_bytes() == before


def test_a_missing_or_foreign_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused) as missing:
        open_store(tmp_path)
    assert missing.value.code == "missing"
    file_key.make(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database at all, only words" * 100)
    with pytest.raises(WorldFault) as damaged:
        open_store(tmp_path)
    assert damaged.value.code == "damaged"
    with pytest.raises(WorldFault):
        create(tmp_path / FILE / "below", "x")


def test_all_or_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as session:
            session.add(Township(key="a", value="b"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.read() as session:
        assert session.get(Township, "a") is None


def test_the_database_refuses_what_the_program_should_never_write(store: Store) -> None:
    def row(**values: object) -> Inbox:
        plain = {
            "change_id": "C", "seq": 1, "clinic_id": "c", "device_id": "d", "entity": "resident", "entity_id": "R", "revision": 1,
            "base_revision": 0, "recorded_at": "", "recorded_by": "", "payload": "{}", "digest": "", "state": "stored",
            "applied": "yes", "received_at": "",
        }  # fmt: skip
        return Inbox.model_validate(plain | values)

    def save(*rows: Row) -> None:
        with store.write() as session:
            session.add_all(rows)

    save(Clinic(id="c", name="x", village_code="1", created_at=""))
    save(
        Device(
            id="d", clinic_id="c", public_key="k", id_tag="", program="", enrolled_at="", last_batch=0, skew_seconds=0
        )
    )
    save(row())
    for wrong in (
        {"clinic_id": "nobody"}, {"device_id": "nobody"}, {"state": "lost"}, {"state": "refused"}, {"applied": "no"},
        {"applied": "waiting"}, {"waits_for": "resident:R"}, {"seq": 1}, {"change_id": "C"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError):
            save(row(**({"change_id": "other", "seq": 2} | wrong)))
    save(row(change_id="other", seq=2))


def test_numbers_are_never_given_twice(store: Store) -> None:
    with store.write() as session:
        assert list(numbers(session, "x", 3)) == [1, 2, 3]
        assert list(numbers(session, "x", 2)) == [4, 5]
        assert list(numbers(session, "y", 1)) == [1]
    with store.write() as session:
        assert list(numbers(session, "x", 1)) == [6]


def test_the_data_folder_is_for_its_owner_only(store: Store) -> None:
    assert store.data.stat().st_mode & 0o077 == 0


def test_staff_of_an_older_schema_keep_their_passwords(file_store: Store) -> None:
    file_store.close()
    with looking_into(file_store.data) as connection:
        connection.execute("ALTER TABLE staff DROP COLUMN must_change")
        connection.execute("DELETE FROM schema_step WHERE name = '0003_passwords_of_their_owners'")
        connection.execute(
            "INSERT INTO staff SELECT township_id, 's-1', 'linxy', '林晓燕', 'reviewer', 'x', NULL, '2026-11-24' FROM township WHERE key = 'name'"
        )
    again = open_store(file_store.data)
    with again.read() as session:
        row = session.get(Staff, "s-1")
        assert row is not None
        assert (row.login, row.must_change) == ("linxy", 0)
    again.close()


def test_a_township_of_the_third_schema_keeps_its_reviews_and_visits(tmp_path: Path) -> None:
    """A real township's file from before any kind could be reviewed: two visits decided, one come back and waiting."""
    (tmp_path / "t").mkdir()
    with sqlite3.connect(tmp_path / "t" / FILE) as old:
        old.executescript(WITNESS.read_text(encoding="utf-8"))
    old.close()
    here = open_store(tmp_path / "t")
    with here.read() as session:
        reviews = {row.change_id: row for row in session.exec(select(Review))}
        states = {key: (row.entity, row.entity_id, row.state, row.day) for key, row in reviews.items()}
        visits = {row.id: (row.summary, row.measures, row.satisfied) for row in session.exec(select(FollowUpMirror))}
    assert states == {
        "V-0.r1": ("follow_up", "V-0", "accepted", "2026-08-16"),
        "V-1.r1": ("follow_up", "V-1", "returned", "2026-11-16"),
        "V-1.r2": ("follow_up", "V-1", "waiting", "2026-11-16"),
        "V-2.r1": ("follow_up", "V-2", "returned", "2026-11-16"),
        "R-1.r1": ("resident", "R-1", "open", ""),
        "R-2.r1": ("resident", "R-2", "open", ""),
    }
    assert (reviews["V-1.r1"].general, reviews["V-1.r1"].reviewer) == ("请改好", "李青")
    assert visits == {
        "V-0": ("146/88", '{"sbp": 146, "dbp": 88}', 1),
        "V-1": ("138/88", '{"sbp": 138, "dbp": 88}', 1),
        "V-2": ("182/112", '{"sbp": 182, "dbp": 112}', 0),
    }
    here.close()

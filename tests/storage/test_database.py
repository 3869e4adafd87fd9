"""The encrypted database: opened one way, copied whole, and never mistaken for a new one."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.domain.problem import WorldFault
from vclinic.storage.database import WRITES, connect, copy_into, make_engine, utils

KEY, OTHER = bytes(range(32)), bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "clinic.db"
    connection = connect(place, KEY, create=True)
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    connection.execute("INSERT INTO note (text) VALUES ('何秀珍')")
    connection.close()
    return place


def test_nothing_in_the_file_can_be_read_without_the_key(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert "何秀珍".encode() not in content
    with pytest.raises(WorldFault, match="打不开"):
        connect(path, OTHER)


@pytest.mark.parametrize("content", [None, b""])
def test_a_file_that_is_missing_or_empty_is_no_new_database(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "clinic.db"
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(WorldFault, match="找不到" if content is None else "空的"):
        connect(place, KEY)


def test_a_copy_holds_what_is_still_in_the_log(path: Path, tmp_path: Path) -> None:
    connection = connect(path, KEY)
    connection.execute("INSERT INTO note (text) VALUES ('单国英')")
    copy_into(connection, tmp_path / "copy.db", KEY)
    connection.close()
    copy = connect(tmp_path / "copy.db", KEY)
    assert [row[0] for row in copy.execute("SELECT text FROM note ORDER BY id")] == ["何秀珍", "单国英"]
    copy.close()


def test_a_refused_commit_leaves_no_transaction_open(path: Path) -> None:
    connection = connect(path, KEY)
    connection.execute(
        "CREATE TABLE line (note_id INTEGER NOT NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)"
    )
    connection.close()
    engine = make_engine(path, KEY)
    with engine.connect().execution_options(**{WRITES: True}) as writing:
        writing.exec_driver_sql("INSERT INTO line (note_id) VALUES (99)")
        with pytest.raises(DBAPIError, match="FOREIGN KEY"):
            writing.commit()
    with engine.connect().execution_options(**{WRITES: True}) as writing:
        assert writing.exec_driver_sql("SELECT count(*) FROM line").scalar_one() == 0
        writing.exec_driver_sql("INSERT INTO line (note_id) VALUES (1)")
        writing.commit()
    engine.dispose()


def test_a_writer_takes_its_turn_at_once(path: Path) -> None:
    engine = make_engine(path, KEY)
    other = connect(path, KEY)
    other.execute("PRAGMA busy_timeout = 50")
    with engine.connect().execution_options(**{WRITES: True}) as writing:
        writing.exec_driver_sql("SELECT 1")
        with pytest.raises(sqlcipher.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM note").fetchone() == (1,)
    other.close()
    engine.dispose()


def test_an_error_does_not_tell_whom_it_was_about(path: Path) -> None:
    engine = make_engine(path, KEY)
    with engine.connect() as reading, pytest.raises(DBAPIError) as told:
        reading.exec_driver_sql("INSERT INTO note (id, text) VALUES (1, ?)", ("340123196803120022",))
    assert "340123196803120022" not in str(told.value)
    engine.dispose()


def test_sqlite_utils_sees_the_same_tables(path: Path) -> None:
    database = utils(connect(path, KEY))
    assert database.table_names() == ["note"]
    database.close()

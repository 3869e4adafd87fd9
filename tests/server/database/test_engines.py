"""What the township is promised of its database, on both engines: the same tables, one moment to read, one writer at a time."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Inspector, create_engine, inspect, text
from sqlmodel import col, select

from sync.server.database import migrations
from sync.server.database.store import FILE, Store, create, numbers, open_store, upsert
from sync.server.database.tables import Counter, OwnedRecord, Township
from tests.server import postgres
from vclinic.domain.problem import Expected, Refused, WorldFault

ROOT = Path(__file__).resolve().parents[3]
OWN = ("name", "epoch")  # what every township says of itself
OLD = ROOT / "tests" / "databases" / "township_3.sql"


@pytest.fixture
def empty(postgresql: postgres.Server) -> Iterator[str]:
    """A database that has nothing in it, not even our tables."""
    with postgresql.database("template0") as address:
        yield address


@pytest.fixture
def served(tmp_path: Path, postgresql: postgres.Server) -> Iterator[Store]:
    """A township on PostgreSQL."""
    with postgresql.database() as address, closing(create(tmp_path / "t", "清溪镇卫生院", address)) as made:
        yield made


def shape(inspector: Inspector) -> dict[str, dict[str, Any]]:
    """Tables as both engines tell of them: columns, keys, indexes."""
    return {
        table: {
            "columns": [
                (column["name"], str(column["type"]).replace(' COLLATE "C"', ""), column["nullable"])
                for column in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "refers": sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in inspector.get_foreign_keys(table)
            ),
            "unique": sorted(constraint["column_names"] for constraint in inspector.get_unique_constraints(table)),
            "indexes": sorted(
                (index["name"], index["column_names"], bool(index["unique"]))
                for index in inspector.get_indexes(table)
                if not index.get("duplicates_constraint")
            ),
        }
        for table in sorted(inspector.get_table_names())
    }


def test_an_old_file_brought_up_a_new_file_and_postgresql_have_the_same_tables(tmp_path: Path, empty: str) -> None:
    (tmp_path / "old").mkdir()
    with closing(sqlite3.connect(tmp_path / "old" / FILE)) as connection:
        connection.executescript(OLD.read_text("utf-8"))
    shapes: list[dict[str, dict[str, Any]]] = []
    for store in (
        open_store(tmp_path / "old"),
        create(tmp_path / "new", "清溪镇卫生院"),
        create(tmp_path / "served", "清溪镇卫生院", empty),
    ):
        shapes.append(shape(inspect(store._engine)))
        store.close()
    old, new, served = shapes
    assert len(new) > 15
    assert old == new
    assert served == new


def test_every_text_of_postgresql_compares_byte_by_byte(postgresql: postgres.Server) -> None:
    with closing(postgresql.connection("township")) as connection:
        others = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
        ).fetchall()
    assert others == []


@pytest.mark.parametrize(
    ("statement", "meant"),
    [
        (
            "CREATE TABLE t (a TEXT NOT NULL, b TEXT)",
            'CREATE TABLE t (a TEXT COLLATE "C" NOT NULL, b TEXT COLLATE "C")',
        ),
        ("SELECT CAST(sbp AS TEXT)", "SELECT CAST(sbp AS TEXT)"),
        ("CREATE INDEX CONTEXT ON t (a)", "CREATE INDEX CONTEXT ON t (a)"),
    ],
)
def test_only_columns_are_told_how_to_compare(statement: str, meant: str) -> None:
    assert migrations.spoken(statement, "postgresql") == meant
    assert migrations.spoken(statement, "sqlite") == statement


def test_a_reader_sees_one_moment_while_another_writes(store: Store) -> None:
    with store.read() as reader:
        assert reader.get(Township, "later") is None
        with store.write() as session:
            session.add(Township(key="later", value="x"))
        assert reader.exec(select(Township.value).where(Township.key == "later")).first() is None
    with store.read() as reader:
        assert reader.exec(select(Township.value).where(Township.key == "later")).first() == "x"


def test_a_second_program_waits_until_the_first_has_written(store: Store) -> None:
    second = open_store(store.data)
    began, order, drawn = threading.Event(), list[str](), list[int]()

    def also() -> None:
        began.set()
        with second.write() as session:
            drawn.extend(numbers(session, "x", 1))
            order.append("second")

    thread = threading.Thread(target=also)
    with store.write() as session:
        assert list(numbers(session, "x", 1)) == [1]
        thread.start()
        began.wait(10)
        thread.join(0.2)
        order.append("first")
    thread.join(10)
    second.close()
    assert (order, drawn) == (["first", "second"], [2])


def test_two_processes_never_draw_the_same_number(store: Store) -> None:
    script = (
        "import sys, pathlib\n"
        "from sync.server.database.store import numbers, open_store\n"
        "store = open_store(pathlib.Path(sys.argv[1]))\n"
        "for _ in range(20):\n"
        "    with store.write() as session:\n"
        "        print(*numbers(session, 'x', 3))\n"
        "store.close()\n"
    )
    workers = [
        subprocess.Popen([sys.executable, "-c", script, store.data], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    drawn = [int(word) for worker in workers for word in worker.communicate(timeout=60)[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sorted(drawn) == list(range(1, 121))
    with store.read() as session:
        counter = session.get(Counter, "x")
        assert counter is not None
        assert counter.value == 120


def test_rows_that_are_there_are_replaced_the_others_added(store: Store) -> None:
    def row(key: str, value: str) -> dict[str, str]:
        return {"key": key, "value": value}

    with store.write() as session:
        upsert(session, Township, [])
        upsert(session, Township, [row("a", "1"), row("b", "2")])
        upsert(session, Township, [row("b", "3"), row("c", "4")])
    with store.read() as session:
        kept = dict(session.exec(select(Township.key, Township.value).where(col(Township.key).not_in(OWN))).all())
    assert kept == {"a": "1", "b": "3", "c": "4"}


def test_a_nul_becomes_a_sign_in_postgresql(served: Store) -> None:
    """SQLite keeps it; PostgreSQL would refuse the whole batch."""
    with served.write() as session:
        session.add(Township(key="odd", value="张\0三"))
    with served.read() as session:
        row = session.get(Township, "odd")
        assert row is not None
        assert row.value == "张\ufffd三"


def test_a_reader_cannot_write_to_postgresql(served: Store) -> None:
    with pytest.raises(WorldFault) as fault, served.read() as session:
        session.connection().execute(text("DELETE FROM township WHERE township_id = :t"), {"t": "x"})
    assert fault.value.code == "read_only"


def test_a_connection_that_was_killed_while_idle_is_made_anew(served: Store, postgresql: postgres.Server) -> None:
    kill_others(postgresql, served)
    with served.write() as session:
        assert list(numbers(session, "x", 1)) == [1]


def test_a_connection_killed_in_the_middle_is_a_sentence_and_nothing_is_kept(
    served: Store, postgresql: postgres.Server
) -> None:
    def cut_off() -> None:
        with served.write() as session:
            session.add(Township(key="half", value="x"))
            session.flush()
            kill_others(postgresql, served)
            session.add(Township(key="whole", value="x"))

    with pytest.raises(WorldFault) as fault:
        cut_off()
    assert fault.value.code == "unreachable"
    with served.read() as session:
        assert set(session.exec(select(Township.key)).all()) == set(OWN)


def kill_others(postgresql: postgres.Server, store: Store) -> None:
    """End every connection to the store's database, as an administrator does."""
    with closing(postgresql.connection()) as connection:
        killed = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [store._engine.url.database],
        ).fetchall()
    assert killed


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path, empty: str) -> None:
    engine = create_engine(empty.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bills (id BIGINT)"))
    with pytest.raises(Refused) as refused:
        create(tmp_path / "t", "清溪镇卫生院", empty)
    assert refused.value.code == "foreign"
    assert inspect(engine).get_table_names() == ["bills"]
    engine.dispose()
    assert refusal(tmp_path / "t") == "missing"


def test_a_database_not_in_utf8_is_refused(tmp_path: Path, postgresql: postgres.Server) -> None:
    with closing(postgresql.connection()) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        with pytest.raises(Refused) as refused:
            create(tmp_path / "t", "清溪镇卫生院", postgresql.address("latin"))
        connection.execute("DROP DATABASE latin")
    assert refused.value.code == "encoding"


def test_the_township_of_a_folder_is_not_made_twice(tmp_path: Path, empty: str) -> None:
    create(tmp_path, "清溪镇卫生院", empty).close()
    for address in (empty, ""):
        with pytest.raises(Refused) as refused:
            create(tmp_path, "另一个", address)
        assert refused.value.code == "exists"
    with closing(open_store(tmp_path)) as again:
        assert again.name == "清溪镇卫生院"


def test_a_folder_that_names_an_empty_database_holds_no_township_until_it_is_made(tmp_path: Path, empty: str) -> None:
    """The way for a password that no command line shows: the administrator writes the line, then `init` uses it."""
    (tmp_path / "database.url").write_text(empty, "utf-8")
    assert refusal(tmp_path) == "missing"
    create(tmp_path, "清溪镇卫生院").close()
    assert not (tmp_path / FILE).exists()
    with closing(open_store(tmp_path)) as store, store.read() as session:
        assert (store.name, session.exec(select(OwnedRecord)).all()) == ("清溪镇卫生院", [])


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path: Path, postgresql: postgres.Server) -> None:
    for address in (f"postgresql://vclinic@/x?host={tmp_path}", "postgresql://vclinic@127.0.0.1:1/x"):
        with pytest.raises(WorldFault) as fault:
            create(tmp_path / "t", "清溪镇卫生院", address)
        assert fault.value.code == "unreachable"
    assert refusal(tmp_path / "t") == "missing"
    (tmp_path / "t" / "database.url").write_text(postgresql.address("never_made"), "utf-8")
    assert refusal(tmp_path / "t") in ("no_database", "unreachable")


def refusal(data: Path) -> str:
    with pytest.raises(Expected) as fault:
        open_store(data)
    return fault.value.code

"""No page of the console reads a large table from end to end or sorts one whole: what both engines mean to do for each
statement is looked at, in SQLite as it does in every township's file, in PostgreSQL with rows enough to choose by."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import event, text

from bench.pages import addresses
from sync.server.database.store import Store, create
from tests.server import postgres
from tests.server.browserless import Visitor
from tests.server.people import resident, visit
from tests.server.township import MORNING, RunningTownship, TurnableClock, serving

LARGE = "inbox|review|resident_mirror|follow_up_mirror|mirror|outbox|batch_log|audit"
WHOLE = re.compile(rf"SCAN (?:{LARGE})(?:_\d)?\b")
TOUCHED = re.compile(rf"SEARCH (?:{LARGE})(?:_\d)? ")
ALL_OF_A_TOWNSHIP = re.compile(rf"SEARCH (?:{LARGE}|clinic)(?:_\d)? USING INDEX (\w+) \(township_id=\?\)")
ALL_THAT_CAME = re.compile(
    r"SEARCH inbox(?:_\d)? USING (?:COVERING )?INDEX (?!inbox_refused|inbox_held|inbox_waiting)\w+ \(township_id=\?\)"
)
SMALL = {"review_returned", "review_found", "inbox_refused", "inbox_held"}  # indexes of what is few, of a township
COPIED = ("inbox", "resident_mirror", "follow_up_mirror", "review")
READ = re.compile(rf"Seq Scan on ({'|'.join(COPIED)})\b")
Asked = list[tuple[str, str, Any]]


@pytest.fixture(scope="module")
def asked_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Asked]]:
    """(a township, each statement of its console's pages with the page)."""
    with closing(create(tmp_path_factory.mktemp("plans") / "t", "清溪镇卫生院")) as store:
        yield store, statements_of_pages(store)


def statements_of_pages(store: Store) -> Asked:
    asked: Asked = []
    page = ""

    def heard(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if page and statement.lstrip().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in statement:
            asked.append((page, statement, values))

    event.listen(store.engine, "before_cursor_execute", heard)
    with serving(store, TurnableClock(MORNING)) as here:
        visitor = signed_in(here)
        with store.read() as session:
            pages = addresses(session)
        for page in pages:
            assert visitor.get(page).status_code == 200
        page = "search"
        visitor.post("/residents", {"text": "杨素"})
        page = ""
    event.remove(store.engine, "before_cursor_execute", heard)
    assert len({name for name, _, _ in asked}) > 20
    return asked


def signed_in(here: RunningTownship) -> Visitor:
    here.staff("admin", "赵敏", "administrator")
    here.clinic().round(resident(), visit(), resident("R-2", "邓有才"), visit("V-2", "R-2"))
    visitor = Visitor(here)
    visitor.sign_in("admin")
    return visitor


def test_no_page_reads_a_large_table_whole_in_a_file(asked_of: tuple[Store, Asked]) -> None:
    store, asked = asked_of
    with store.engine.connect() as connection:
        for page, statement, values in asked:
            plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert not [step for step in plan if WHOLE.match(step)], (page, statement, plan)


def test_no_page_sorts_a_large_table_whole_in_a_file(asked_of: tuple[Store, Asked]) -> None:
    store, asked = asked_of
    with store.engine.connect() as connection:
        for page, statement, values in asked:
            plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            first = ALL_OF_A_TOWNSHIP.match(plan[0])
            if first is not None and first[1] not in SMALL and any(TOUCHED.match(step) for step in plan):
                assert "USE TEMP B-TREE FOR ORDER BY" not in plan, (page, statement, plan)


def test_no_page_counts_through_all_that_ever_came_in_a_file(asked_of: tuple[Store, Asked]) -> None:
    store, asked = asked_of
    counts = [entry for entry in asked if "count(" in entry[1]]
    assert counts
    with store.engine.connect() as connection:
        for page, statement, values in counts:
            plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert not [step for step in plan if ALL_THAT_CAME.match(step)], (page, statement, plan)


def test_a_statement_that_does_is_noticed(asked_of: tuple[Store, Asked]) -> None:
    store, _ = asked_of
    with store.engine.connect() as connection:
        whole = [str(row[3]) for row in connection.execute(text("EXPLAIN QUERY PLAN SELECT payload FROM inbox"))]
        walked = "SELECT record FROM resident_mirror WHERE township_id = 'A' ORDER BY birth_date"
        plan = [str(row[3]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {walked}"))]
    assert WHOLE.match(whole[0])
    assert ALL_OF_A_TOWNSHIP.match(plan[0])
    assert "USE TEMP B-TREE FOR ORDER BY" in plan


def test_no_page_reads_a_large_table_whole_on_postgresql(tmp_path: Path, postgresql: postgres.Server) -> None:
    with (
        postgresql.database("template0") as address,
        closing(create(tmp_path / "t", "清溪镇卫生院", address)) as store,
    ):
        asked = statements_of_pages(store)
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            connection.execute("SET session_replication_role = replica")  # rows name those they are copied from
            for table in COPIED:
                _multiply(connection, table, "township_id", 6_000)
                _multiply(connection, table, "'7KQ3ZP0'", 1)  # as much again, of a township beside it
            connection.execute("VACUUM (ANALYZE)")
        with store.engine.connect() as connection:
            for page, statement, values in asked:
                plan = list(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
                assert not [step for step in plan if READ.search(step)], (page, statement, plan)


def _multiply(connection: psycopg.Connection, table: str, township: LiteralString, times: int) -> None:
    """As many rows more of each, numbered: of the same township or another."""
    listed = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
    names = [str(row[0]) for row in connection.execute(listed, [table])]
    values: dict[str, LiteralString] = {
        "township_id": township, "seq": "seq + 100 * n", "id": "id || '-' || n", "change_id": "change_id || '-' || n",
        "entity_id": "entity_id || '-' || n", "resident_id": "resident_id || '-' || n",
    }  # fmt: skip
    columns = SQL(", ").join(map(Identifier, names))
    wanted = SQL(", ").join(SQL(values[name]) if name in values else Identifier(name) for name in names)
    connection.execute(
        SQL("INSERT INTO {} ({}) SELECT {} FROM {}, generate_series(1, {}) AS n").format(
            Identifier(table), columns, wanted, Identifier(table), times
        )
    )

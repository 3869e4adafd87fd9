"""What the console counts is asked so that the indexes made for it are used: a value handed over apart leaves them."""

from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, event
from sqlmodel import col, func, select

from sync.server.database.store import create, held, lacking, refused, spelled_out, waits
from sync.server.database.tables import Inbox, Mirror, Review


@pytest.mark.parametrize(
    ("kind", "condition", "index"),
    [
        (Review, waits(), "review_"),
        (Review, waits() & spelled_out("review.findings <> '[]'"), "review_"),
        (Inbox, refused(), "inbox_refused"),
        (Inbox, held(), "inbox_"),
        (Inbox, lacking(), "inbox_waiting (township_id=? AND waits_for>?)"),
        (Mirror, col(Mirror.id).in_(["X-1"]), "mirror_id"),
    ],
)
def test_an_index_answers(tmp_path: Path, kind: type[Review], condition: ColumnElement[bool], index: str) -> None:
    store = create(tmp_path / "t", "清溪镇卫生院")
    asked: list[tuple[str, object]] = []

    def heard(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        asked.append((statement, values))

    try:
        with store.read() as session:
            event.listen(session.get_bind(), "before_cursor_execute", heard)
            session.exec(select(func.count()).select_from(kind).where(condition)).one()
            statement, values = asked[-1]
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # pyright: ignore[reportArgumentType]
            assert index in " ".join(str(row[3]) for row in plan)
    finally:
        store.close()

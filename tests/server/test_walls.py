"""No statement goes beyond one township: the check that every test of the township runs under finds what would."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.server.database.store import create, table
from sync.server.database.tables import Clinic, Inbox
from tests.server.walls import unbound


@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("SELECT * FROM inbox", ["inbox"]),
        ("SELECT * FROM inbox WHERE inbox.seq = ?", ["inbox"]),
        ("SELECT inbox.township_id FROM inbox WHERE inbox.seq = ?", ["inbox"]),
        ("SELECT 1 FROM inbox WHERE seq = ? AND township_id = ?", []),
        ("SELECT 1 FROM inbox WHERE inbox.township_id = %(a)s", []),
        ("SELECT 1 FROM inbox WHERE inbox.township_id = %(a)s::VARCHAR", []),
        ("SELECT 1 FROM inbox WHERE inbox.township_id = 'inbox.township_id = ?'", ["inbox"]),
        ("SELECT 1 FROM review, clinic WHERE review.township_id = ?", ["clinic"]),
        ("SELECT 1 FROM review AS r, clinic AS c WHERE r.township_id = ? AND c.township_id = ?", []),
        ("SELECT 1 FROM review AS r JOIN clinic ON clinic.id = r.clinic_id WHERE r.township_id = ?", ["clinic"]),
        ("SELECT 1 FROM review r JOIN inbox i ON i.township_id = r.township_id WHERE r.township_id = :t", []),
        ("SELECT 1 FROM review r JOIN inbox i ON i.township_id = r.township_id", ["i", "r"]),
        ("SELECT 1 FROM review JOIN review AS review_1 ON review_1.id = ? WHERE review.township_id = ?", ["review_1"]),
        ("SELECT 1 FROM staff WHERE staff.township_id = ? AND id IN (SELECT staff_id FROM login_session)",
         ["login_session"]),
        ("SELECT 1 FROM mirror WHERE mirror.township_id = ? UNION SELECT 1 FROM mirror", ["mirror"]),
        ("UPDATE staff SET name=? WHERE staff.id = ?", ["staff"]),
        ("UPDATE staff SET name=? WHERE staff.township_id = ? AND staff.id = ?", []),
        ("DELETE FROM audit", ["audit"]),
        ("DELETE FROM audit WHERE audit.township_id = ?", []),
        ("INSERT INTO audit (seq) VALUES (?)", ["audit"]),
        ("INSERT INTO audit (township_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING", []),
        ('INSERT INTO "audit" ("township_id", "seq") SELECT township_id, seq FROM outbox', ["outbox"]),
        ("SELECT name FROM schema_step", []),
        ("CREATE INDEX x ON inbox (township_id)", []),
    ],
)  # fmt: skip
def test_a_table_that_is_bound_to_no_township_is_named(statement: str, lacking: list[str]) -> None:
    assert list(unbound(statement)) == lacking


def test_a_statement_of_no_township_does_not_run(tmp_path: Path) -> None:
    with closing(create(tmp_path / "t", "清溪镇卫生院")) as store, store.engine.connect() as connection:
        for statement in (text("SELECT * FROM staff"), table(Inbox).select(), table(Clinic).delete()):
            with pytest.raises(AssertionError, match="of no township"):
                connection.execute(statement)


@pytest.fixture(autouse=True)
def mistakes_are_meant(walls: list[str]) -> Iterator[None]:
    yield
    walls.clear()

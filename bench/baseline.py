"""What each figure is held against, measured in the same run: the least that any program would have to do."""

import gzip
import json
import secrets
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text as sql

from vclinic.services.workstation import Workstation
from vclinic.storage import listing
from vclinic.storage.database import connect


def bare_commit(folder: Path) -> Callable[[object], None]:
    """One durable commit of one row of a visit's size in an encrypted database with no checks, no index and no log."""
    connection = connect(folder / "baseline.db", secrets.token_bytes(32), create=True)
    connection.execute("CREATE TABLE visit (id INTEGER PRIMARY KEY, body TEXT)")
    body = "x" * 830

    def commit(_each: object) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO visit (body) VALUES (?)", (body,))
        connection.execute("COMMIT")

    return commit


def scan(station: Workstation) -> Callable[[str], object]:
    """Reading the whole register for a text in the name or the telephone number."""
    query = sql("SELECT id FROM resident WHERE name LIKE :text OR phone LIKE :text LIMIT 20")

    def look(text: str) -> object:
        with station.store.read() as session:
            return session.connection().execute(query, {"text": f"%{text}%"}).all()

    return look


def zipped(station: Workstation) -> float:
    """Bytes a record of the whole log as JSON in batches of 500, each gzipped: what an ordinary interface would send."""
    with station.store.read() as session:
        rows = list(listing.changes(session))
    documents = [[*row[:8], json.loads(row[9])] for row in rows]
    batches = [documents[start : start + 500] for start in range(0, len(documents), 500)]
    sent = sum(len(gzip.compress(json.dumps(batch, ensure_ascii=False).encode())) for batch in batches)
    return sent / max(1, len(documents))

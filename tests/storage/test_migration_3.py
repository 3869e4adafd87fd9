"""From schema 2 to 3: counts are those of the log, verdicts stay, husks of notices are asked for again."""

import json
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from tests.test_house.tracked import ROOT
from vclinic.files.keyring import read_keyring
from vclinic.storage import change_states, changes, notices
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.storage.store import Store

FIRST = ROOT / "tests" / "databases" / "2026-11-schema-1"
AT = datetime.fromisoformat("2026-11-28T08:00:00+08:00")
_VERDICT = "INSERT INTO verdict VALUES (?, 'returned', '[]', '', NULL, '林晓燕', '2026-11-25T09:20:00+08:00', 1)"


@pytest.fixture
def old(tmp_path: Path) -> tuple[Path, bytes]:
    """A copy of the witness of schema 1, answered in part, and its key."""
    folder = tmp_path / "clinic"
    shutil.copytree(FIRST, folder)
    told = json.loads((FIRST / "facts.json").read_text(encoding="utf-8"))
    key = read_keyring(folder / KEYRING).unwrap(told["login"], told["password"])
    connection = connect(folder / DATABASE, key)
    ids = [row[0] for row in connection.execute("SELECT id FROM change ORDER BY seq")]
    for place, change in enumerate(ids[:5]):
        state = "refused" if place == 0 else "stored"
        connection.execute("INSERT INTO receipt VALUES (?, ?, '', '', '', '')", (change, state))
    connection.execute(_VERDICT, (ids[2],))
    connection.close()
    return folder, key


def told(connection: sqlcipher.Connection, seq: int, kind: str, cursor: int) -> None:
    connection.execute("INSERT INTO notice VALUES (?, ?, '{}', '')", (seq, kind))
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('notice_cursor', ?)", (str(cursor),))


def opened(folder: Path, key: bytes) -> tuple[dict[str, int], int, list[Any]]:
    """(counts kept, cursor, notices) after the upgrade."""
    store = Store.open(folder, key, AT)
    with store.read() as session:
        view = session.connection().exec_driver_sql("SELECT state FROM change_state").scalars()
        kept = change_states.counts(session)
        assert kept == dict.fromkeys(change_states.STATES, 0) | Counter(view)
        assert len(changes.pending(session, 0, 1000)) == kept["pending"]
        result = (kept, notices.cursor(session), session.connection().exec_driver_sql("SELECT seq FROM notice").all())
    store.close()
    return result


def test_counts_are_those_of_the_log(old: tuple[Path, bytes]) -> None:
    kept, cursor, _ = opened(*old)
    assert (kept["refused"], kept["stored"], kept["returned"]) == (1, 3, 1)
    assert kept["pending"] > 5
    assert cursor == 0


def test_verdicts_stay_and_the_cursor_with_them(old: tuple[Path, bytes]) -> None:
    connection = connect(old[0] / DATABASE, old[1])
    told(connection, 7, "verdict", 9)
    connection.close()
    _, cursor, left = opened(*old)
    assert (cursor, left) == (9, [(7,)])


def test_what_was_kept_as_a_husk_is_asked_for_again(old: tuple[Path, bytes]) -> None:
    connection = connect(old[0] / DATABASE, old[1])
    for seq, kind in ((7, "verdict"), (8, "record"), (9, "verdict"), (12, "plan")):
        told(connection, seq, kind, 12)
    connection.close()
    _, cursor, left = opened(*old)
    assert (cursor, left) == (7, [(7,), (9,)])

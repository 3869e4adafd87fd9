"""From schema 3 to the newest: a table more each and two triggers said anew, everything else byte for byte as it was."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from tests.test_house.tracked import ROOT
from vclinic.files.keyring import read_keyring
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.storage.store import Store

THIRD = ROOT / "tests" / "databases" / "2026-11-schema-3"
SAID_ANEW = {"made receipt_is_kept", "made verdict_is_kept"}  # what may be taken back may be deleted
AT = datetime.fromisoformat("2026-11-28T08:00:00+08:00")


def everything(connection: sqlcipher.Connection) -> dict[str, list[Any]]:
    """Every row of every table by its name, and every other object of the schema as it was made."""
    made = connection.execute("SELECT name, type, sql FROM sqlite_master ORDER BY name").fetchall()
    tables = [name for name, kind, _ in made if kind == "table" and not name.startswith(("sqlite_", "_sqlite"))]
    rows = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in tables}
    return rows | {f"made {name}": [sql] for name, _, sql in made}


def test_a_table_and_an_index_are_added_and_nothing_else_changes(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(THIRD, folder)
    told = json.loads((THIRD / "facts.json").read_text(encoding="utf-8"))
    key = read_keyring(folder / KEYRING).unwrap(told["login"], told["password"])
    connection = connect(folder / DATABASE, key)
    before = everything(connection)
    connection.close()
    Store.open(folder, key, AT).close()
    connection = connect(folder / DATABASE, key)
    after = everything(connection)
    assert {name for name in before if after[name] != before[name]} == SAID_ANEW
    assert {name for name in after.keys() - before.keys() if not name.startswith("made sqlite_")} == {
        "medication_profile",
        "made medication_profile",
        "made medication_profile_is_not_replaced",
        "made medication_profile_needs_new_change",
        "made medication_profile_keeps",
        "made follow_up_emergency",
        "taken_back",
        "made taken_back",
        "made receipt_is_taken_back",
        "made verdict_is_taken_back",
        "remark_reply",
        "made remark_reply",
        "made remark_reply_about",
        "made remark_reply_is_not_replaced",
        "made remark_reply_needs_new_change",
        "made remark_reply_keeps",
        "other_version",
        "made other_version",
        "made other_version_of",
        "made other_version_open",
    }
    assert after["medication_profile"] == []
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()

"""A database of an earlier program, in a folder of its own, as it stands before this program has touched it."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.test_house.tracked import ROOT
from vclinic.files.keyring import read_keyring
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE, KEYRING


@dataclass(frozen=True, slots=True)
class Old:
    """``pending`` changes of it were never sent."""

    folder: Path
    login: str
    password: str
    key: bytes
    pending: int

    def run(self, statement: str) -> None:
        """One statement on the database, outside of any program."""
        connection = connect(self.folder / DATABASE, self.key)
        connection.execute(statement)
        connection.close()

    def pair(self) -> None:
        """As if it had been paired."""
        self.run("INSERT INTO meta (key, value) VALUES ('device', 'd-1')")


def old(folder: Path, schema: int) -> Old:
    """A copy of the witness of a schema."""
    witness = ROOT / "tests" / "databases" / f"2026-11-schema-{schema}"
    shutil.copytree(witness, folder)
    told = json.loads((witness / "facts.json").read_text("utf-8"))
    key = read_keyring(folder / KEYRING).unwrap(told["login"], told["password"])
    return Old(folder, told["login"], told["password"], key, told["found"]["pending"])

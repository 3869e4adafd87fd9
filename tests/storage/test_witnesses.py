"""Every schema that was ever in a clinic's hands is still opened, and nothing in it has changed."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tests.databases.looking import facts, lost
from tests.test_house.tracked import ROOT
from vclinic.clock import SteppingClock
from vclinic.services import backup
from vclinic.services.clinic_setup import open_clinic

WITNESSES = sorted(path.parent for path in (ROOT / "tests" / "databases").glob("*/facts.json"))


def test_there_is_a_witness() -> None:
    assert WITNESSES


@pytest.mark.parametrize("witness", WITNESSES, ids=lambda path: path.name)
def test_a_database_of_that_day_opens_and_says_the_same(witness: Path, tmp_path: Path) -> None:
    shutil.copytree(witness, tmp_path / "clinic")
    told = json.loads((witness / "facts.json").read_text(encoding="utf-8"))
    clock = SteppingClock(datetime.fromisoformat(told["on"]))
    station = open_clinic(tmp_path / "clinic", told["login"], told["password"], clock)
    try:
        listed = facts(station, told["found"]["people"])
        assert lost(told["found"], listed) == []
        assert not backup.check(station).problems
    finally:
        station.store.close()

"""A clinic teaches its boxes' codes: kept on this machine, found by search, never sent."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.drug_codes import drug_of_code, teach
from vclinic.services.find_drug import find_drug
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation

GTIN, TRACED = "6901234567892", "81234560000000000001"


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def known(station: Workstation, text: str) -> str:
    drug = drug_of_code(station, text)
    return drug.id if drug is not None else ""


def test_a_code_is_known_once_it_is_taught_and_nothing_waits_to_be_sent(station: Workstation) -> None:
    before = status(station).pending
    assert known(station, GTIN) == ""
    teach(station, GTIN, worlds.AMLODIPINE)
    assert known(station, GTIN) == worlds.AMLODIPINE
    assert known(station, f"(01)0{GTIN}(10)A25") == worlds.AMLODIPINE
    assert status(station).pending == before


def test_one_box_teaches_all_boxes_of_its_kind(station: Workstation) -> None:
    teach(station, TRACED, worlds.VALSARTAN)
    assert known(station, "81234567777777777777") == worlds.VALSARTAN
    assert known(station, "81234570000000000001") == ""


def test_a_code_taught_wrongly_changes_over_and_the_others_stay(station: Workstation) -> None:
    teach(station, GTIN, worlds.AMLODIPINE)
    teach(station, TRACED, worlds.AMLODIPINE)
    teach(station, GTIN, worlds.VALSARTAN)
    assert (known(station, GTIN), known(station, TRACED)) == (worlds.VALSARTAN, worlds.AMLODIPINE)


@pytest.mark.parametrize("text", ["", "28", "A250112", "6901234567893"])
def test_what_is_no_code_is_not_taught(station: Workstation, text: str) -> None:
    teach(station, text, worlds.AMLODIPINE)
    assert known(station, text) == ""
    assert station.store.meta("drug_codes") == {}


def test_a_drug_that_left_the_catalogue_is_nobody(station: Workstation) -> None:
    teach(station, GTIN, "no-such-drug")
    assert drug_of_code(station, GTIN) is None


def test_the_search_finds_a_taught_code(station: Workstation) -> None:
    assert find_drug(station, GTIN) == []
    teach(station, GTIN, worlds.AMLODIPINE)
    assert [drug.id for drug in find_drug(station, GTIN)] == [worlds.AMLODIPINE]

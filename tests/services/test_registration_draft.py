"""A record half written is there again after a power cut, for the person and the revision it was begun on."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.services import registration_draft
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.registration_draft import RegistrationDraft
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation

VALUES: dict[str, Any] = {"name": "何秀", "drug_allergy_codes": ["2"], "past_diseases": [{"code": "3"}]}
KEPT = RegistrationDraft(VALUES, ("htn", "t2dm"), "15", worlds.MORNING, "证件更换")


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def keep(station: Workstation, resident_id: str = "", revision: int = 0, **changed: Any) -> None:
    registration_draft.keep(
        station,
        resident_id,
        revision,
        values=VALUES | changed,
        registers=["htn", "t2dm"],
        h="15",
        reason="证件更换",
    )


def test_what_was_typed_for_somebody_new_outlives_the_program(station: Workstation, tmp_path: Path) -> None:
    before = status(station).pending
    keep(station)
    other = open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, station.clock)
    assert registration_draft.load(other, "", 0) == KEPT
    assert status(other).pending == before, "a draft is never sent"
    other.store.close()


def test_the_newest_state_replaces_the_one_before(station: Workstation) -> None:
    keep(station)
    station.clock.base.set(worlds.MORNING + timedelta(minutes=3))
    keep(station, name="何秀珍")
    kept = registration_draft.load(station, "", 0)
    assert kept is not None
    assert (kept.values["name"], kept.saved_at) == ("何秀珍", worlds.MORNING + timedelta(minutes=3))


def test_a_record_changed_meanwhile_is_not_written_over(station: Workstation) -> None:
    keep(station, "R-1", 2)
    assert registration_draft.load(station, "R-1", 2) == KEPT
    assert registration_draft.load(station, "R-1", 3) is None


def test_each_person_has_a_draft_of_his_own(station: Workstation) -> None:
    keep(station, "R-1", 1, name="甲")
    keep(station, "", 0, name="乙")
    registration_draft.drop(station, "")
    assert registration_draft.load(station, "", 0) is None
    kept = registration_draft.load(station, "R-1", 1)
    assert kept is not None
    assert kept.values["name"] == "甲"


def test_dropping_what_was_never_kept_is_nothing(station: Workstation) -> None:
    registration_draft.drop(station, "R-1")
    assert registration_draft.load(station, "R-1", 0) is None

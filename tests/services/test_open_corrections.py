"""Corrections that were begun and not saved are known to whoever would change the program under them."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import draft_prescription, registration_draft, visit_sheet
from vclinic.services.open_corrections import OpenCorrection, open_corrections, refuse_while_open
from vclinic.services.workstation import Workstation

World = tuple[Workstation, str, str]


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    """A station, its resident, and a visit."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident_id = worlds.register(station)
        yield station, resident_id, worlds.visit(station, resident_id).follow_up_id


def keep_record(station: Workstation, resident_id: str, revision: int) -> None:
    registration_draft.keep(station, resident_id, revision, values={"name": "张三丰"}, registers=[], h="")


def name_of(station: Workstation, resident_id: str) -> str:
    return visit_sheet.open_visits(station, resident_id)[0].resident.resident.name


def test_nothing_is_open_at_first(world: World) -> None:
    assert open_corrections(world[0]) == ()
    refuse_while_open(world[0], "没有更新。")


def test_a_new_visit_and_a_new_registration_are_no_corrections(world: World) -> None:
    station, resident_id, _ = world
    sheet = visit_sheet.open_visits(station, resident_id)[0]
    visit_sheet.keep_draft(station, sheet, sheet.values, set())
    keep_record(station, "", 0)
    assert open_corrections(station) == ()


def test_a_visit_that_is_being_corrected_is_named(world: World) -> None:
    station, resident_id, follow_up_id = world
    sheet = visit_sheet.open_visit(station, resident_id, follow_up_id)
    visit_sheet.keep_draft(station, sheet, sheet.values, {"sbp"})
    assert open_corrections(station) == (OpenCorrection(resident_id, name_of(station, resident_id), "随访"),)
    visit_sheet.drop_draft(station, sheet)
    assert open_corrections(station) == ()


def test_a_record_that_is_being_corrected_is_named_until_it_was_changed_elsewhere(world: World) -> None:
    station, resident_id, _ = world
    keep_record(station, resident_id, 1)
    assert [(one.resident_id, one.what) for one in open_corrections(station)] == [(resident_id, "档案")]
    keep_record(station, resident_id, 7)
    assert open_corrections(station) == ()


def test_a_prescription_that_is_being_corrected_is_named_and_a_first_draft_is_not(world: World) -> None:
    station, resident_id, follow_up_id = world
    sheet = draft_prescription.draft(station, follow_up_id)
    draft_prescription.keep_draft(station, sheet, sheet.three)
    assert open_corrections(station) == ()
    worlds.prescription(station, follow_up_id)
    sheet = draft_prescription.draft(station, follow_up_id)
    draft_prescription.keep_draft(station, sheet, sheet.three, "写错")
    assert [(one.resident_id, one.what) for one in open_corrections(station)] == [(resident_id, "处方")]


def test_the_refusal_names_three_and_says_what_was_not_done(world: World) -> None:
    station, _, _ = world
    for serial in (24, 26, 28, 32):
        keep_record(station, worlds.register(station, name=f"李{serial}", serial=serial), 1)
    with pytest.raises(Refused) as told:
        refuse_while_open(station, "没有更新。")
    assert told.value.code == "correction_open"
    assert str(told.value).startswith("有 4 处更正开着没存（")
    assert str(told.value).endswith("等）。请先存好或放弃。没有更新。")
    assert str(told.value).count("的档案") == 3

"""Settings of this machine: read with their defaults, kept within bounds, never sent."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.settings import Settings, read, write
from vclinic.services.sync_status import status
from vclinic.services.visit_sheet import open_visit
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_a_new_clinic_has_the_defaults(station: Workstation) -> None:
    assert read(station) == Settings()


def test_what_is_kept_is_read_again_and_nothing_waits_to_be_sent(station: Workstation) -> None:
    before = status(station).pending
    chosen = Settings(5, 18, True, 56, "清溪镇卫生院 慢病科", 30)
    assert write(station, chosen) == []
    assert read(station) == chosen
    assert status(station).pending == before


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("idle_minutes", 1, 120), ("font_px", 13, 24), ("days_default", 1, 84), ("sync_every_minutes", 1, 240)],
)
def test_a_figure_out_of_bounds_has_a_sentence_and_keeps_what_was(
    station: Workstation, name: str, lowest: int, highest: int
) -> None:
    for value in (lowest, highest):
        assert write(station, replace(Settings(), **{name: value})) == []
        assert getattr(read(station), name) == value
    for value in (lowest - 1, highest + 1):
        (problem,) = write(station, replace(Settings(referral_org="别处"), **{name: value}))
        assert (problem.field, problem.code) == (name, "out_of_bounds")
        assert f"{lowest}–{highest}" in problem.text
    assert getattr(read(station), name) == highest
    assert read(station).referral_org == ""


def test_everything_wrong_is_told_at_once(station: Workstation) -> None:
    problems = write(station, Settings(0, 99, False, 0, "", 0))
    assert [problem.field for problem in problems] == [
        "idle_minutes",
        "font_px",
        "days_default",
        "sync_every_minutes",
    ]


def test_names_of_a_newer_program_are_passed_over_and_missing_ones_have_their_default(station: Workstation) -> None:
    station.store.set_meta({"settings": '{"idle_minutes": 3, "of_tomorrow": [1]}'})
    assert read(station) == Settings(idle_minutes=3)


@pytest.mark.parametrize("registers", [("htn",), ("t2dm",)])
def test_a_referral_is_addressed_to_what_is_set_and_to_the_township_otherwise(
    station: Workstation, registers: tuple[str, ...]
) -> None:
    resident = worlds.register(station, registers=registers)
    assert open_visit(station, resident).referral_org == "镇卫生院 内科"
    station.clinic = replace(station.clinic, township_name="清溪镇卫生院")
    assert open_visit(station, resident).referral_org == "清溪镇卫生院 内科"
    write(station, Settings(referral_org="县医院 心内科"))
    assert open_visit(station, resident).referral_org == "县医院 心内科"

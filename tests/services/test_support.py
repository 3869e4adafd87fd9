"""The support file: what a helper needs is in it, and nobody of the village is."""

import json
import zipfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic import __version__
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import auto_backup, settings
from vclinic.services.sample_village import fill
from vclinic.services.support import support
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def members(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def log_of(station: Workstation, *lines: str) -> None:
    folder = station.store.data_dir / "logs"
    folder.mkdir(exist_ok=True)
    (folder / "vclinic.log").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def test_versions_counts_plans_sizes_and_the_log_are_in_it(station: Workstation, tmp_path: Path) -> None:
    worlds.register(station)
    log_of(station, "2026-11-24 08:30:11,123 ERROR vclinic.ui.tasks background operation", "  store.py:9 act")
    made = support(station, tmp_path / "help.zip")
    inside = members(made.path)
    assert tuple(inside) == made.members
    assert made.size == made.path.stat().st_size
    assert json.loads(inside["machine.json"])["program"] == __version__
    assert json.loads(inside["database.json"])["tables"]["resident"] == 1
    assert json.loads(inside["settings.json"])["idle_minutes"] == 10
    assert inside["plans.txt"].count("SELECT") >= 3
    assert "clinic.db" in inside["files.txt"]
    assert inside["logs/vclinic.log"].endswith("background operation\n  store.py:9 act\n")
    assert f"村医工作站 {__version__}" in inside["summary.txt"]


def test_nobody_of_a_full_village_is_in_any_member(station: Workstation, tmp_path: Path) -> None:
    fill(station, 120, 2, 7)
    org = "清溪镇卫生院 内科 李梅"
    assert settings.write(station, replace(settings.read(station), referral_org=org, backup_to="/media/李梅")) == []
    auto_backup.run(station)
    with station.store.read() as session:
        ask = session.connection().execute
        people = ask(sql("SELECT id, name, id_no, phone, household_head, address, household_id FROM resident")).all()
        doctors = ask(sql("SELECT name, login FROM doctor")).all()
    assert len(people) >= 120
    known = {str(value) for row in (*people, *doctors) for value in row if value}
    known |= {part for row in people for part in (row.address[-6:], row.name[-2:]) if part}
    known |= {station.clinic.name, station.clinic.village_code, org, "李梅"}
    head = "2026-11-24 08:30:11,123 ERROR vclinic.ui "
    log_of(station, *(f"{head}{row.name} {row.id_no} {row.phone} {row.address}" for row in people))
    (station.store.data_dir / f"{people[0].name}.xlsx").write_text("x", "utf-8")
    inside = members(support(station, tmp_path / "help.zip").path)
    told = {value: name for name, text in inside.items() for value in known if value in text}
    assert told == {}
    assert inside["logs/vclinic.log"].count("\n") == len(people)
    assert "….xlsx" in inside["files.txt"]
    assert json.loads(inside["settings.json"])["referral_org"] is True


def test_a_log_that_is_too_long_loses_its_beginning(station: Workstation, tmp_path: Path) -> None:
    log_of(station, *(f"line {number}" for number in range(150_000)))
    told = members(support(station, tmp_path / "help.zip").path)["logs/vclinic.log"]
    assert len(told) <= 1_000_001
    assert told.endswith("line #\n")


def test_without_a_log_the_rest_is_written(station: Workstation, tmp_path: Path) -> None:
    assert not [name for name in support(station, tmp_path / "help.ZIP").members if name.startswith("logs/")]


def test_another_kind_of_file_is_not_written_over(station: Workstation, tmp_path: Path) -> None:
    other = tmp_path / "roster.xlsx"
    other.write_text("mine", "utf-8")
    with pytest.raises(Refused, match=r"要以 \.zip 结尾"):
        support(station, other)
    assert other.read_text("utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_one_sentence_and_leaves_nothing(
    station: Workstation, tmp_path: Path
) -> None:
    taken = tmp_path / "help.zip"
    taken.mkdir()  # a file cannot take a folder's place
    with pytest.raises(WorldFault, match="支持包没有写成"):
        support(station, taken)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("help")] == ["help.zip"]

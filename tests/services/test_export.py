"""Tables for people have words, lines for programs have identifiers; both have every kind of record."""

import csv
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import documented, worlds
from vclinic.domain import entities
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import counter_sheet, dispense
from vclinic.services.export import export, kinds
from vclinic.services.workstation import Workstation


@contextmanager
def everything(folder: Path) -> Generator[tuple[Workstation, str]]:
    """A clinic in which everything happened once but an answer to a return, and its visit."""
    with worlds.clinic(folder) as (made, _):
        worlds.stock(made, quantity=8, batch="A1", days=300)
        worlds.stock(made, batch="A2", days=600)
        resident = worlds.register(made)
        worlds.taken_elsewhere(made, resident)
        visit = worlds.visit(made, resident, 152, 94).follow_up_id
        pid = worlds.prescription(made, visit)
        handed = dispense.dispense(made, counter_sheet.open_counter(made, pid), confirmed_checks=True)
        dispense.reverse_dispensing(made, handed, "发错药")
        worlds.read_announcement(made)
        yield made, visit


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    with everything(tmp_path_factory.mktemp("clinic")) as (made, _):
        yield made


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    with everything(tmp_path_factory.mktemp("answered")) as (made, visit):
        worlds.replied(made, visit)
        yield made


def lines(station: Workstation, kind: str, folder: Path) -> list[dict[str, Any]]:
    count = export(station, kind, folder / "out.jsonl")
    text = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(text) == count
    return text


def table(station: Workstation, kind: str, folder: Path) -> list[dict[str, str]]:
    count = export(station, kind, folder / "out.csv")
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        result = list(csv.DictReader(file))
    assert len(result) == count
    return result


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_every_kind_of_record_and_the_log_is_exported(answered: Workstation, tmp_path: Path, ending: str) -> None:
    assert set(kinds().values()) == {entity.name for entity in entities.ENTITIES} | {""}
    counted = {kind: export(answered, kind, tmp_path / f"{kind}{ending}") for kind in kinds()}
    assert {kind for kind, count in counted.items() if not count} == set()


@pytest.mark.parametrize("kind", ["everything", "follow_up", "resident", ""])
def test_what_is_no_kind_is_refused_with_what_there_is(station: Workstation, tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match="可以导出：doctor、residents、enrolment、follow-ups"):
        export(station, kind, tmp_path / "out.csv")
    with pytest.raises(Refused, match="结尾"):
        export(station, "residents", tmp_path / "out.doc")


def test_people_read_words(station: Workstation, tmp_path: Path) -> None:
    (person,) = table(station, "residents", tmp_path)
    assert (person["姓名"], person["性别"]) == ("何秀珍", "2 女")
    (visit,) = table(station, "follow-ups", tmp_path)
    assert (visit["病种"], visit["状态"], visit["姓名"]) == ("高血压", "待上报", "何秀珍")
    given = table(station, "dispensings", tmp_path)
    assert [(row["种类"], row["批号"], row["单价（元）"], row["原因"]) for row in given] == [
        ("发药", "A1", "0.150", ""),
        ("发药", "A2", "0.150", ""),
        ("冲销", "A1", "0.150", "发错药"),
        ("冲销", "A2", "0.150", "发错药"),
    ]
    (taken,) = table(station, "medication-profiles", tmp_path)
    assert (taken["姓名"], taken["别处的药"], taken["来处"]) == ("何秀珍", "科素亚", "医院开的")
    (told,) = table(station, "announcement", tmp_path)
    assert told["标题"] == "周三停电"
    log = table(station, "changes", tmp_path)
    assert {row["资料"] for row in log} >= {"居民档案", "随访", "三处方", "通知阅读"}
    assert {row["状态"] for row in log} == {"待上报"}


def test_numbers_are_numbers_in_a_spreadsheet_and_batch_numbers_are_not(station: Workstation, tmp_path: Path) -> None:
    export(station, "dispensings", tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    head, first, *_ = sheet.iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert (row["实发"], row["批号"]) == (8, "A1")


def test_programs_read_identifiers_and_codes(station: Workstation, tmp_path: Path) -> None:
    (person,) = lines(station, "residents", tmp_path)
    assert (person["name"], person["sex_code"], person["revision"]) == ("何秀珍", "2", 1)
    (visit,) = lines(station, "follow-ups", tmp_path)
    assert (visit["disease"], visit["sbp"], visit["visit_class"], visit["state"]) == ("htn", 152, "2", "pending")
    assert (visit["resident_id"], visit["resident_name"]) == (person["id"], "何秀珍")
    assert visit["assessment"]["visit_class"] == "2"
    assert all(name.isascii() for name in visit)
    given, back = lines(station, "dispensings", tmp_path)
    assert (given["kind"], back["reverses"]) == ("dispense", given["id"])
    (doctor,) = lines(station, "doctor", tmp_path)
    assert "resident_id" not in doctor
    (told,) = lines(station, "announcement", tmp_path)
    assert "state" not in told


def test_the_log_has_every_change_with_its_payload(station: Workstation, tmp_path: Path) -> None:
    log = lines(station, "changes", tmp_path)
    assert [line["seq"] for line in log] == sorted(line["seq"] for line in log)
    assert {line["clinic_id"] for line in log} == {station.clinic.village_code}
    (visit,) = [line for line in log if line["entity"] == "follow_up"]
    assert visit["payload"]["record"]["sbp"] == 152
    assert list(visit["payload"]) == sorted(visit["payload"])
    assert visit["change_id"].startswith(f"{visit['device_id']}-")
    acts = {row["操作id"] for row in table(station, "changes", tmp_path)}
    assert len(acts) < len(log)


def test_the_fields_are_as_written(station: Workstation, tmp_path: Path) -> None:
    (visit,) = lines(station, "follow-ups", tmp_path)
    assert set(documented.fields("exports.md", "A line of a record")) <= set(visit)
    for line in lines(station, "changes", tmp_path):
        assert set(line) == set(documented.fields("exports.md", "A line of `changes`"))


def test_a_visit_of_each_disease_fills_its_own_columns(station: Workstation, tmp_path: Path) -> None:
    resident = worlds.register(station, "单国英", serial=24, registers=("t2dm",))
    worlds.visit(station, resident, **worlds.SUGAR)
    pressure, sugar = sorted(table(station, "follow-ups", tmp_path), key=lambda row: "糖尿病" in row["病种"])
    assert (pressure["病种"], pressure["收缩压"][:3], pressure["空腹血糖"]) == ("高血压", "152", "")
    assert (sugar["收缩压"][:3], sugar["空腹血糖"][:3]) == ("136", "6.4")


def test_an_export_that_cannot_be_written_leaves_the_earlier_one(
    station: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(station, "residents", tmp_path / "out.csv")
    before = (tmp_path / "out.csv").read_bytes()
    with pytest.raises(WorldFault, match="没有写成"):
        export(station, "residents", tmp_path / "no" / "out.csv")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WorldFault, match="没有写成"):
        export(station, "residents", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.csv"]

"""What a doctor says of a column is remembered for the next file, on this machine."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services import roster_columns
from vclinic.services.import_roster import accept_roster, preview_roster
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import residents

ZHANG = "340123195803121019"


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_column_is_named_once_and_read_in_every_file_after(station: Workstation, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", "姓名,身份证号,高压病", f"张三,{ZHANG},√")
    preview = preview_roster(station, path)
    assert [column.heading for column in preview.columns_unread] == ["高压病"]
    named = preview.with_column(station, "高压病", "disease:htn")
    assert (named.columns_unread, named.new[0].diseases) == ((), ("htn",))
    assert preview_roster(station, path).columns_unread, "a preview remembers nothing"
    assert roster_columns.remember(station, " 高压病：", "disease:htn") == []
    again = write(tmp_path / "下一份.csv", "高 压 病,姓名,身份证号", f"√,张三,{ZHANG}")
    assert preview_roster(station, again).new[0].diseases == ("htn",)
    assert preview_roster(station, again, {"高压病": "ignore"}).new[0].diseases == ()


def test_a_column_is_forgotten_by_an_empty_meaning(station: Workstation) -> None:
    roster_columns.remember(station, "养老金", "ignore")
    roster_columns.remember(station, "号码", "phone")
    assert roster_columns.remembered(station) == {"养老金": "ignore", "号码": "phone"}
    assert roster_columns.remember(station, "养老金", "") == []
    assert roster_columns.remembered(station) == {"号码": "phone"}


@pytest.mark.parametrize(("heading", "meaning", "code"), [("", "phone", "required"), (" ：", "phone", "required"), ("号码", "星座", "unknown_code")])  # fmt: skip
def test_what_cannot_be_remembered_is_said(station: Workstation, heading: str, meaning: str, code: str) -> None:
    assert [problem.code for problem in roster_columns.remember(station, heading, meaning)] == [code]
    assert roster_columns.remembered(station) == {}


def test_notes_of_a_rows_cells_come_with_the_preview(station: Workstation, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", "姓名,身份证号,电话", f"张三,{ZHANG},13800000135/13900000136")
    (note,) = preview_roster(station, path).row_notes
    assert (note.number, note.name) == (2, "张三")
    assert "13900000136" in note.texts[0]


def test_a_child_is_asked_about_before_a_register(station: Workstation, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", "姓名,性别,出生日期,慢性病", "张小,男,2021-05-01,高血压")
    preview = preview_roster(station, path)
    assert ([question.code for question in preview.questions], preview.new[0].diseases) == (["young"], ())
    assert preview.answered({"young": "yes"}).new[0].diseases == ("htn",)


def test_somebody_on_record_whom_a_file_calls_dead_is_closed_only_on_a_yes(
    station: Workstation, tmp_path: Path
) -> None:
    resident = worlds.register(station)  # 何秀珍, in the register of hypertension
    path = write(tmp_path / "名册.csv", "姓名,身份证号,死亡日期", "何秀珍,340123196803120221,2025-03-01")
    preview = preview_roster(station, path)
    assert [(question.key, question.default) for question in preview.questions] == [("died:2", "keep")]
    accept_roster(station, preview)
    assert resident_record(station, resident).resident.status == "0"
    accept_roster(station, preview.answered({"died": "close"}))
    closed = resident_record(station, resident).resident
    assert (closed.status, str(closed.closed_on), closed.closed_reason) == ("1", "2025-03-01", "1")
    with station.store.read() as session:
        ((_, entry, _),) = residents.enrolments(session, resident)
    assert (str(entry.ended_on), entry.ended_reason) == ("2025-03-01", "1")


def test_a_dead_person_who_is_new_has_a_closed_record_and_no_register(station: Workstation, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", "姓名,身份证号,高血压,死亡日期", f"张三,{ZHANG},√,2025-03-01")
    assert accept_roster(station, preview_roster(station, path)).accepted == 1
    with station.store.read() as session:
        kept = residents.by_id_no(session, [ZHANG])[ZHANG]
        assert residents.enrolments(session, kept.id) == []
    assert (kept.resident.status, str(kept.resident.closed_on)) == ("1", "2025-03-01")

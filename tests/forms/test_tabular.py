"""Tables as files: nothing half-written, nothing that runs, nothing a spreadsheet would round."""

import csv
import json
import math
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from vclinic.domain.problem import Refused, WorldFault
from vclinic.forms.tabular import harmless, write_documents, write_table
from vclinic.forms.xlsx import column_letters

ENDINGS = (".csv", ".xlsx", ".jsonl")
ATTACKS = ("=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", "＋1+1", "－1", "＠A1", "\t=1", "\r=1", "\n=1")


def cells(path: Path) -> list[list[Any]]:
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        assert book.active is not None
        return [["" if value is None else value for value in row] for row in book.active.iter_rows(values_only=True)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".CSV"])
def test_a_table_is_read_back_as_it_was(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"名册{ending}"
    write_table(path, ["姓名", "身份证号"], [["张三", "340123195803121019"], ["李 四", "11010519491231002X"]])
    path = path.rename(path.with_suffix(ending.lower()))
    assert cells(path) == [["姓名", "身份证号"], ["张三", "340123195803121019"], ["李 四", "11010519491231002X"]]
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


def test_csv_says_its_encoding_so_that_excel_shows_chinese(tmp_path: Path) -> None:
    write_table(tmp_path / "a.csv", ["姓名"], [])
    assert (tmp_path / "a.csv").read_bytes() == "\ufeff姓名\r\n".encode()


def test_machines_get_one_object_a_line(tmp_path: Path) -> None:
    write_table(tmp_path / "a.jsonl", ["姓名", "数"], [["=张三", 3], [None, {"a": [1]}]])
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [{"姓名": "=张三", "数": 3}, {"姓名": None, "数": {"a": [1]}}]


def test_documents_stand_a_line_each_and_a_broken_run_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_documents(path, [{"id": "R-1", "name": "张三"}, {"id": "R-2", "drugs": [{"dose": 5}]}])
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines == [{"id": "R-1", "name": "张三"}, {"id": "R-2", "drugs": [{"dose": 5}]}]

    def broken() -> Iterator[dict[str, str]]:
        yield {"id": "R-3"}
        raise OSError

    with pytest.raises(WorldFault):
        write_documents(path, broken())
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == lines
    assert [one.name for one in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_lists_and_objects_become_text_in_a_cell(tmp_path: Path, ending: str) -> None:
    write_table(tmp_path / f"a{ending}", ["a", "b", "c"], [[{"药": "氨氯地平"}, ["1"], None]])
    assert cells(tmp_path / f"a{ending}")[1] == ['{"药": "氨氯地平"}', '["1"]', ""]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_table_runs_as_a_formula(tmp_path: Path, attack: str) -> None:
    for ending in (".csv", ".xlsx"):
        write_table(tmp_path / f"a{ending}", [attack, "b"], [["b", attack]])
    assert all(not cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for row in cells(tmp_path / "a.csv") for cell in row)
    assert cells(tmp_path / "a.csv")[1][1] == f"'{attack}"
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.active is not None
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("value", ["-5.2", "+3", "-1e5", "", "12", "张三", 5, -5, None, 3.5])
def test_numbers_and_plain_words_stay(value: Any) -> None:
    assert harmless(value) == value


def test_numbers_stay_numbers_for_spreadsheets(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", ["n", "id"], [[12, "000012"]])
    assert cells(tmp_path / "a.xlsx")[1] == [12, "000012"]


def test_characters_a_spreadsheet_cannot_hold_are_left_out(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", ["a\x00"], [["张\x0b三"]])
    assert cells(tmp_path / "a.xlsx") == [["a"], ["张三"]]


@pytest.mark.parametrize("name", ["a.xls", "a.pdf", "a", "a.csv.txt", ".csv"])
def test_other_endings_are_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as caught:
        write_table(tmp_path / name, ["a"], [])
    assert caught.value.code == "unknown_ending"
    assert ".xlsx" in caught.value.sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_that_is_none_is_said_and_leaves_nothing(tmp_path: Path, ending: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(WorldFault) as caught:
            write_table(folder / f"a{ending}", ["a"], [["b"]])
        assert caught.value.code == "not_written"
        assert f"a{ending}" in caught.value.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(WorldFault):
        write_table(tmp_path / "a.csv", ["a"], [])
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_keeps_the_earlier_file_whole(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    write_table(path, ["a"], [["旧"]])
    before = path.read_bytes()
    (tmp_path / f"{path.name}.part").symlink_to("/dev/full")  # every write there meets a full disk
    with pytest.raises(WorldFault, match="磁盘空间"):
        write_table(path, ["a"], [[f"第 {number} 行"] for number in range(3000)])
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_our_own_mistake_is_loud_and_leaves_nothing_either(tmp_path: Path, ending: str) -> None:
    def broken() -> Iterator[list[str]]:
        yield ["a"]
        raise LookupError

    with pytest.raises(LookupError):
        write_table(tmp_path / f"a{ending}", ["a"], broken())
    assert list(tmp_path.iterdir()) == []


def test_equal_tables_make_equal_files(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_table(tmp_path / name, ["姓名"], [["张三"]])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_system_temp_folder_never_sees_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    seen: list[str] = []

    def rows() -> Iterator[list[str]]:
        for name in ("张三", "李四"):
            seen.extend(path.name for path in temp.iterdir())
            yield [name]

    for ending in ENDINGS:
        write_table(tmp_path / f"a{ending}", ["姓名"], rows())
    assert seen == []


def test_a_number_a_spreadsheet_would_round_is_written_as_text(tmp_path: Path) -> None:
    row = [340123195803121019, -(10**15), 999_999_999_999_999, 0.15, math.inf, math.nan, True, date(2026, 11, 24)]
    write_table(tmp_path / "a.xlsx", list("abcdefgh"), [row])
    text = ["340123195803121019", "-1000000000000000", 999_999_999_999_999, 0.15, "inf", "nan", "True"]
    assert cells(tmp_path / "a.xlsx")[1] == [*text, datetime(2026, 11, 24)], "a day stays a day, to be sorted by"


def test_half_a_character_spoils_no_table(tmp_path: Path) -> None:
    for ending in (".csv", ".xlsx", ".jsonl"):
        write_table(tmp_path / f"a{ending}", ["a"], [["张\ud83d三"]])
    assert cells(tmp_path / "a.csv")[1] == ["张?三"]
    assert cells(tmp_path / "a.xlsx")[1] == ["张三"]


def test_a_cell_holds_what_a_spreadsheet_can(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", ["a"], [["长" * 40_000]])
    assert cells(tmp_path / "a.xlsx")[1] == ["长" * 32_767]


@pytest.mark.parametrize(
    ("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_their_letters(place: int, letters: str) -> None:
    assert column_letters(place) == letters


def test_wide_tables_keep_their_columns(tmp_path: Path) -> None:
    row = [str(place) for place in range(60)]
    write_table(tmp_path / "a.xlsx", row, [row, ["", *row[1:]]])
    assert cells(tmp_path / "a.xlsx") == [row, row, ["", *row[1:]]]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)


ROWS = st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5)


@given(ROWS)
def test_whatever_is_written_as_csv_comes_back_or_comes_back_tamed(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("table") / "a.csv"
    write_table(path, ["a", "b"], rows)
    assert cells(path)[1:] == [[harmless(cell) for cell in row] for row in rows]
    assert all(not harmless(cell).startswith("=") for row in rows for cell in row)


@given(ROWS)
def test_whatever_is_written_for_a_spreadsheet_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("table") / "a.xlsx"
    numbered = [[str(place), *row] for place, row in enumerate(rows)]
    write_table(path, ["n", "a", "b"], numbered)
    assert [[*row, "", ""][:3] for row in cells(path)[1:]] == numbered

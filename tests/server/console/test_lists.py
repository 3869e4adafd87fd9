"""Long lists: which rows a page shows, where its buttons lead, and the whole for Excel."""

from datetime import datetime
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from sync.server.console import lists
from sync.server.console.lists import Part

NOW = datetime.fromisoformat("2026-11-25T09:05:00+08:00")


def part(page: int = 1, total: int = 0, shown: int = 0, **places: str) -> Part:
    return Part("/list", {"clinic": "c-1", "doctor": ""}, page, total, shown, **places)


@pytest.mark.parametrize(
    ("page", "total", "shown", "first", "last"),
    [(1, 0, 0, 0, 0), (1, 1, 1, 0, 1), (1, 100, 100, 0, 100), (2, 101, 1, 100, 101), (3, 230, 30, 200, 230)],
)
def test_a_page_knows_its_rows(page: int, total: int, shown: int, first: int, last: int) -> None:
    made = part(page, total, shown)
    assert (made.first, made.last) == (first, last)


def test_what_was_not_counted_to_the_end_is_said_to_be_more() -> None:
    assert part(1, 101, 100).all_of_it == "101"
    assert Part("/list", {}, 1, lists.COUNTED + 1, 100, more_than_counted=True).all_of_it == f"{lists.COUNTED} 以上"


@pytest.mark.parametrize(
    ("made", "back", "onward"),
    [
        (part(1, 1, 1), "", ""),
        (part(1, 230, 100, previous="[1]", following="[100]"), "", "/list?clinic=c-1&page=2&after=%5B100%5D"),
        (part(2, 230, 100, previous="[101]", following="[200]"), "/list?clinic=c-1", "/list?clinic=c-1&page=3&after=%5B200%5D"),
        (part(3, 230, 30, previous="[201]"), "/list?clinic=c-1&page=2&before=%5B201%5D", ""),
        (part(4, 230, 0), "/list?clinic=c-1&page=3", ""),
    ],
)  # fmt: skip
def test_where_the_buttons_lead(made: Part, back: str, onward: str) -> None:
    assert (made.back, made.onward) == (back, onward)


def test_the_sheet_is_the_whole_list_with_its_filters() -> None:
    assert part(3, 230, 30).sheet == "/list.xlsx?clinic=c-1"
    assert Part("/list", {}, 1, 0, 0).sheet == "/list.xlsx"
    assert Part("/list", {"doctor": "蒙&"}, 1, 0, 0).start == "/list?doctor=%E8%92%99%26"


def test_a_file_is_named_with_its_minute() -> None:
    header = lists.saved_as("收到的资料", ".xlsx", NOW)["Content-Disposition"]
    assert header.isascii(), "a header is bytes"
    assert unquote(header) == "attachment; filename*=UTF-8''收到的资料-20261125-0905.xlsx"


def test_excel_gets_text_as_text_numbers_as_numbers_and_nothing_for_what_is_not_there() -> None:
    rows = [{"姓名": "=1+1", "岁": 69, "备注": None}, {"姓名": "邓有才", "多余": "x"}]
    answer = lists.excel("居民", rows, ("姓名", "岁", "备注"), NOW)
    sheet = load_workbook(BytesIO(bytes(answer.body))).active
    assert sheet is not None
    values = list(sheet.iter_rows(values_only=True))
    assert values == [("姓名", "岁", "备注"), ("=1+1", 69, None), ("邓有才", None, None)]
    assert sheet["A2"].data_type == "s"
    assert answer.media_type == lists.XLSX


def test_an_empty_list_is_a_file_with_its_headings() -> None:
    sheet = load_workbook(BytesIO(bytes(lists.excel("审核", [], ("姓名",), NOW).body))).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [("姓名",)]

"""A workbook of Excel 97-2003 or WPS (.xls, .et), read by xlrd with its merged cells, hidden rows and strike-outs."""

import io
from typing import Any

from vclinic.domain.problem import Refused
from vclinic.forms.roster_cells import FAR_EAST_FORMATS, CellValue, cell_text
from vclinic.forms.roster_grid import MAX_COLUMNS, Grid, Merge


def read_xls(content: bytes) -> list[Grid]:
    """The sheets of a workbook; those nobody sees are marked.

    Raises:
        Refused: encrypted or damaged.
    """
    from xlrd.biffh import XLRDError

    try:
        book = _opened(content, "")
        if book.biff_version < 80 and not book.codepage:  # written on a Chinese Windows that did not say so
            book = _opened(content, "gb18030")
        return [_grid(book, sheet) for sheet in book.sheets()]
    except XLRDError as fault:
        if "encrypted" in str(fault):
            sentence = "这个 .xls 文件加了密码。请用 Excel 或 WPS 打开，去掉密码，另存为“Excel 工作簿（.xlsx）”再导入。"
            raise Refused("encrypted", sentence) from fault
        raise _damaged() from fault
    except Exception as fault:  # xlrd lets out whatever a damaged file makes its records say
        raise _damaged() from fault


def _damaged() -> Refused:
    sentence = "这个旧格式的 Excel 文件（.xls）打不开，可能已损坏。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”再导入。"
    return Refused("old_excel", sentence)


def _opened(content: bytes, encoding: str) -> Any:
    import xlrd

    return xlrd.open_workbook(
        file_contents=content,
        formatting_info=True,
        ragged_rows=True,
        encoding_override=encoding or None,
        logfile=io.StringIO(),
    )


def _grid(book: Any, sheet: Any) -> Grid:
    grid = Grid(str(sheet.name), epoch_1904=book.datemode == 1, concealed=sheet.visibility != 0)
    for row in range(sheet.nrows):
        for place, cell in enumerate(sheet.row(row)[:MAX_COLUMNS]):
            style = book.xf_list[cell.xf_index]
            text = cell_text(*_value(book, cell, style), epoch_1904=grid.epoch_1904)
            if text:
                grid.enter(row + 1, place, text, struck=bool(book.font_list[style.font_index].struck_out))
    grid.partly = {
        (row + 1, place)
        for (row, place), runs in sheet.rich_text_runlist_map.items()
        if any(book.font_list[font].struck_out for _, font in runs)
    }
    grid.remarks = {(row + 1, place): str(note.text) for (row, place), note in sheet.cell_note_map.items()}
    grid.hidden = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0}
    grid.hidden_columns = {place for place, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    grid.merges = [Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
    return grid


def _value(book: Any, cell: Any, style: Any) -> tuple[CellValue, str]:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value), ""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        number_format = book.format_map[style.format_key].format_str
        return float(cell.value), str(number_format or FAR_EAST_FORMATS.get(style.format_key, ""))
    return (str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else None), ""

"""A workbook of today (.xlsx) with what a plain list of its values would lose: merged cells, hidden rows, strike-outs.

openpyxl's own reader of a sheet is used row by row, because its workbook either leaves those out and believes a wrong
width (read-only), or builds an object for every cell of a sheet that may be hostile (the ordinary way). What of it is private is marked;
its version is pinned.
"""

import io
import warnings
import zipfile
from typing import Any

from vclinic.domain.problem import Refused
from vclinic.forms.roster_cells import FAR_EAST_FORMATS, cell_text
from vclinic.forms.roster_grid import MAX_COLUMNS, MAX_ROWS, Grid, Merge

MAX_UNPACKED = 200_000_000
MAX_CELLS = 3_000_000  # thirty columns of a county
_LAST_ROW = MAX_ROWS + 50
_YES = ("1", "true")
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)


def read_xlsx(content: bytes) -> list[Grid]:
    """The sheets of a workbook; those nobody sees are marked.

    Raises:
        Refused: too large, or damaged.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot keep (drop-down lists, …) is nothing a roster needs
            book: Any = load_workbook(
                io.BytesIO(_transitional(content)), read_only=True, data_only=True, keep_links=False, rich_text=True
            )
            return [_grid(book, sheet) for sheet in book.worksheets]
    except Refused:
        raise
    except Exception as fault:  # openpyxl lets out whatever its XML and zip readers raise on a damaged file
        raise Refused(
            "bad_excel", "这个 Excel 文件打不开，可能已损坏。请用 Excel 或 WPS 打开后另存为新的 .xlsx 再导入。"
        ) from fault


def _too_large() -> Refused:
    return Refused("too_large", "这个 Excel 文件展开后太大，不像花名册。请只留花名册那一张表。")


def _transitional(content: bytes) -> bytes:
    """The workbook with the names openpyxl knows: Strict Open XML says the same under other namespaces (ISO 29500-4)."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise _too_large()
        if _STRICT not in archive.read("xl/workbook.xml"):
            return content
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as known:
            for entry in archive.infolist():
                part = archive.read(entry)
                if entry.filename.endswith((".xml", ".rels")):
                    for strict, transitional in _TRANSITIONAL:
                        part = part.replace(_STRICT + strict, transitional)
                known.writestr(entry.filename, part)
        return written.getvalue()


class _Styles:
    """Number format and strike-out of a cell by its style, looked up once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[int, tuple[str, bool]] = {}

    def __getitem__(self, style: int) -> tuple[str, bool]:
        if style not in self._known:
            self._known[style] = self._look_up(style)
        return self._known[style]

    def _look_up(self, style: int) -> tuple[str, bool]:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        formats = BUILTIN_FORMATS | FAR_EAST_FORMATS
        try:
            array = self._book._cell_styles[style]  # noqa: SLF001
            own = array.numFmtId - BUILTIN_FORMATS_MAX_SIZE
            number_format = self._book._number_formats[own] if own >= 0 else formats.get(array.numFmtId, "")  # noqa: SLF001
            return str(number_format), bool(self._book._fonts[array.fontId].strike)  # noqa: SLF001
        except IndexError:  # a style the file does not hold; what the cell says is there all the same
            return "", False


def _grid(book: Any, sheet: Any) -> Grid:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    concealed = sheet.sheet_state != "visible"
    grid = Grid(str(sheet.title), epoch_1904=book.epoch == CALENDAR_MAC_1904, concealed=concealed)
    styles = _Styles(book)
    cells_read = 0
    with sheet._get_source() as source:  # noqa: SLF001
        shared: Any = sheet._shared_strings  # noqa: SLF001
        parser: Any = _parser(source, shared, book.epoch)
        for number, cells in parser.parse():
            if number > _LAST_ROW:
                grid.notes.append(f"第 {_LAST_ROW} 行以后没有读，合并的单元格也没有分开填。")
                break
            cells_read += len(cells)
            if cells_read > MAX_CELLS:
                raise _too_large()
            for cell in cells:
                if cell["value"] is None or cell["column"] > MAX_COLUMNS or cell["data_type"] == "e":
                    continue
                number_format, struck = styles[cell["style_id"]]
                value, runs = _plain(cell["value"])
                text = cell_text(value, number_format, epoch_1904=grid.epoch_1904)
                if text:
                    struck = all(runs) if runs else struck
                    grid.enter(number, cell["column"] - 1, text, struck=struck)
                    if any(runs) and not struck:
                        grid.partly.add((number, cell["column"] - 1))
        grid.remarks = _remarks(book, sheet)
        grid.uncomputed = {(row, column - 1) for row, column in parser.uncomputed if column <= MAX_COLUMNS}
        grid.notes += _conditional_strikes(book, parser.formatting)
        grid.hidden = {int(row) for row, attributes in parser.row_dimensions.items() if _is_hidden(attributes, "ht")}
        for column in parser.column_dimensions.values():
            if _is_hidden(column, "width"):
                grid.hidden_columns.update(range(int(column["min"]) - 1, min(int(column["max"]), MAX_COLUMNS)))
        ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
        grid.merges = [Merge(area.min_row, area.min_col - 1, area.max_row, area.max_col - 1) for area in ranges]
    return grid


def _parser(source: Any, shared: Any, epoch: Any) -> Any:
    """openpyxl's reader of a sheet that remembers the formulas without a result (row, column from 1)."""
    from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> Any:
            untyped: Any = super()
            cell = untyped.parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                result = element.find(VALUE_TAG)
                if result is None or (not result.text and element.get("t") != "str"):  # an empty text is a result
                    uncomputed.add((cell["row"], cell["column"]))
            return cell

    uncomputed: set[tuple[int, int]] = set()
    untyped: Any = Parser
    parser = untyped(source, shared, data_only=True, epoch=epoch, rich_text=True)
    parser.uncomputed = uncomputed
    return parser


def _conditional_strikes(book: Any, formats: Any) -> list[str]:
    """A sentence for each range that a condition strikes out: which of its rows, only a spreadsheet can tell."""
    styles: Any = book._differential_styles.styles  # noqa: SLF001
    struck: list[str] = []
    for conditional in formats:
        places = [rule.dxfId for rule in conditional.rules if rule.dxfId is not None and rule.dxfId < len(styles)]
        if any(styles[place].font is not None and styles[place].font.strike for place in places):
            struck.append(str(conditional.sqref))
    return [f"{cells} 用条件格式画删除线，分不清哪些行划掉了，都照样读了，请核对。" for cells in struck]


def _plain(value: Any) -> tuple[Any, list[bool]]:
    """What a cell of several scripts says, and whether each of its parts is struck out."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if not isinstance(value, CellRichText):
        return value, []
    parts: list[Any] = [part for part in value if str(part).strip()]
    return str(value), [isinstance(part, TextBlock) and bool(part.font.strike) for part in parts]


def _remarks(book: Any, sheet: Any) -> dict[tuple[int, int], str]:
    """What people noted on the cells of a sheet, by row and place."""
    from openpyxl.comments.comment_sheet import CommentSheet
    from openpyxl.packaging import relationship
    from openpyxl.utils.cell import coordinate_to_tuple
    from openpyxl.xml.constants import COMMENTS_NS
    from openpyxl.xml.functions import fromstring

    archive: zipfile.ZipFile = book._archive  # noqa: SLF001
    untyped: Any = relationship
    path: str = untyped.get_rels_path(sheet._worksheet_path)  # noqa: SLF001
    remarks: dict[tuple[int, int], str] = {}
    if path not in archive.namelist():
        return remarks
    related = untyped.get_dependents(archive, path)
    for relation in related.find(COMMENTS_NS):
        tree: Any = fromstring(archive.read(relation.target))
        notes: Any = CommentSheet.from_tree(tree)
        for reference, note in notes.comments:
            row, column = coordinate_to_tuple(reference)
            remarks[row, column - 1] = str(note.content)
    return remarks


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in _YES or float(attributes.get(size, 1)) == 0

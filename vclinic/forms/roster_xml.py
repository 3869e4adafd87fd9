"""A workbook saved as "XML 电子表格 2003", which many systems export under the name .xls."""

from collections.abc import Callable
from datetime import datetime
from xml.parsers import expat

from vclinic.domain.problem import Refused
from vclinic.forms.roster_cells import CellValue, cell_text
from vclinic.forms.roster_grid import MAX_COLUMNS, MAX_ROWS, Grid, Merge

_SHEET = "urn:schemas-microsoft-com:office:spreadsheet "
_EXCEL = "urn:schemas-microsoft-com:office:excel "
_LAST_ROW = MAX_ROWS + 50
_NAMED_FORMATS = {"short date": "yyyy-mm-dd", "long date": "yyyy-mm-dd", "medium date": "yyyy-mm-dd", "general date": "yyyy-mm-dd"}  # fmt: skip


def read_xml_2003(text: str) -> list[Grid]:
    """The sheets of a workbook.

    Raises:
        Refused: damaged, or with declarations of its own, which no spreadsheet writes.
    """
    book = _Book()
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.say
    try:
        parser.Parse(text.strip().encode("utf-8", "replace"), True)
    except (expat.ExpatError, ValueError, OverflowError) as fault:
        raise _damaged() from fault
    return book.grids


def _damaged() -> Refused:
    sentence = (
        "这个“XML 电子表格 2003”打不开，可能已损坏。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”再导入。"
    )
    return Refused("xml_spreadsheet", sentence)


def _refuse_declarations(*_: object) -> None:
    raise _damaged()


class _Book:
    """What has been read so far; expat tells each element's start, its text and its end."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._epoch_1904 = False
        self._styles: dict[str, tuple[str, bool]] = {}
        self._style = ""
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._kind = ""
        self._text: list[str] | None = None
        self._comment = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "Style": self._begin_style, "NumberFormat": self._number_format, "Font": self._font, "Worksheet": self._worksheet,
            "Column": self._column_of, "Row": self._begin_row, "Cell": self._begin_cell, "Data": self._begin_data,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == f"{_SHEET}Comment":
            self._comment = True
        elif name.startswith(_SHEET) and not self._comment:
            part = name.removeprefix(_SHEET)
            begin = self._starts.get(part)
            if begin is not None:
                if not self.grids and part in ("Column", "Row", "Cell", "Data"):
                    raise _damaged()
                begin({key.removeprefix(_SHEET): value for key, value in attributes.items()})
        elif name in (f"{_EXCEL}Visible", f"{_EXCEL}Date1904"):
            self._text = []

    def say(self, text: str) -> None:
        """A part of an element's text."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == f"{_SHEET}Comment":
            self._comment = False
        elif name == f"{_SHEET}Data" and self._text is not None and not self._comment:
            self._enter("".join(self._text))
            self._text = None
        elif name == f"{_EXCEL}Date1904":
            self._epoch_1904, self._text = True, None
        elif name == f"{_EXCEL}Visible":
            if self.grids and "Hidden" in "".join(self._text or ()):
                self.grids[-1].concealed = True
            self._text = None

    def _begin_style(self, said: dict[str, str]) -> None:
        self._style = said.get("ID", "")
        self._styles[self._style] = self._styles.get(said.get("Parent", ""), ("", False))

    def _number_format(self, said: dict[str, str]) -> None:
        written = said.get("Format", "")
        self._styles[self._style] = (_NAMED_FORMATS.get(written.lower(), written), self._styles[self._style][1])

    def _font(self, said: dict[str, str]) -> None:
        self._styles[self._style] = (self._styles[self._style][0], said.get("StrikeThrough") == "1")

    def _worksheet(self, said: dict[str, str]) -> None:
        self.grids.append(Grid(said.get("Name", ""), epoch_1904=self._epoch_1904))
        self._row = self._column = 0

    def _column_of(self, said: dict[str, str]) -> None:
        self._column = int(said.get("Index", self._column + 1))
        last = self._column + int(said.get("Span", 0))
        if said.get("Hidden") == "1" or said.get("Width") == "0":
            self.grids[-1].hidden_columns.update(range(self._column - 1, min(last, MAX_COLUMNS)))
        self._column = last

    def _begin_row(self, said: dict[str, str]) -> None:
        self._row = int(said.get("Index", self._row + 1))
        self._column = 0
        if said.get("Hidden") == "1" or said.get("Height") == "0":
            self.grids[-1].hidden.add(self._row)

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._column = int(said.get("Index", self._column + 1))
        self._cell = {**said, "place": str(self._column - 1)}
        across, down = int(said.get("MergeAcross", 0)), int(said.get("MergeDown", 0))
        if across > 0 or down > 0:
            left = self._column - 1
            self.grids[-1].merges.append(Merge(self._row, left, self._row + down, left + across))
        self._column += max(across, 0)

    def _begin_data(self, said: dict[str, str]) -> None:
        self._kind, self._text = said.get("Type", ""), []

    def _enter(self, text: str) -> None:
        place = int(self._cell.get("place", 0))
        if not 0 < self._row <= _LAST_ROW or not 0 <= place < MAX_COLUMNS:
            return
        number_format, struck = self._styles.get(self._cell.get("StyleID", ""), ("", False))
        written = cell_text(_value(self._kind, text), number_format, epoch_1904=self._epoch_1904)
        if written:
            self.grids[-1].enter(self._row, place, written, struck=struck)


def _value(kind: str, text: str) -> CellValue:
    if kind == "Number":
        return float(text)
    if kind == "DateTime":
        return datetime.fromisoformat(text)
    if kind == "Boolean":
        return text.strip() == "1"
    return None if kind == "Error" else text

"""A page of tables saved as .xls, as hospital and township systems export it: read as Excel shows it, tables one below another."""

import re
from html.parser import HTMLParser

from vclinic.domain.problem import Refused
from vclinic.forms.roster_cells import without_error
from vclinic.forms.roster_grid import MAX_COLUMNS, MAX_ROWS, Grid, Merge

MAX_LETTERS = 20_000_000  # of a page: 100,000 rows with all their markup
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_STRUCK = re.compile(r"line-through", re.IGNORECASE)
_STRIKES = frozenset(("s", "strike", "del"))
_BREAKS = frozenset(("br", "p", "div"))
_NOT_SHOWN = frozenset(("script", "style", "xml", "title"))
_BLANKS = re.compile(r"[ \t\r\n]+")


def read_html(text: str) -> Grid | None:
    """All tables of a page in one sheet; None where it holds none.

    Raises:
        Refused: too large.
    """
    if len(text) > MAX_LETTERS:
        raise Refused("too_large", "这个网页（HTML）表格太大，不像花名册。请只留花名册那一张表。")
    page = _Page()
    page.feed(_plain_markup(text))
    page.close()
    if not page.tables:
        return None
    grid = Grid()
    number = 0
    for table in page.tables:
        table.end_row()
        for row, cells in enumerate(table.rows, number + 1):
            for place, (cell, struck) in cells.items():
                grid.enter(row, place, cell, struck=struck)
        grid.hidden |= {number + row for row in table.hidden}
        last = number + len(table.rows)
        grid.merges += [
            Merge(number + merge.top, merge.left, min(number + merge.bottom, last), merge.right)
            for merge in table.merges
        ]
        number = last
    return grid


def _plain_markup(text: str) -> str:
    """The page up to its last mark, without comments and marked sections: the parser looks for the end of each unfinished
    one anew, and fails on sections it does not know."""
    text = text[: text.rfind(">") + 1].replace("<![CDATA[", "").replace("]]>", "").replace("<![", "<")
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("-->", start)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, text[at:]])


class _Table:
    """One table while it is read: rows of place → (text, struck), spans as merges counted from its first row, 1."""

    def __init__(self) -> None:
        self.rows: list[dict[int, tuple[str, bool]]] = []
        self.hidden: set[int] = set()
        self.merges: list[Merge] = []
        self._covered: dict[int, int] = {}  # column → last row that a cell from above reaches
        self._text: list[str] | None = None
        self._spans = (1, 1)
        self._in_row = False
        self.strikes = 0
        self._kept: list[bool] = []

    def begin_row(self, *, hidden: bool) -> None:
        self.end_row()
        if len(self.rows) > MAX_ROWS:
            raise Refused("too_many_rows", f"超过 {MAX_ROWS} 行，请分成几个文件导入。")
        self.rows.append({})
        self._in_row = True
        if hidden:
            self.hidden.add(len(self.rows))

    def end_row(self) -> None:
        self.end_cell()
        self._in_row = False

    def begin_cell(self, across: int, down: int, *, struck: bool) -> None:
        self.end_cell()
        if not self._in_row:
            self.begin_row(hidden=False)
        self._text, self._spans, self._kept = [], (across, down), []
        self.strikes = int(struck)

    def say(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
            if text.strip():
                self._kept.append(self.strikes > 0)

    def end_cell(self) -> None:
        if self._text is None:
            return
        number, row, place = len(self.rows), self.rows[-1], 0
        while place in row or self._covered.get(place, 0) >= number:  # column MAX_COLUMNS is always free
            place += 1
        if place < MAX_COLUMNS:
            text = "\n".join(_BLANKS.sub(" ", line).strip() for line in "".join(self._text).split("\v")).strip()
            across, down = self._spans
            right = min(place + across, MAX_COLUMNS) - 1
            for column in range(place, right + 1):
                row[column] = ("", False)
                self._covered[column] = number + down - 1
            row[place] = (without_error(text), bool(self._kept) and all(self._kept))
            if across > 1 or down > 1:
                self.merges.append(Merge(number, place, number + down - 1, right))
        self._text = None


class _Page(HTMLParser):
    """A page read from its beginning to its end; tables inside tables follow them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._not_shown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        style = said.get("style", "")
        if tag == "table":
            self.tables.append(_Table())
            self._open.append(self.tables[-1])
            return
        if tag in _NOT_SHOWN:
            self._not_shown += 1
        if not self._open:
            return
        table = self._open[-1]
        if tag == "tr":
            table.begin_row(hidden=bool(_HIDDEN.search(style)) or said.get("height") == "0")
        elif tag in ("td", "th"):
            across, down = _span(said.get("colspan", "")), _span(said.get("rowspan", ""))
            table.begin_cell(across, down, struck=bool(_STRUCK.search(style)))
        elif tag in _STRIKES:
            table.strikes += 1
        elif tag in _BREAKS:
            table.say("\v")

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_SHOWN:
            self._not_shown = max(0, self._not_shown - 1)
        if not self._open:
            return
        table = self._open[-1]
        if tag == "table":
            table.end_row()
            self._open.pop()
        elif tag == "tr":
            table.end_row()
        elif tag in ("td", "th"):
            table.end_cell()
        elif tag in _STRIKES:
            table.strikes = max(0, table.strikes - 1)

    def handle_data(self, data: str) -> None:
        if self._open and not self._not_shown:
            self._open[-1].say(data)


def _span(text: str) -> int:
    return min(max(int(text), 1), MAX_ROWS) if text.isascii() and text.isdigit() and len(text) < 9 else 1

"""A roster as text: any encoding and delimiter, a bad byte here and there; but no binary rubbish."""

import csv
import io
import re

from vclinic.domain.problem import Refused
from vclinic.forms.roster_cells import without_error
from vclinic.forms.roster_grid import Grid
from vclinic.forms.roster_header import LOOK_AT, is_header
from vclinic.forms.roster_html import read_html
from vclinic.forms.roster_kinds import is_page, is_xml_2003, refuse_markup, refuse_page
from vclinic.forms.roster_xml import read_xml_2003

BAD = "\ufffd"
_DELIMITERS = ",\t;|，"
_AS_TEXT = re.compile(r'="([^"]*)"|\'(?=[\d=+\-@＝＋－＠])(.*)', re.DOTALL)  # how exports keep Excel from rounding
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
_END = "\x00\x1a"  # what old programs put behind the last line
_GUESSED = ("utf-8-sig", "gb18030", "utf-16-le", "utf-16-be")  # with zeros among the letters only a header decides
_MOST_BAD = 0.02  # of a text: more than that is another encoding, not a damaged byte


def read_text(content: bytes) -> list[Grid]:
    """The sheets of a text file: one of plain text or of a page, several of an XML 2003 workbook.

    Raises:
        Refused: no text, no table, or marked-up text that is to be saved in another way.
    """
    text = _decoded(content)
    refuse_markup(text)
    if is_xml_2003(text):
        return read_xml_2003(text)
    return [_page(text) if is_page(text) else _rows(text)]


def _page(text: str) -> Grid:
    grid = read_html(text)
    if grid is None:
        raise refuse_page()
    return grid


def _rows(text: str) -> Grid:
    delimiter = _header_mark(text) or max(_DELIMITERS, key=text[:4000].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    grid = Grid()
    good = 0
    try:
        for number, row in enumerate(reader, 1):
            grid.rows[number] = [without_error(_unwrapped(cell)) for cell in row]
            good = reader.line_num
    except csv.Error as fault:
        sentence = f"文件第 {good + 1} 行的引号不成对，分不清哪里是一格。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
        raise Refused("not_a_table", sentence) from fault
    return grid


def _header_mark(text: str) -> str:
    """The delimiter with which a header is found near the top; none without one."""
    start = text[:20_000].splitlines()[:LOOK_AT]
    return next((mark for mark in _DELIMITERS if any(is_header(_split(line, mark)) for line in start)), "")


def _split(line: str, mark: str) -> list[str]:
    return [cell.strip('"') for cell in line.split(mark)]


def _unwrapped(cell: str) -> str:
    match = _AS_TEXT.fullmatch(cell.strip())
    return (match[1] or match[2] or "") if match else cell


def _decoded(content: bytes) -> str:
    """The text of the first encoding with a header in it, sound before damaged; else of the first sound one."""
    encodings = _encodings(content)
    sound = [text for encoding in encodings if (text := _sound(content, encoding)) is not None]
    damaged = (text for encoding in encodings if (text := _damaged(content, encoding)) is not None)
    for text in (*sound, *damaged):
        if _header_mark(text):
            return text
    if sound and encodings != _GUESSED:
        return sound[0]  # a page or XML has no header on one line
    raise Refused("not_text", "这个文件不是花名册：既不是 Excel，也不是文字表格。")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\x00" in content[:200]:
        return _GUESSED
    return ("utf-8-sig", "gb18030")


def _sound(content: bytes, encoding: str) -> str | None:
    try:
        text = _bare(content.decode(encoding))
    except UnicodeDecodeError:
        return None
    return None if _NO_TEXT.search(text) else text


def _damaged(content: bytes, encoding: str) -> str | None:
    """A text with a mark for every bad byte and control character, unless there are too many of them."""
    text = _NO_TEXT.sub(BAD, _bare(content.decode(encoding, "replace")))
    return text if text.count(BAD) <= 3 + len(text) * _MOST_BAD else None


def _bare(text: str) -> str:
    """Without the marks of encoding and end that programs leave in it."""
    return text.replace("\ufeff", "").rstrip(_END)

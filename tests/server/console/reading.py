"""Reading the console's answers: pages as text, files as rows."""

import re
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import requests
from openpyxl import load_workbook


def text_of(page: str) -> str:
    """A page without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def saved_as(answer: requests.Response) -> str:
    """The name under which a browser saves a file."""
    return unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])


def rows_of(answer: requests.Response) -> list[dict[str, object]]:
    """An Excel file as rows under their headings."""
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    heads, *rows = sheet.iter_rows(values_only=True)
    return [{str(head): value for head, value in zip(heads, row, strict=True)} for row in rows]


def turned(page: requests.Response, way: str) -> str:
    """The address behind 上一页 (prev) or 下一页 (next)."""
    (link,) = re.findall(rf'href="([^"]+)" rel="{way}"', page.text)
    return unescape(link)

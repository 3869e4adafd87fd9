"""The sheet a clinic is given as a PDF: the same words as on the page, its font embedded, the QR code drawn in lines."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from sync.server.console import sheet
from sync.server.devices.invitation import Invitation
from vclinic.resources import resource

if TYPE_CHECKING:  # at run time only when a sheet is made: it takes a sixth of a second
    from fpdf import FPDF

_FONT = ("fonts", "VClinicSansSC-Regular.otf")
_MARGIN, _WIDTH = 20.0, 170.0  # of A4, in mm
_QR, _GAP = 55.0, 6.0
_OVERLAP = 0.02  # mm by which the lines of the code overlap, lest a viewer shows seams


def pdf(township: str, clinic: str, invitation: Invitation, until: datetime, now: datetime) -> bytes:
    """The whole sheet on one page of A4."""
    from fpdf import FPDF

    paper = FPDF(format="A4")
    paper.set_creation_date(now)
    paper.set_title(f"接入单 {clinic}")
    paper.set_lang("zh-CN")
    paper.set_margin(_MARGIN)
    paper.add_font("own", fname=resource(*_FONT))
    paper.add_page()
    _text(paper, f"{township} 接入单：{clinic}", 20)
    paper.ln(3)
    for step in sheet.steps(until):
        _text(paper, step, 12)
    paper.ln(4)
    _box(paper, invitation)
    paper.ln(4)
    _text(paper, "整段：", 12)
    _typed(paper, invitation.pairing, 12, _WIDTH)
    paper.ln(3)
    _text(paper, sheet.CAUTION, 11)
    return bytes(paper.output())


def _box(paper: "FPDF", invitation: Invitation) -> None:
    """What is typed on the left, what is scanned on the right."""
    top = paper.get_y()
    paper.set_xy(_MARGIN + _GAP, top + _GAP)
    paper.set_left_margin(_MARGIN + _GAP)
    for name, text in sheet.parts(invitation):
        _text(paper, name, 11)
        _typed(paper, text, 17, _WIDTH - _QR - 3 * _GAP)
        paper.ln(1)
    paper.set_left_margin(_MARGIN)
    bottom = max(paper.get_y(), top + _GAP + _QR) + _GAP
    _draw(paper, invitation.pairing, _MARGIN + _WIDTH - _GAP - _QR, top + _GAP)
    paper.set_line_width(0.5)
    paper.rect(_MARGIN, top, _WIDTH, bottom - top)
    paper.set_xy(_MARGIN, bottom)


def _draw(paper: "FPDF", text: str, left: float, top: float) -> None:
    """The QR code, each line of dark modules as one rectangle."""
    rows = sheet.dark(text)
    side = _QR / len(rows)
    paper.set_fill_color(0)
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = next((n for n, is_dark in enumerate(row[x:]) if not is_dark), len(row) - x)
            if length:
                wide, high = length * side + _OVERLAP, side + _OVERLAP
                paper.rect(left + x * side, top + y * side, wide, high, style="F")
            x += length + 1


def _typed(paper: "FPDF", text: str, points: int, width: float) -> None:
    """What people type goes on with a hyphen in the next line (a copied one would be lost at a line's end); an address
    longer than a line is broken anywhere."""
    paper.set_font("own", size=points)
    lines = [""]
    for group in re.findall(r"-?[^-]+", text):
        if paper.get_string_width(lines[-1] + group) > width - 2 * paper.c_margin:
            lines.append("")
        lines[-1] += group
    for line in filter(None, lines):
        _text(paper, line, points, width=width)


def _text(paper: "FPDF", text: str, points: int, *, width: float = 0) -> None:
    """A paragraph as wide as the page, or as ``width`` in mm; Chinese may be broken anywhere."""
    from fpdf.enums import WrapMode

    paper.set_font("own", size=points)
    paper.multi_cell(width, points * 0.55, text, align="L", new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR)

"""The sheet as a PDF: what it says can be read and copied, and a phone reads the code off the drawn page."""

import logging
import re
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from sync.protocol import pairing_text
from sync.server.console import sheet, sheet_pdf
from sync.server.devices.invitation import Invitation
from tests.server.browserless import Visitor
from tests.server.console.reading import saved_as
from tests.server.township import MORNING, VILLAGE, ClinicDevice, RunningTownship

UNTIL = MORNING + timedelta(hours=72)
PINNED = Invitation("7KQ3-ZPAB-C0D1", "https://192.168.1.8:8650", "ab" * 32)
HERE = Invitation("7KQ3-ZPAB-C0D1", "http://127.0.0.1:8650", "")
LONG = replace(PINNED, url=f"https://{'clinics.' * 12}township.example.org:8650")


def made(invitation: Invitation, clinic: str = "柳河村卫生室") -> bytes:
    return sheet_pdf.pdf("清溪镇卫生院", clinic, invitation, UNTIL, MORNING)


def pages(content: bytes) -> list[tuple[str, Image.Image]]:
    """Each page's text, with its lines put together, and the page as it is printed."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [(_text(page), page.render(scale=2).to_pil()) for page in pdf]


def _text(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        return re.sub(r"[\r\n]+", "", text.get_text_range())
    finally:
        text.close()


@pytest.mark.parametrize("invitation", [PINNED, HERE, LONG], ids=["pinned", "this machine", "a long address"])
def test_a_phone_reads_the_pairing_text_off_the_page(invitation: Invitation) -> None:
    ((_, page),) = pages(made(invitation))
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [invitation.pairing]


def test_a_quarter_of_the_code_may_be_smudged() -> None:
    ((_, page),) = pages(made(PINNED))
    (code,) = zxingcpp.read_barcodes(page)
    corner, side = code.position.top_left, code.position.top_right.x - code.position.top_left.x
    page.paste(
        (0, 0, 0), (corner.x + side // 2, corner.y + side // 2, corner.x + side * 7 // 10, corner.y + side * 7 // 10)
    )
    assert [smudged.text for smudged in zxingcpp.read_barcodes(page)] == [PINNED.pairing]


@pytest.mark.parametrize("invitation", [PINNED, HERE, LONG], ids=["pinned", "this machine", "a long address"])
def test_what_is_typed_and_copied_stands_there_whole(invitation: Invitation) -> None:
    ((text, _),) = pages(made(invitation))
    assert invitation.pairing in text
    assert all(name + typed in text for name, typed in sheet.parts(invitation))
    assert pairing_text.read(text[text.index("整段：") :]).code == "7KQ3ZPABC0D1"


def test_it_says_for_whom_until_when_and_what_to_do() -> None:
    ((text, _),) = pages(made(PINNED, "柳河<村>𠮷䶮"))
    assert text.startswith("清溪镇卫生院 接入单：柳河<村>𠮷䶮1. 打开村医工作站")
    assert f"{UNTIL:%Y-%m-%d %H:%M} 前有效" in text
    assert text.endswith("用过就撕掉。")
    with pypdfium2.PdfDocument(made(PINNED)) as pdf:
        assert pdf.get_metadata_dict()["Title"] == "接入单 柳河村卫生室"


def test_nothing_runs_over_the_margins() -> None:
    for invitation in (PINNED, LONG):
        ((_, page),) = pages(made(invitation, "很" * 60))
        grey = page.convert("L").point(lambda level: 255 if level < 200 else 0)
        left, top, right, bottom = grey.getbbox() or (0, 0, 0, 0)
        assert min(left, top, page.width - right, page.height - bottom) > page.width * 15 / 210


def test_the_same_sheet_at_the_same_time_is_the_same_file() -> None:
    assert made(PINNED) == made(PINNED)


def test_a_character_nobody_draws_is_a_box_and_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        ((_, page),) = pages(made(PINNED, "柳河村\U0001f3e5"))
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [PINNED.pairing]


def test_the_console_hands_out_the_sheet_of_a_code_just_made(township: RunningTownship, admin: Visitor) -> None:
    code = _new_code(admin)
    answer = admin.post("/clinics/sheet.pdf", {"code": code})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert saved_as(answer).startswith("接入单 柳河村卫生室")
    ((text, page),) = pages(answer.content)
    assert "接入单：柳河村卫生室" in text
    (scanned,) = zxingcpp.read_barcodes(page)
    told = pairing_text.read(scanned.text)
    assert told.code == code.replace("-", "")
    ClinicDevice(township).pair(told.code)
    used = admin.post("/clinics/sheet.pdf", {"code": code})
    assert "用过了或者过期了" in used.text
    assert b"%PDF" not in used.content


@pytest.mark.parametrize("code", ["", "0000-0000-0000", "no code"])
def test_no_sheet_is_made_of_what_is_no_code(admin: Visitor, code: str) -> None:
    admin.get("/clinics")
    answer = admin.post("/clinics/sheet.pdf", {"code": code})
    assert "用过了或者过期了" in answer.text


def test_only_administrators_get_a_sheet_and_only_from_our_own_page(township: RunningTownship, admin: Visitor) -> None:
    code = _new_code(admin)
    reviewer = Visitor(township)
    reviewer.sign_in("linxy")
    reviewer.get("/clinics")
    assert reviewer.post("/clinics/sheet.pdf", {"code": code}).status_code == 403
    assert admin.post("/clinics/sheet.pdf", {"code": code}, csrf="another").status_code == 409


def _new_code(admin: Visitor) -> str:
    admin.get("/clinics")
    page = admin.post("/clinics", {"clinic": "柳河村卫生室", "village": VILLAGE}).text
    code = re.search(r'name="code" value="([^"]+)"', page)
    assert code is not None, "the page offers the sheet"
    return code[1]

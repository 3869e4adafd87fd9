"""The sheet a clinic is given."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import segno

from sync.protocol import pairing_text
from sync.server.console import sheet
from sync.server.devices.invitation import Invitation
from tests.server.browserless import Visitor
from tests.server.township import MORNING, VILLAGE
from vclinic.domain.problem import WorldFault

PINNED = Invitation("7KQ3-ZPAB-C0D1", "https://192.168.1.8:8650", "ab" * 32)
HERE = Invitation("7KQ3-ZPAB-C0D1", "http://127.0.0.1:8650", "")


class Shown(HTMLParser):
    """The words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize("invitation", [PINNED, HERE])
def test_the_three_lines_typed_one_after_the_other_pair(invitation: Invitation) -> None:
    told = pairing_text.read(" ".join(text for _, text in sheet.parts(invitation)))
    assert (told.url, told.code) == (invitation.url, "7KQ3ZPABC0D1")
    assert told.fingerprint == invitation.fingerprint[:40]


def test_a_sheet_says_for_whom_until_when_and_is_paper_alone() -> None:
    page = sheet.page("清溪镇卫生院", "柳河<村>", PINNED, MORNING + timedelta(hours=72))
    said = Shown(page).said
    assert "清溪镇卫生院 接入单：柳河<村>" in said
    assert f"{MORNING + timedelta(hours=72):%Y-%m-%d %H:%M} 前有效" in said
    assert PINNED.pairing in said
    assert not re.search(r"(?:src|href)=", page), "nothing is fetched when it is opened"


def test_the_drawing_is_of_the_very_text() -> None:
    drawn = segno.make(PINNED.pairing, error="q", micro=False, boost_error=False)
    assert re.findall(r' d="([^"]+)"', sheet.qr(PINNED.pairing))[-1] in drawn.svg_inline(scale=4, omitsize=True)
    assert sheet.qr(PINNED.pairing) != sheet.qr(HERE.pairing)


def test_a_sheet_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="写不了"):
        sheet.write(tmp_path / "no" / "sheet.html", b"")


def test_the_page_after_a_new_code_is_the_sheet(admin: Visitor) -> None:
    page = admin.post("/clinics", {"clinic": "柳河村卫生室", "village": VILLAGE}).text
    whole = re.search(r'class="whole">([^<]+)<', page)
    assert whole is not None
    assert pairing_text.read(whole[1]).url == "http://127.0.0.1:8650"
    assert "<svg" in page
    assert "只有本机能用" in page, "another computer could not come to this address"

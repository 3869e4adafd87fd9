"""What a clinic is given to pair with."""

from pathlib import Path

import pytest

from sync.protocol import pairing_text
from sync.server import identity
from sync.server.devices.invitation import Invitation, address
from sync.server.identity.served import FILE, Served, keep
from tests.server.township import MORNING
from vclinic.domain.problem import Refused

LAN, NAME, HERE = "https://192.168.1.8:8650", "https://town.example.org", "http://127.0.0.1:8650"


@pytest.mark.parametrize(
    ("served", "wanted", "url", "pinned"),
    [
        (None, "", HERE, False),
        (None, LAN, LAN, True),
        (None, NAME, NAME, True),
        (Served(LAN, own=True), "", LAN, True),
        (Served(LAN, own=True), f"{NAME}/", NAME, True),
        (Served(NAME, own=False), "", NAME, False),
        (Served(HERE, own=False), "", HERE, False),
        (Served(HERE, own=False), NAME, NAME, False),
        (Served(HERE, own=False), "https://203.0.113.9", "https://203.0.113.9", True),
    ],
    ids=[
        "never served", "served later on a LAN", "served later by name", "on a LAN", "its name outside",
        "a public certificate", "this machine", "behind a proxy", "no public certificate has a number",
    ],
)  # fmt: skip
def test_the_address_and_whether_its_certificate_has_to_be_known(
    tmp_path: Path, served: Served | None, wanted: str, url: str, pinned: bool
) -> None:
    if served is not None:
        keep(tmp_path, served)
    told, fingerprint = address(tmp_path, MORNING, wanted)
    assert told == url
    assert fingerprint == (identity.load(tmp_path).fingerprint if pinned else "")


@pytest.mark.parametrize(
    "wanted",
    [
        "town", "https://", "ftp://x", f"{LAN}/login", f"{LAN}?q", f"{LAN}#x", "https://u:p@x", "https://x:99999",
        "https://卫生院", "http://192.168.1.8:8650",
    ],
)  # fmt: skip
def test_what_is_no_address_for_a_clinic_is_refused(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(Refused) as refused:
        address(tmp_path, MORNING, wanted)
    assert refused.value.code == "bad_url"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"url": 1}', '{"url": "x", "own": true, "hosts": 3}'])
def test_a_spoiled_note_of_where_it_was_served_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    assert address(tmp_path, MORNING)[0] == HERE


def test_one_text_says_all_of_it(tmp_path: Path) -> None:
    fingerprint = address(tmp_path, MORNING, LAN)[1]
    invitation = Invitation("7KQ3-ZPAB-C0D1", LAN, fingerprint)
    told = invitation.document()
    assert (told["code"], told["url"], told["fingerprint"]) == ("7KQ3-ZPAB-C0D1", LAN, fingerprint)
    read = pairing_text.read(str(told["pairing"]))
    assert (read.url, read.code, fingerprint.startswith(read.fingerprint)) == (LAN, "7KQ3ZPABC0D1", True)

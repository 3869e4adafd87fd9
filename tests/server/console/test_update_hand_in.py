"""Handing a release in at the console: by an administrator only, from our own page, verified, on the disk and never in
memory, and a sentence for whatever is wrong."""

import inspect
import os
import re
import resource
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from sqlmodel import select

from sync.protocol.standing import Standing
from sync.server.console import update_pages, upload, words
from sync.server.database.tables import Audit
from sync.server.devices import standing
from sync.server.updates import handed, releases as kept
from tests.delivery import releases
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.township import RunningTownship
from vclinic.delivery import fetching, manifest
from vclinic.files import exclusive

MIB = 1024 * 1024
CONTENT = b"MZ" + os.urandom(3 * MIB)
SETUP = "vclinic-setup-9.1.0.exe"


@pytest.fixture
def stick(admin: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    out, keys = releases.whole(tmp_path, CONTENT)
    monkeypatch.setattr(kept, "KEYS", keys)
    admin.get("/updates")
    return out


def hand_in(visitor: Visitor, stick: Path, csrf: str | None = None, **headers: str) -> requests.Response:
    """As the form sends it: the token first."""
    parts: list[tuple[str, Any]] = [("csrf", (None, visitor.csrf if csrf is None else csrf))]
    parts += [("file", (path.name, path.read_bytes())) for path in sorted(stick.iterdir())]
    return visitor.session.post(f"{visitor.township.url}/updates", files=parts, headers=headers, timeout=60)


def versions(township: RunningTownship) -> list[str]:
    return [release.manifest.version for release in kept.everything(township.store.data)]


def acts(township: RunningTownship) -> list[tuple[str, str, str]]:
    with township.store.read() as session:
        rows = session.exec(select(Audit).order_by("seq"))
        return [(row.login, row.act, row.detail) for row in rows if row.act.startswith("update_")]


def left(township: RunningTownship) -> list[Path]:
    return list((township.store.data / kept.FOLDER).glob("*"))


def open_in(folder: Path) -> list[str]:
    """Files of a folder that this process holds, deleted ones too."""
    held: list[str] = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            held.append(str(link.readlink()))
    return [path for path in held if path.startswith(str(folder))]


def test_put_on_offer_and_taken_away_each_with_its_line(admin: Visitor, stick: Path) -> None:
    answer = hand_in(admin, stick)
    assert "签名核对过了，已放上 9.1.0" in text_of(answer.text)
    assert versions(admin.township) == ["9.1.0"]
    again = admin.post("/updates/remove", {"version": "9.1.0"})
    assert "不再给各村 9.1.0 了" in text_of(again.text)
    assert left(admin.township) == []
    assert acts(admin.township) == [("admin", "update_added", "9.1.0"), ("admin", "update_removed", "9.1.0")]
    assert "放上新版本" in text_of(admin.get("/staff/acts").text)
    gone = admin.post("/updates/remove", {"version": "9.1.0"})
    assert (gone.status_code, "没有放着 9.1.0，什么都没有改" in gone.text) == (422, True)


def test_how_many_clinics_run_it_is_counted_by_clinic_and_computer(admin: Visitor, stick: Path) -> None:
    township = admin.township
    hand_in(admin, stick)
    assert "还没有" in text_of(admin.get("/updates").text)
    for village, name in (
        ("340123101105", "柳河村卫生室"),
        ("340123101106", "石桥村卫生室"),
        ("340123101106", "石桥村卫生室"),
    ):
        device = township.clinic(name, village).name
        with township.store.write() as session:
            standing.keep(session, device, Standing(program="9.1.0.0"), township.clock())
    assert "2 个村，3 台" in text_of(admin.get("/updates").text)


def test_a_note_is_of_what_really_stands_there(admin: Visitor, stick: Path) -> None:
    assert "已放上" not in admin.get("/updates?put=9.1.0").text
    assert admin.get("/updates?put=<b>x</b>").status_code == 400
    hand_in(admin, stick)
    assert "不再给各村" not in admin.get("/updates?gone=9.1.0").text


@pytest.mark.parametrize("file", ["manifest.json", "manifest.sig", SETUP])
def test_one_changed_byte_is_refused_with_its_sentence(admin: Visitor, stick: Path, file: str) -> None:
    content = bytearray((stick / file).read_bytes())
    content[20] ^= 1
    (stick / file).write_bytes(content)
    answer = hand_in(admin, stick)
    said = "对不上" if file == SETUP else "签名不对"
    assert (answer.status_code, said in text_of(answer.text)) == (422, True)
    assert (versions(admin.township), left(admin.township)) == ([], [])
    ((_, act, code),) = acts(admin.township)
    assert (act, code) == ("update_refused", "wrong_file" if file == SETUP else "forged")
    listed = text_of(admin.get("/staff/acts").text)
    assert "新版本没放上" in listed
    assert code not in listed, "in words"


def test_whatever_a_release_is_refused_for_has_its_words_in_the_list_of_acts() -> None:
    raised = "".join(map(inspect.getsource, (manifest.read, fetching.fetch, kept, handed, update_pages, exclusive)))
    codes = set(re.findall(r'(?:Refused|WorldFault)\(\s*"(\w+)"', raised))
    elsewhere = {"missing", "in_use"}  # of taking one away
    assert {"other_channel", "forged", "bad_zip"} < codes
    assert codes - elsewhere - set(words.UPDATE_REFUSED) == set()


def test_a_sequence_that_is_anothers_is_refused(admin: Visitor, stick: Path, tmp_path: Path) -> None:
    hand_in(admin, stick)
    other, _ = releases.whole(tmp_path, CONTENT, version="9.2.0")
    assert "序号 5 已经是另一个更新包的" in text_of(hand_in(admin, other).text)
    assert versions(admin.township) == ["9.1.0"]


def test_nothing_chosen_is_said(admin: Visitor, stick: Path) -> None:
    for path in stick.iterdir():
        path.unlink()
    assert "没有选文件" in text_of(hand_in(admin, stick).text)


def test_only_an_administrator_hands_in_or_takes_away(admin: Visitor, colleague: Visitor, stick: Path) -> None:
    colleague.get("/updates")
    answer = hand_in(colleague, stick)
    assert (answer.status_code, "只给管理员用" in answer.text) == (403, True)
    assert (versions(admin.township), open_in(admin.township.store.data / kept.FOLDER)) == ([], [])
    hand_in(admin, stick)
    assert colleague.post("/updates/remove", {"version": "9.1.0"}).status_code == 403
    assert "撤下…" not in colleague.get("/updates").text
    assert versions(admin.township) == ["9.1.0"]
    stranger = Visitor(admin.township)
    assert hand_in(stranger, stick).url.partition("?")[0].endswith("/login")


def test_another_pages_token_and_another_site_are_refused(admin: Visitor, stick: Path) -> None:
    assert "页面已过期" in hand_in(admin, stick, csrf="other").text
    assert "不是从本页面发出的" in hand_in(admin, stick, Origin="https://elsewhere.example").text
    hand_in(admin, stick)
    assert admin.post("/updates/remove", {"version": "9.1.0"}, csrf="other").status_code == 409
    assert versions(admin.township) == ["9.1.0"]


def body(csrf: str, size: int) -> Iterator[bytes]:
    yield f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n'.encode()
    yield f'--x\r\nContent-Disposition: form-data; name="file"; filename="../../{SETUP}"\r\n\r\n'.encode()
    for _ in range(size // MIB):
        yield bytes(MIB)
    yield b"\r\n--x--\r\n"


def test_a_huge_body_is_not_held_and_told(admin: Visitor, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_FILE", 2 * MIB)
    tracemalloc.start()
    try:
        answer = admin.session.post(
            f"{admin.township.url}/updates", data=body(admin.csrf, 64 * MIB), timeout=60,
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )  # fmt: skip
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (answer.status_code, "文件太大" in text_of(answer.text)) == (422, True)
    assert peak < 12 * MIB
    assert left(admin.township) == []


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """As on a disk that is full then."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_a_sentence_and_afterwards_it_goes(admin: Visitor, stick: Path) -> None:
    with no_file_beyond(2 * MIB):
        answer = hand_in(admin, stick)
    assert (answer.status_code, "没有地方放这个文件" in answer.text) == (503, True)
    assert (left(admin.township), open_in(admin.township.store.data / kept.FOLDER)) == ([], [])
    hand_in(admin, stick)
    assert versions(admin.township) == ["9.1.0"]


def test_a_line_that_is_cut_leaves_nothing(admin: Visitor, stick: Path) -> None:
    folder = admin.township.store.data / kept.FOLDER
    cookies = "; ".join(f"{name}={value}" for name, value in admin.session.cookies.items())
    address = urlsplit(admin.township.url)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=10) as line:
        line.sendall(
            f"POST /updates HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookies}\r\nContent-Length: 9000000\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode()
        )
        for piece in list(body(admin.csrf, 2 * MIB))[:-1]:
            line.sendall(piece)
        until(lambda: open_in(folder) != [])  # it is on its way to the disk
    until(lambda: open_in(folder) == [])
    assert (left(admin.township), acts(admin.township)) == ([], [])
    hand_in(admin, stick)
    assert versions(admin.township) == ["9.1.0"]


def until(holds: Any) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that")

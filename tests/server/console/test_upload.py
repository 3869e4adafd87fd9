"""What a form with files may send: from our own page, whole, within limits, and never held in memory."""

import tracemalloc
from collections.abc import Iterator

import pytest
import requests

from sync.server.console import upload
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.sticks import hand_in

MIB = 1024 * 1024


def sent(
    visitor: Visitor, body: bytes | Iterator[bytes], kind: str = "multipart/form-data; boundary=x", **headers: str
) -> requests.Response:
    return visitor.session.post(
        f"{visitor.township.url}/packages", data=body, headers={"Content-Type": kind} | headers, timeout=60
    )  # type: ignore[arg-type]  passed through


def part(name: str, content: bytes, file: str = "") -> bytes:
    said = f'; filename="{file}"' if file else ""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{said}\r\n\r\n'.encode() + content + b"\r\n"


@pytest.fixture
def here(colleague: Visitor) -> Visitor:
    colleague.get("/packages")
    return colleague


def test_nobody_who_is_not_signed_in_hands_in_anything(here: Visitor) -> None:
    here.session.cookies.clear()
    answer = hand_in(here, ("a.vcp", b"VCP1"))
    assert answer.url.endswith("/login")
    assert "什么都没有收" not in answer.text


def test_a_token_of_another_page_or_none_before_the_file_is_refused(here: Visitor) -> None:
    assert "页面已过期" in hand_in(here, ("a.vcp", b"VCP1"), csrf="other").text
    late = part("file", b"VCP1", "a.vcp") + part("csrf", here.csrf.encode()) + b"--x--\r\n"
    assert "页面已过期" in sent(here, late).text
    assert "页面已过期" in sent(here, part("other", b"1") + b"--x--\r\n").text


def test_another_sites_form_is_refused(here: Visitor) -> None:
    body = part("csrf", here.csrf.encode()) + part("file", b"VCP1", "a.vcp") + b"--x--\r\n"
    assert "不是从本页面发出的" in sent(here, body, Origin="https://elsewhere.example").text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"csrf=TOKEN"),
        ("multipart/form-data", b"--x--"),
        (f"multipart/form-data; boundary={'x' * 200}", b"--x--"),
        ("multipart/form-data; boundary=x", b"--y\r\nnonsense"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A" * 10_000),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 50 + b"\r\n"),
        ("multipart/form-data; boundary=x", part("csrf", b"T" * 5_000) + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", b""),
    ],
)
def test_what_is_no_form_with_files_is_a_sentence(here: Visitor, kind: str, body: bytes) -> None:
    answer = sent(here, body, kind)
    assert answer.status_code == 409
    assert "读不懂" in text_of(answer.text)


def test_a_body_that_ends_in_the_middle_is_not_taken(here: Visitor) -> None:
    body = part("csrf", here.csrf.encode()) + part("file", b"VCP1" * 100, "a.vcp")
    answer = sent(here, body[:-50])
    assert (answer.status_code, "读不懂" in answer.text) == (409, True)


def test_a_name_that_hides_its_ending_is_shown_as_it_is(here: Visitor) -> None:
    answer = hand_in(here, ("gpj\u202e.exe", b"x"), ("<b>" + "a" * 300 + ".vcp", b"x"))
    assert "gpj.exe" in answer.text
    assert "\u202e" not in answer.text
    assert "<b>a" not in answer.text


def test_too_many_files_or_fields_are_refused_as_a_whole(here: Visitor) -> None:
    many = [(f"{number}.vcp", b"x") for number in range(upload.MAX_FILES + 1)]
    assert f"一次最多收 {upload.MAX_FILES} 个文件" in hand_in(here, *many).text
    fields = {f"field{number}": "1" for number in range(upload.MAX_FILES)}
    assert "读不懂" in hand_in(here, **fields).text


def test_a_file_that_is_too_large_is_told_while_the_others_are_looked_at(
    here: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MAX_FILE", 1000)
    monkeypatch.setattr(upload, "MAX_TOTAL", 2500)
    answer = hand_in(here, ("a.vcp", b"A" * 1000), ("b.vcp", b"B" * 1001), ("c.vcp", b"C" * 900))
    rows = text_of(answer.text)
    assert answer.status_code == 422
    assert rows.count("太大") == 2, "one by itself, one with what came before"
    assert rows.count("不是村卫生室的上报包") == 1


def test_what_is_far_too_large_is_read_to_its_end_without_being_held(
    here: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MAX_FILE", MIB)

    def body() -> Iterator[bytes]:
        yield part("csrf", here.csrf.encode())
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.vcp"\r\n\r\n'
        for _ in range(64):
            yield bytes(MIB)
        yield b"\r\n--x--\r\n"

    tracemalloc.start()
    try:
        answer = sent(here, body())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "太大" in answer.text, "a sentence, not a broken line"
    assert peak < 12 * MIB


def test_whoever_sends_without_end_is_cut_off(here: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_READ", 100_000)
    answer = sent(here, part("csrf", here.csrf.encode()) + part("file", bytes(200_000), "a.vcp") + b"--x--\r\n")
    assert "读不懂" in answer.text


def test_no_file_chosen_is_said(here: Visitor) -> None:
    assert "没有选文件" in hand_in(here).text
    body = (
        part("csrf", here.csrf.encode())
        + b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n'
    )
    assert "没有选文件" in sent(here, body).text

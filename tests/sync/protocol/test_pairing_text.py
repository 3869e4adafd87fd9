"""One text pairs a clinic: typed, pasted from a chat or read from a sheet."""

from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from sync.protocol.pairing_text import PairingText, is_pairing, read, write
from vclinic.domain.problem import Refused

URL, CODE = "https://192.168.1.8:8650", "7KQ3-ZPAB-C0D1"
PRINT = "00112233445566778899aabbccddeeff01234567" + "89abcdef" * 3  # SHA-256; its first 160 bits are told
WANTED = PairingText(URL, "7KQ3ZPABC0D1", PRINT[:40])
TEXT = write(URL, CODE, PRINT)
CODE_ONLY = write("https://sync.example.org", CODE)
HOSTS = st.sampled_from(["10.0.0.7", "town.example.org", "192.168.31.250", "[fe80::1]"])


def test_the_text_is_an_address_whose_secret_part_never_leaves_a_browser() -> None:
    assert TEXT.startswith("https://192.168.1.8:8650/#7KQ3-ZPAB-C0D1.")
    assert read(TEXT) == WANTED


@pytest.mark.parametrize(
    "typed",
    [
        f"您好，请用这个接入：{TEXT} 谢谢！",
        f"接入文字“{TEXT}”",
        f"{TEXT}。",
        TEXT.lower(),
        TEXT.replace("https://", ""),
        TEXT.replace("https://", "https:// "),
        TEXT.replace("/#", "#"),
        TEXT.replace("-", ""),
        TEXT.replace("-", " "),
        TEXT.replace("-", "-\n"),
        TEXT.replace(".", "。"),
        TEXT.replace("0D1", "OdI"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in TEXT),
        f"{TEXT}\n2026年11月28日 qq 12345",
        f"{TEXT} abc",
    ],
)
def test_it_is_read_however_it_came(typed: str) -> None:
    assert read(typed) == WANTED


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (CODE_ONLY, PairingText("https://sync.example.org", "7KQ3ZPABC0D1")),
        (f"{CODE_ONLY} abc", PairingText("https://sync.example.org", "7KQ3ZPABC0D1")),
        (f"https://sync.example.org/#{CODE}", PairingText("https://sync.example.org", "7KQ3ZPABC0D1")),
        (f"https://sync.example.org/#{CODE} abc", PairingText("https://sync.example.org", "7KQ3ZPABC0D1")),
        (f"http://127.0.0.1:8650/#{CODE}", PairingText("http://127.0.0.1:8650", "7KQ3ZPABC0D1")),
        (f"localhost:8650#{CODE}", PairingText("http://localhost:8650", "7KQ3ZPABC0D1")),
        (write("https://[fe80::1]:8650", CODE), PairingText("https://[fe80::1]:8650", "7KQ3ZPABC0D1")),
    ],
)
def test_a_public_certificate_and_one_machine_need_no_fingerprint(typed: str, wanted: PairingText) -> None:
    assert read(typed) == wanted


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("", "no_pairing", "完整抄进来"),
        ("7KQ3-ZPAB-C0D1", "no_pairing", "完整抄进来"),
        ("#7KQ3-ZPAB-C0D1", "no_pairing", "完整抄进来"),
        (f"{URL}/#", "short_pairing", "接入码应是 12 个字母和数字，这里有 0 个"),
        (f"{URL}/#7KQ3-ZPAB", "short_pairing", "这里有 8 个"),
        (f"{URL}/#7KQ3-ZPAB-C0D1Z", "short_pairing", "这里有 13 个"),
        (f"{URL}/#7KQ3-ZPAB-C0DU", "mistyped", "不会有 U"),
        (f"{URL}/#{CODE}.", "short_pairing", "指纹应是 34 个字母和数字，这里有 0 个"),
        (TEXT[:-1], "short_pairing", "这里有 33 个"),
        (TEXT + "7", "short_pairing", "这里有 35 个"),
        (TEXT.replace("192.168.1.8", "192.168.1.9"), "mistyped", "有一个字不对"),
        (TEXT.replace("8650", "8560"), "mistyped", "有一个字不对"),
        (CODE_ONLY.replace("7KQ3", "7KQ4"), "mistyped", "有一个字不对"),
        (f"http://192.168.1.8:8650/#{CODE}", "not_secure", "本机试用"),
    ],
)
def test_what_is_wrong_with_it_is_a_sentence(typed: str, code: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        read(typed)
    assert refused.value.code == code


def test_an_address_alone_is_no_pairing_text() -> None:
    assert is_pairing(f"＃{CODE}")
    assert not is_pairing("https://sync.example.org")


@given(
    HOSTS, st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=12, max_size=12), st.binary(min_size=32, max_size=32)
)
def test_every_text_reads_back(host: str, code: str, fingerprint: bytes) -> None:
    url = f"https://{host}:8650"
    assert read(write(url, code, fingerprint.hex())) == PairingText(url, code, fingerprint.hex()[:40])


def test_one_wrong_digit_anywhere_is_noticed() -> None:
    start = TEXT.index("#") + 1
    for place in range(start, len(TEXT)):
        for digit in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" * (TEXT[place] not in "-."):
            if digit != TEXT[place]:
                with pytest.raises(Refused):
                    read(TEXT[:place] + digit + TEXT[place + 1 :])


def test_two_neighbours_that_changed_places_are_noticed() -> None:
    body = TEXT.replace("-", "")
    for place in range(body.index("#") + 1, len(body) - 1):
        if body[place] != body[place + 1] and "." not in body[place : place + 2]:
            with pytest.raises(Refused):
                read(body[:place] + body[place + 1] + body[place] + body[place + 2 :])


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_a_pairing_or_a_sentence(before: str, after: str) -> None:
    with suppress(Refused):
        assert len(read(f"{before}#{after}").code) == 12

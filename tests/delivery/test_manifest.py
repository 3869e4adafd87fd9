"""A manifest is believed by its signature alone, and put over nothing it does not fit."""

import base64
import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from vclinic.delivery.manifest import LONGEST, Manifest, accept, keys_of, read, spelled
from vclinic.domain.problem import Refused
from vclinic.resources import resource

CURRENT, SPARE, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2, 3))
PINNED = (CURRENT.public_key(), SPARE.public_key())
OFFER = Manifest(
    app="vclinic", channel="stable", version="1.2.0", sequence=7, min_from_version="1.0.0", schema_version=7,
    setup="vclinic-setup-1.2.0.exe", size=33_000_000, sha256="ab" * 32, released="2026-11-28",
    notes_zh="更正：打印时不再漏行。",
)  # fmt: skip
CONTENT = spelled(OFFER)


def signed(content: bytes, key: Ed25519PrivateKey = CURRENT) -> bytes:
    return base64.b64encode(key.sign(content)) + b"\n"


def code_of(content: bytes, signature: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read(content, signature, PINNED)
    return refusal.value.code


@pytest.mark.parametrize("key", [CURRENT, SPARE], ids=["current", "spare"])
def test_either_pinned_key_is_believed(key: Ed25519PrivateKey) -> None:
    assert read(CONTENT, signed(CONTENT, key), PINNED) == OFFER


def test_a_key_that_is_not_pinned_is_not_believed() -> None:
    assert code_of(CONTENT, signed(CONTENT, STRANGER)) == "forged"


def test_a_program_that_pins_no_key_believes_nobody() -> None:
    with pytest.raises(Refused) as refusal:
        read(CONTENT, signed(CONTENT), ())
    assert refusal.value.code == "no_keys"


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_refused(place: int, flip: int) -> None:
    changed = bytearray(CONTENT)
    changed[place] ^= flip
    assert code_of(bytes(changed), signed(CONTENT)) == "forged"


@pytest.mark.parametrize(
    "signature",
    [b"", b"\xff\xfe", "签名".encode(), base64.b64encode(b"short"), signed(CONTENT)[:-3], signed(CONTENT) * 2],
    ids=["empty", "no text", "chinese", "short", "cut", "twice"],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert code_of(CONTENT, signature) == "forged"


def test_a_manifest_beyond_its_limit_is_not_even_parsed() -> None:
    long = spelled(replace(OFFER, notes_zh="好" * LONGEST))
    assert code_of(long, signed(long)) == "forged"


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"\xff", b"[" * 20_000, CONTENT + b"\n", CONTENT.replace(b'":', b'": ', 1)],
    ids=["empty", "list", "null", "no utf-8", "deep", "newline", "space"],
)
def test_signed_bytes_that_are_not_spelled_as_ours_are_refused(content: bytes) -> None:
    assert code_of(content, signed(content)) == "strange_manifest"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("app", "other"),
        ("version", "1.2-beta"),
        ("version", ""),
        ("version", "1.2.0.0.0"),
        ("sequence", 0),
        ("sequence", True),
        ("sequence", "7"),
        ("sequence", 7.0),
        ("min_from_version", "old"),
        ("schema_version", -1),
        ("setup", "../vclinic-setup-1.2.0.exe"),
        ("setup", "vclinic-setup-1.2.0.exe\n"),
        ("setup", "C:vclinic-setup-1.exe"),
        ("setup", "vclinic-setup-1.1.0.exe"),  # where the way back to 1.1.0 lies
        ("setup", "vclinic-setup-1.2.exe"),
        ("size", 0),
        ("size", 2**31 + 1),
        ("sha256", "AB" * 32),
        ("released", "28.11.2026"),
        ("notes_zh", 5),
        ("notes_zh", None),
        ("notes_zh", "\ud800"),
        ("more", 1),
    ],
)
def test_a_signed_value_that_cannot_be_is_refused(field: str, value: Any) -> None:
    values = asdict(OFFER) | {field: value}
    plain = not (isinstance(value, str) and value == "\ud800")
    content = json.dumps(values, ensure_ascii=not plain, sort_keys=True, separators=(",", ":")).encode()
    assert code_of(content, signed(content)) == "strange_manifest"


@pytest.mark.parametrize("channel", ["beta", "", "Stable"])
def test_what_is_signed_for_a_trial_is_put_over_no_clinics_program(channel: str) -> None:
    content = spelled(replace(OFFER, channel=channel))
    assert code_of(content, signed(content)) == "other_channel"


def test_a_missing_field_is_refused() -> None:
    values = asdict(OFFER)
    del values["sha256"]
    content = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert code_of(content, signed(content)) == "strange_manifest"


@pytest.mark.parametrize(
    ("installed", "schema", "seen", "code"),
    [
        ("1.1.0", 7, 6, ""),
        ("1.0.0", 6, 0, ""),  # two versions back, exactly the oldest it may be
        ("1.1.9", 7, 7, ""),  # seen before and not yet installed
        ("1.2", 7, 7, "already_installed"),  # 1.2 is 1.2.0
        ("1.10.0", 7, 0, "older_offer"),  # numbers, not letters
        ("1.1.0", 7, 8, "older_offer"),  # an old stick handed round again
        ("0.9.9", 7, 0, "too_far"),
        ("1.1.0", 8, 0, "older_schema"),
    ],
)
def test_what_an_offer_is_put_over(installed: str, schema: int, seen: int, code: str) -> None:
    if not code:
        accept(OFFER, installed=installed, schema=schema, seen=seen)
        return
    with pytest.raises(Refused) as refusal:
        accept(OFFER, installed=installed, schema=schema, seen=seen)
    assert refusal.value.code == code


def test_an_intermediate_version_is_named_to_whoever_is_too_far_back() -> None:
    with pytest.raises(Refused, match=r"要先更新到 1\.0\.0"):
        accept(OFFER, installed="0.9", schema=1, seen=0)


def test_the_shipped_keys_can_be_read() -> None:
    assert len(keys_of(resource("delivery", "keys.json").read_text("utf-8"))) <= 2


def test_a_third_key_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="spare"):
        keys_of(json.dumps({"keys": [key.public_key().public_bytes_raw().hex() for key in (CURRENT, SPARE, STRANGER)]}))

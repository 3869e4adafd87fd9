"""A device's public key as text: what was written is read, and nothing else passes for a key."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from sync.protocol import keys, wire
from sync.protocol.errors import ProtocolError
from tests.sync.protocol.documents import fault_of

SEEDS = st.binary(min_size=32, max_size=32)


@given(SEEDS)
def test_a_key_read_back_knows_the_signatures_of_its_owner(seed: bytes) -> None:
    owner = Ed25519PrivateKey.from_private_bytes(seed)
    read = keys.read_public(keys.public_text(owner.public_key()))
    read.verify(owner.sign(b"batch"), b"batch")
    with pytest.raises(InvalidSignature):
        read.verify(owner.sign(b"batch"), b"another")


@given(SEEDS)
def test_a_key_travels_in_what_an_enrolment_may_hold(seed: bytes) -> None:
    text = keys.public_text(Ed25519PrivateKey.from_private_bytes(seed).public_key())
    assert len(text) <= 64
    assert text.isascii()


@pytest.mark.parametrize(
    "text",
    ["", "AAAA", "不是", base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(33)).decode(),
     base64.b64encode(bytes(32)).decode()[:-1], f" {base64.b64encode(bytes(32)).decode()}",
     f"{base64.b64encode(bytes(32)).decode()}\n", base64.urlsafe_b64encode(b"\xff" * 32).decode()],
)  # fmt: skip
def test_what_is_no_key_is_malformed(text: str) -> None:
    with pytest.raises(ProtocolError) as refusal:
        keys.read_public(text)
    assert refusal.value.code == "malformed"


@given(st.text(max_size=80))
def test_any_text_is_a_key_or_malformed(text: str) -> None:
    refusal = fault_of(keys.read_public, text)
    if refusal is None:
        assert keys.public_text(keys.read_public(text)) == text
    else:
        assert refusal == ("malformed", wire.MALFORMED)

import hashlib

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings, strategies as st

from sync.protocol import envelope, wire
from sync.protocol.envelope import MAX_BODY, MAX_PACKED, Header, device_of, header_hash, open_envelope, seal
from sync.protocol.errors import ProtocolError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "d-7KQ3ZP"


def header(**values: object) -> Header:
    plain = {"device": NAME, "batch": 1, "count": 0, "made_at": "2026-11-25T09:20:00+08:00"}
    return Header.model_validate(plain | values)


def key_of(device: str) -> Ed25519PublicKey:
    if device != NAME:
        raise ProtocolError("unknown_device", "")
    return KEY.public_key()


def code_of(content: bytes) -> str:
    with pytest.raises(ProtocolError) as caught:
        open_envelope(content, key_of)
    assert caught.value.text or caught.value.code == "unknown_device"
    return caught.value.code


def by_hand(packed: bytes, key: Ed25519PrivateKey = KEY, **values: object) -> bytes:
    """An envelope whose parts need not agree."""
    plain = {"v": 1, "device": NAME, "batch": 1, "prev": "", "codec": "zstd", "dict": 0, "count": 0,
             "sha256": hashlib.sha256(packed).hexdigest(), "made_at": "2026-11-25T09:20:00+08:00"}  # fmt: skip
    head = wire.compact(plain | values).encode()
    signed = envelope.MAGIC + len(head).to_bytes(4, "big") + head
    return signed + key.sign(signed) + packed


@given(body=st.binary(max_size=5000), batch=st.integers(1, 2**63 - 1))
def test_what_is_sealed_comes_out_unchanged(body: bytes, batch: int) -> None:
    sealed = seal(body, header(batch=batch), KEY)
    result, opened = open_envelope(sealed, key_of)
    assert (opened, result.batch, result.device) == (body, batch, NAME)
    assert header_hash(sealed) == hashlib.sha256(sealed[8 : 8 + int.from_bytes(sealed[4:8], "big")]).hexdigest()


@settings(max_examples=300)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_flipped_byte_is_noticed(place: float, flip: int) -> None:
    sealed = bytearray(seal("杨素芬".encode() * 20, header(), KEY))
    sealed[int(place * len(sealed))] ^= flip
    assert code_of(bytes(sealed)) in {"malformed", "unknown_device", "bad_signature", "version"}


@given(length=st.integers(0, 400))
def test_a_cut_envelope_is_noticed(length: int) -> None:
    sealed = seal(b"x" * 50, header(), KEY)
    assert length >= len(sealed) or code_of(sealed[:length]) in {"malformed", "bad_signature"}
    assert code_of(sealed + b"x") == "bad_signature"


def test_another_key_does_not_open_it() -> None:
    assert code_of(seal(b"", header(), Ed25519PrivateKey.generate())) == "bad_signature"


def test_a_stranger_is_unknown() -> None:
    assert code_of(seal(b"", header(device="d-other"), KEY)) == "unknown_device"


@pytest.mark.parametrize(
    "values",
    [{"device": "../x"}, {"batch": 0}, {"batch": "1"}, {"prev": "zz"}, {"count": -1}, {"made_at": "2026-11-25T09:20:00"},
     {"made_at": "yesterday"}, {"made_at": "0001-01-01T00:00:00+00:00"}, {"sha256": "A" * 64}],
)  # fmt: skip
def test_a_header_that_is_none_is_malformed(values: dict[str, object]) -> None:
    assert code_of(by_hand(zstandard.compress(b""), **values)) == "malformed"


def test_another_protocol_version_is_told_so() -> None:
    assert code_of(by_hand(zstandard.compress(b""), v=2)) == "version"
    assert code_of(by_hand(zstandard.compress(b""), codec="brotli")) == "version"
    assert code_of(by_hand(zstandard.compress(b""), dict=7)) == "version"


def test_a_bomb_does_not_go_off() -> None:
    assert code_of(by_hand(zstandard.compress(bytes(MAX_BODY + 1)))) == "too_large"
    streamed = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1000))
    assert code_of(by_hand(streamed)) == "malformed"
    assert code_of(by_hand(b"no zstd at all")) == "malformed"
    assert code_of(by_hand(zstandard.compress(b"x" * 1000)[:-4])) == "malformed"


def test_too_large_is_refused_on_both_sides() -> None:
    with pytest.raises(ProtocolError) as caught:
        seal(bytes(MAX_BODY + 1), header(), KEY)
    assert caught.value.code == "too_large"
    assert caught.value.status == 413
    assert code_of(b"VCB1" + bytes(MAX_PACKED + 10_000)) == "too_large"


def test_whom_an_envelope_names_is_read_before_anything_is_checked() -> None:
    sealed = by_hand(b"nothing", key=Ed25519PrivateKey.generate(), device="d-ANYBODY")
    assert device_of(sealed) == "d-ANYBODY"
    with pytest.raises(ProtocolError):
        device_of(sealed[:20])

"""A sealed batch of protocol 2: what was sealed comes out, and one changed byte is noticed."""

import dataclasses

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings, strategies as st

from sync.protocol.envelope import MAX_PACKED
from sync.protocol.errors import ProtocolError
from sync.protocol.two import envelope, packing, shapes
from sync.protocol.two.envelope import Head, is_sealed, link_of, open_envelope, read_head, seal
from tests.sync.protocol.documents import fault_of

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEAD = Head(
    "d-7KQ3ZP", batch=3, generation="0a1b2c3d", round=9, made_at=1_764_033_600, count=1, cursor=5, prev="ab" * 16
)


def key_of(device: str) -> Ed25519PublicKey:
    if device != HEAD.device:
        raise ProtocolError("unknown_device", "不认识")
    return KEY.public_key()


def code_of(content: bytes) -> str:
    refusal = fault_of(lambda sealed: open_envelope(sealed, key_of), content)
    return refusal[0] if refusal else ""


NUMBERS = st.integers(0, 2**63 - 1)


@given(
    body=st.binary(max_size=3000),
    batch=st.integers(1, 2**63 - 1),
    cursor=NUMBERS,
    prev=st.sampled_from(["", "0f" * 16, "0f" * 32]),
)
def test_what_is_sealed_comes_out_unchanged(body: bytes, batch: int, cursor: int, prev: str) -> None:
    head = dataclasses.replace(HEAD, batch=batch, cursor=cursor, prev=prev)
    sealed = seal(body, head, KEY)
    assert open_envelope(sealed, key_of) == (dataclasses.replace(head, prev=prev[:32]), body)
    assert is_sealed(sealed)
    assert len(link_of(sealed)) == 32
    assert link_of(sealed) != link_of(seal(body + b"x", head, KEY))


@settings(max_examples=300)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_flipped_byte_is_noticed(place: float, flip: int) -> None:
    sealed = bytearray(seal("杨素芬".encode() * 20, HEAD, KEY))
    sealed[int(place * len(sealed))] ^= flip
    assert code_of(bytes(sealed)) in {"malformed", "unknown_device", "bad_signature", "version"}


@given(length=st.integers(0, 300))
def test_a_cut_envelope_is_noticed(length: int) -> None:
    sealed = seal(b"x" * 500, HEAD, KEY)
    assert length >= len(sealed) or code_of(sealed[:length]) in {"malformed", "bad_signature"}


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_no_envelope(content: bytes) -> None:
    assert code_of(content) == "malformed"
    assert code_of(b"VCB2" + content) in {"malformed", "version", "unknown_device"}


def test_strangers_and_another_edition_are_told_so() -> None:
    assert code_of(seal(b"", dataclasses.replace(HEAD, device="d-other"), KEY)) == "unknown_device"
    assert code_of(seal(b"", HEAD, Ed25519PrivateKey.generate())) == "bad_signature"
    assert code_of(seal(b"", dataclasses.replace(HEAD, edition=shapes.NEWEST + 1), KEY)) == "version"


@pytest.mark.parametrize(
    "wrong", [{"batch": 0}, {"round": 0}, {"made_at": 2**40}, {"want": 1001}, {"device": "a b"}, {"batch": 2**64}]
)
def test_a_head_that_is_none_is_malformed(wrong: dict[str, int]) -> None:
    assert code_of(seal(b"", dataclasses.replace(HEAD, **wrong), KEY)) == "malformed"


def test_too_large_is_refused_on_both_sides() -> None:
    with pytest.raises(ProtocolError) as refused:
        seal(bytes(packing.MAX_BYTES + 1), HEAD, KEY, packing.FAST)
    assert refused.value.code == "too_large"
    assert code_of(b"VCB2" + bytes(MAX_PACKED)) == "too_large"


def test_a_bomb_does_not_go_off() -> None:
    with pytest.raises(ProtocolError) as refused:
        packing.unpack(packing.pack(bytes(70_000), 1, packing.FAST), 1, 60_000)
    assert refused.value.code == "too_large"
    bare = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=False
    )
    for packed in (zstandard.ZstdCompressor(compression_params=bare).compress(bytes(1000)), b"no frame", b"\x20"):
        with pytest.raises(ProtocolError) as refused:
            packing.unpack(packed, 1)
        assert refused.value.code in {"too_large", "malformed"}


def test_an_idle_request_is_small() -> None:
    sealed = seal(b"", HEAD, KEY)
    assert len(sealed) < 130
    assert read_head(sealed)[0] == HEAD
    assert envelope.MAX_WANT == 1000


def test_a_program_that_has_just_started_reads_its_dictionary_and_shapes() -> None:
    for kept in (packing._dictionary, packing._prepared, shapes.edition):
        kept.cache_clear()
    assert open_envelope(seal(b"x" * 100, HEAD, KEY), key_of)[1] == b"x" * 100
    assert shapes.edition(1).number_of("follow_up", "hypertension_follow_up") is not None
    assert shapes.edition(1).number_of("of_tomorrow", "") is None

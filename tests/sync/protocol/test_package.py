"""A package by stick: closed for one township, signed by the device; whatever is wrong with it has its own sentence."""

import io
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings, strategies as st

from sync.protocol import closed_stream, messages, package
from sync.protocol.errors import ProtocolError
from sync.protocol.package import END, HEAD, MAGIC, SIGNATURE, End, Head, Writing

DEVICE, TOWNSHIP, CLINIC = Ed25519PrivateKey.generate(), X25519PrivateKey.generate(), X25519PrivateKey.generate()
BEGINS = len(MAGIC) + 4 + HEAD + SIGNATURE


def head(**more: object) -> Head:
    reply = package.public_text(CLINIC.public_key())
    return Head.model_validate(
        {"device": "d-1", "package": "ab" * 8, "part": 1, "key": "0" * 16, "ephemeral": reply, "reply_key": reply,
         "made_at": "2026-11-28T09:00:00+08:00"} | more
    )  # fmt: skip


def written(*batches: bytes, more: bool = False) -> bytes:
    file = io.BytesIO()
    writing = Writing(file, head(), DEVICE, TOWNSHIP.public_key())
    for batch in batches:
        writing.add(batch, 3)
    writing.end(more=more)
    assert writing.size == sum(map(len, batches))
    return file.getvalue()


def key_of(device: str) -> Ed25519PublicKey:
    if device != "d-1":
        raise ProtocolError("unknown_device", "卫生院不认识这台电脑。")
    return DEVICE.public_key()


def read(content: bytes, key: X25519PrivateKey = TOWNSHIP) -> list[bytes | End]:
    file = io.BytesIO(content)
    closed = package.look(file, len(content), key_of, package.key_name(key.public_key()))
    return list(package.opened(file, closed, key))


def code(content: bytes, key: X25519PrivateKey = TOWNSHIP) -> str:
    with pytest.raises(ProtocolError) as told:
        read(content, key)
    assert told.value.text.endswith(("。", "”"))
    return told.value.code


WHOLE = written(b"one", b"two" * 50_000)


def test_batches_come_out_as_they_went_in_with_their_end() -> None:
    assert read(WHOLE) == [b"one", b"two" * 50_000, End(batches=2, changes=6, more=False)]
    assert read(written(more=True)) == [End(batches=0, changes=0, more=True)]


def test_its_head_says_who_and_when_and_no_more() -> None:
    file = io.BytesIO(WHOLE)
    closed = package.look(file, len(WHOLE), key_of, package.key_name(TOWNSHIP.public_key()))
    assert (closed.head.device, closed.head.part, closed.begins) == ("d-1", 1, BEGINS)
    assert closed.head.reply_key == package.public_text(CLINIC.public_key())
    assert closed.head.ephemeral != closed.head.reply_key


def flipped(place: int) -> bytes:
    return WHOLE[:place] + bytes([WHOLE[place] ^ 4]) + WHOLE[place + 1 :]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", "not_package", id="empty"),
        pytest.param(b"%PDF-1.7", "not_package", id="another file"),
        pytest.param(b"VCR1" + WHOLE[4:], "not_package", id="receipts"),
        pytest.param(b"VCP2" + WHOLE[4:], "newer", id="of a newer program"),
        pytest.param(b"VCP1\0\0", "cut", id="cut in its first bytes"),
        pytest.param(WHOLE[:500], "cut", id="cut in its head"),
        pytest.param(WHOLE[: BEGINS - 10], "cut", id="cut in its signature"),
        pytest.param(WHOLE[:-1], "cut", id="cut at its end"),
        pytest.param(WHOLE + b"x", "damaged", id="something behind it"),
        pytest.param(WHOLE[:4] + b"\0\0\4\1" + WHOLE[8:], "damaged", id="a head of another length"),
        pytest.param(WHOLE[:8] + b"{".ljust(HEAD) + WHOLE[8 + HEAD :], "damaged", id="a head nobody can read"),
        pytest.param(flipped(BEGINS - 20), "bad_signature", id="a bit of the signature"),
        pytest.param(flipped(BEGINS + 30), "damaged", id="a bit of the body"),
        pytest.param(WHOLE.replace(b'"part":1', b'"part":2'), "bad_signature", id="another part's number"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_apart(content: bytes, expected: str) -> None:
    assert code(content) == expected


def test_another_township_is_told_that_it_is_not_meant() -> None:
    assert code(WHOLE, X25519PrivateKey.generate()) == "other_township"


def signed_by_device(body: bytes, **more: object) -> bytes:
    """A file that its device itself wrote wrong."""
    import hashlib

    made = head(
        key=package.key_name(TOWNSHIP.public_key()), size=len(body), sha256=hashlib.sha256(body).hexdigest(), **more
    )
    signed = package.head_bytes(MAGIC, made)
    return signed + DEVICE.sign(signed) + body


def test_a_key_that_is_none_opens_nothing() -> None:
    nothing = b64encode(bytes(32)).decode("ascii")
    assert code(signed_by_device(b"x" * 40, ephemeral=nothing)) == "damaged"


def test_a_body_that_was_not_closed_for_us_is_damaged() -> None:
    assert code(signed_by_device(b"x" * 40)) == "damaged"


@pytest.mark.parametrize(
    "kinds",
    [
        pytest.param([(1, b"one")], id="no end"),
        pytest.param([(END, messages.encode(End(batches=0, changes=0, more=False)))] * 2, id="two ends"),
        pytest.param([(END, messages.encode(End(batches=1, changes=0, more=False)))], id="fewer than the end says"),
        pytest.param([(7, b"?")], id="a kind nobody knows"),
    ],
)
def test_frames_that_make_no_package_are_damaged(kinds: list[tuple[int, bytes]]) -> None:
    pair, body = X25519PrivateKey.generate(), io.BytesIO()
    own, theirs = pair.public_key(), TOWNSHIP.public_key()
    closing = closed_stream.Closing(body, package.agreed(pair, theirs, own, theirs, package._INFO))
    for kind, content in kinds:
        closing.frame(kind, content)
    closing.end()
    assert code(signed_by_device(body.getvalue(), ephemeral=package.public_text(own))) == "damaged"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_change_of_any_byte_is_taken(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(WHOLE) - 1))
    other = data.draw(st.integers(1, 255))
    content = WHOLE[:place] + bytes([WHOLE[place] ^ other]) + WHOLE[place + 1 :]
    assert code(content) in {
        "not_package", "newer", "cut", "damaged", "other_township", "bad_signature", "unknown_device",
    }  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000))
def test_no_bytes_whatever_are_taken(content: bytes) -> None:
    for begin in (b"", MAGIC, MAGIC + HEAD.to_bytes(4, "big")):
        with pytest.raises(ProtocolError):
            read(begin + content)

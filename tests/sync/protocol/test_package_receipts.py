"""Receipts by stick: only the township can have written them, only the clinic can read them."""

import io
from base64 import b64encode

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings, strategies as st

from sync.protocol import closed_stream, messages, package, package_receipts
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Receipt, RoundReply
from sync.protocol.package_receipts import ANSWER, END, MAGIC, MAX_ANSWER, Answer, End, Head, Writing

TOWNSHIP, CLINIC = X25519PrivateKey.generate(), X25519PrivateKey.generate()


def answer(count: int) -> Answer:
    receipts = tuple(Receipt(change_id=f"7KQ3ZP-{number:06}", state="stored") for number in range(count))
    stamp = "2026-11-28T10:00:00+08:00"
    reply = RoundReply(receipts=receipts, notices=(), cursor=4, more=False, server_time=stamp, township="清溪镇卫生院")
    return Answer(after=4, reply=reply)


def head(**more: object) -> Head:
    return Head.model_validate(
        {"package": "ab" * 8, "part": 1, "reply": "0" * 16, "ephemeral": package.public_text(TOWNSHIP.public_key()),
         "made_at": "2026-11-28T10:00:00+08:00"} | more
    )  # fmt: skip


def written(*answers: Answer, by: X25519PrivateKey = TOWNSHIP) -> bytes:
    file = io.BytesIO()
    writing = Writing(file, head(), CLINIC.public_key(), by)
    for given_answer in answers:
        writing.add(given_answer)
    writing.end("e-1")
    return file.getvalue()


def read(content: bytes, key: X25519PrivateKey = CLINIC) -> list[Answer | End]:
    return list(package_receipts.opened(io.BytesIO(content), len(content), key, TOWNSHIP.public_key()))


def code(content: bytes, key: X25519PrivateKey = CLINIC) -> str:
    with pytest.raises(ProtocolError) as told:
        read(content, key)
    return told.value.code


WHOLE = written(answer(3), answer(2000))


def test_answers_come_out_as_they_went_in_with_their_end() -> None:
    assert read(WHOLE) == [answer(3), answer(2000), End(answers=2, epoch="e-1")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", "not_package", id="empty"),
        pytest.param(b"VCP1" + WHOLE[4:], "not_package", id="a package"),
        pytest.param(b"VCR2" + WHOLE[4:], "newer", id="of a newer program"),
        pytest.param(WHOLE[:-1], "cut", id="cut at its end"),
        pytest.param(WHOLE + b"x", "damaged", id="something behind it"),
        pytest.param(WHOLE[:1100] + bytes([WHOLE[1100] ^ 1]) + WHOLE[1101:], "damaged", id="a bit"),
        pytest.param(written(answer(1), by=X25519PrivateKey.generate()), "damaged", id="of somebody else"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_apart(content: bytes, expected: str) -> None:
    assert code(content) == expected


def test_another_clinic_is_told_that_it_is_not_meant() -> None:
    assert code(WHOLE, X25519PrivateKey.generate()) == "other_clinic"


def closed(*frames: tuple[int, bytes], **more: object) -> bytes:
    """A file that its township itself wrote wrong."""
    pair, file = X25519PrivateKey.generate(), io.BytesIO()
    whom = CLINIC.public_key()
    made = head(reply=package.key_name(whom), ephemeral=package.public_text(pair.public_key()), **more)
    file.write(package.head_bytes(MAGIC, made))
    begins = file.tell()
    closing = closed_stream.Closing(file, package_receipts._key(pair, whom, TOWNSHIP))
    for kind, content in frames:
        closing.frame(kind, content)
    closing.end()
    size = file.tell() - begins
    file.seek(0)
    file.write(package.head_bytes(MAGIC, made.model_copy(update={"size": size})))
    return file.getvalue()


NONE, ONE = messages.encode(End(answers=0)), messages.encode(End(answers=1))
PACKED = zstandard.ZstdCompressor().compress(messages.encode(answer(1)))


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        pytest.param([(ANSWER, PACKED)], "damaged", id="no end"),
        pytest.param([(END, NONE), (END, NONE)], "damaged", id="two ends"),
        pytest.param([(END, ONE)], "damaged", id="fewer than the end says"),
        pytest.param([(9, b"")], "damaged", id="a kind nobody knows"),
        pytest.param([(ANSWER, b"no zstd")], "damaged", id="not packed"),
        pytest.param([(ANSWER, zstandard.ZstdCompressor().compress(bytes(MAX_ANSWER + 1)))], "damaged", id="too much"),
        pytest.param([(ANSWER, zstandard.ZstdCompressor().compress(b"{}"))], "malformed", id="no answer"),
    ],
)
def test_frames_that_make_no_receipts_are_refused(frames: list[tuple[int, bytes]], expected: str) -> None:
    assert code(closed(*frames)) == expected


def test_a_key_that_is_none_opens_nothing() -> None:
    wrong = WHOLE[:8] + messages.encode(
        head(
            reply=package.key_name(CLINIC.public_key()),
            ephemeral=b64encode(bytes(32)).decode(),
            size=len(WHOLE) - 8 - 1024,
        )
    ).ljust(1024)
    assert code(wrong + WHOLE[8 + 1024 :]) == "damaged"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_change_of_the_body_is_taken(data: st.DataObject) -> None:
    place = data.draw(st.integers(8 + 1024, len(WHOLE) - 1))
    content = WHOLE[:place] + bytes([WHOLE[place] ^ data.draw(st.integers(1, 255))]) + WHOLE[place + 1 :]
    assert code(content) == "damaged"

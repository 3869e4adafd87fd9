"""A stream closed piece by piece: whole it is read again, of anything else nothing is made."""

import io

import pytest
from hypothesis import given, settings, strategies as st

from sync.protocol.closed_stream import MAX_FRAME, PIECE, TAG, Closing, frames
from sync.protocol.errors import ProtocolError

KEY = bytes(range(32))


def closed(*contents: bytes) -> bytes:
    file = io.BytesIO()
    closing = Closing(file, KEY)
    for number, content in enumerate(contents):
        closing.frame(number % 3, content)
    closing.end()
    return file.getvalue()


def read(content: bytes, key: bytes = KEY) -> list[tuple[int, bytes]]:
    return list(frames(io.BytesIO(content), key))


@pytest.mark.parametrize("sizes", [(), (0,), (1, 2, 3), (PIECE - 5,), (PIECE - 4,), (PIECE,), (3 * PIECE, 0, PIECE)])
def test_frames_come_out_as_they_went_in(sizes: tuple[int, ...]) -> None:
    contents = [bytes([number + 65]) * size for number, size in enumerate(sizes)]
    assert read(closed(*contents)) == [(number % 3, content) for number, content in enumerate(contents)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=6))
def test_any_frames_come_out_as_they_went_in(contents: list[bytes]) -> None:
    assert [content for _, content in read(closed(*contents))] == contents


WHOLE = closed(b"a" * PIECE, b"b" * PIECE, b"c" * PIECE)
ONE = PIECE + TAG


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(WHOLE[:-1], id="cut by a byte"),
        pytest.param(WHOLE[:ONE], id="cut after a piece"),
        pytest.param(WHOLE[: 3 * ONE], id="without the last piece"),
        pytest.param(WHOLE[ONE:], id="without the first piece"),
        pytest.param(WHOLE[ONE : 2 * ONE] + WHOLE[:ONE] + WHOLE[2 * ONE :], id="pieces changed about"),
        pytest.param(WHOLE[:ONE] + WHOLE, id="a piece doubled"),
        pytest.param(WHOLE + b"x", id="something behind it"),
        pytest.param(WHOLE[:100] + bytes([WHOLE[100] ^ 1]) + WHOLE[101:], id="one bit"),
    ],
)
def test_a_stream_that_is_not_whole_is_damaged(content: bytes) -> None:
    with pytest.raises(ProtocolError) as told:
        read(content)
    assert told.value.code == "damaged"


def test_another_key_opens_nothing() -> None:
    with pytest.raises(ProtocolError):
        read(WHOLE, bytes(32))


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param(b"\x01\x00", id="a frame's head cut short"),
        pytest.param(b"\x01\x00\x00\x00\x05abc", id="longer than what is there"),
        pytest.param(b"\x01" + (MAX_FRAME + 1).to_bytes(4, "big"), id="longer than may be held"),
    ],
)
def test_frames_that_their_writer_got_wrong_are_damaged(plain: bytes) -> None:
    file = io.BytesIO()
    closing = Closing(file, KEY)
    closing._plain += plain
    closing.end()
    with pytest.raises(ProtocolError, match="坏了"):
        read(file.getvalue())


def test_a_frame_nobody_could_read_is_not_written() -> None:
    with pytest.raises(ValueError, match="too long"):
        Closing(io.BytesIO(), KEY).frame(1, bytes(MAX_FRAME + 1))

"""The body of an answer: unpacked as it was packed, never beyond what a clinic can hold, and nonsense is a sentence."""

import pytest
import zstandard
from hypothesis import given, strategies as st

from sync.client import answers
from vclinic.domain.problem import WorldFault

LIMIT = 8_000_000


def packed(content: bytes, *, stated: bool = True) -> bytes:
    return zstandard.ZstdCompressor(write_content_size=stated).compress(content)


def nonsense(body: bytes, encoding: str) -> bool:
    with pytest.raises(WorldFault) as fault:
        answers.unpacked(body, encoding)
    assert fault.value.sentence.endswith("。")
    return fault.value.code == "nonsense_200"


@given(st.binary(max_size=500), st.sampled_from(["", "identity", "zstd"]))
def test_a_body_is_read_as_it_was_before_it_was_packed(content: bytes, encoding: str) -> None:
    sent = packed(content) if encoding == "zstd" else content
    assert answers.unpacked(sent, encoding) == content


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd, gzip", "ZSTD", "\x00"])
def test_a_packing_nobody_asked_for_is_nonsense(encoding: str) -> None:
    assert nonsense(b"{}", encoding)


@given(st.binary(max_size=200))
def test_bytes_that_say_they_are_packed_are_unpacked_or_nonsense(body: bytes) -> None:
    try:
        zstandard.ZstdDecompressor().decompress(body, max_output_size=LIMIT)
    except zstandard.ZstdError:
        assert nonsense(body, "zstd")


@pytest.mark.parametrize("length", [LIMIT - 1, LIMIT])
def test_an_answer_up_to_the_limit_is_held(length: int) -> None:
    assert answers.unpacked(bytes(length), "") == bytes(length)
    assert answers.unpacked(packed(bytes(length)), "zstd") == bytes(length)


def test_an_answer_beyond_the_limit_is_not_held_however_it_is_packed() -> None:
    assert nonsense(bytes(LIMIT + 1), "")
    assert nonsense(packed(bytes(LIMIT + 1)), "zstd")
    assert nonsense(packed(bytes(LIMIT + 1), stated=False), "zstd")


def test_a_packed_answer_cut_short_is_nonsense() -> None:
    whole = packed(b"receipts" * 500)
    assert nonsense(whole[:-1], "zstd")
    assert nonsense(whole[:5], "zstd")


@pytest.mark.parametrize("status", [200, 302, 404, 502])
def test_nonsense_tells_the_status_for_the_log_and_the_same_words_for_the_doctor(status: int) -> None:
    fault = answers.nonsense(status)
    assert fault.code == f"nonsense_{status}"
    assert "资料都在本机" in fault.sentence

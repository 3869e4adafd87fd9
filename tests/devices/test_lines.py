"""The lines of helpers: in whatever pieces they come, garbage between them costs no good line."""

import itertools
import json

import pytest
from hypothesis import given, strategies as st

from vclinic.devices.lines import LONGEST, Beat, Garbled, Hello, Lines, Message, Refusal, Trouble
from vclinic.devices.reading import Reading

HELLO = '{"hello":{"protocol":1,"name":"读卡器"}}\n'.encode()
BARCODE = b'{"reading":{"kind":"barcode","text":"690"}}\n'
READ = Reading("barcode", {"text": "690"}, "读卡器")


def greeted() -> Lines:
    lines = Lines()
    assert lines.feed(HELLO) == [Hello("读卡器")]
    return lines


def test_a_reading_is_marked_with_the_helpers_name() -> None:
    assert greeted().feed(BARCODE) == [READ]


def test_windows_line_ends_a_byte_order_mark_and_empty_lines_are_no_fault() -> None:
    said = b"\xef\xbb\xbf" + HELLO.replace(b"\n", b"\r\n") + b"\r\n\n" + BARCODE.replace(b"\n", b"\r\n")
    assert Lines().feed(said) == [Hello("读卡器"), READ]


def test_an_unfinished_line_is_waited_for() -> None:
    lines = greeted()
    assert lines.feed(BARCODE[:-1]) == []
    assert lines.feed(b"\n") == [READ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"beat":{}}', Beat()),
        ('{"error":{"code":"no_card","text":"没有放卡。"}}'.encode(), Trouble("no_card", "没有放卡。")),
        (b'{"error":{}}', Trouble("unknown", "设备出错，没有说明原因。")),
        (b'{"error":{"code":"a\\nb","text":7}}', Trouble("a b", "设备出错，没有说明原因。")),
        (b"no JSON", Garbled("not_json")),
        (b'{"beat":{}', Garbled("not_json")),
        (b"[" * 50_000, Garbled("not_json")),
        ('{"reading":{"kind":"barcode","text":"王"}}'.encode("gbk"), Garbled("encoding")),
        (b"\x00\xff\xfe", Garbled("encoding")),
        (b"[]", Garbled("shape")),
        (b"{}", Garbled("shape")),
        (b"7", Garbled("shape")),
        (b'{"beat":{},"error":{}}', Garbled("shape")),
        (b'{"beat":1}', Garbled("shape")),
        (b'{"dance":{}}', Garbled("shape")),
    ],
)
def test_every_line_is_told_by_what_it_is_and_the_next_one_is_read(line: bytes, message: Message) -> None:
    assert greeted().feed(line + b"\n" + BARCODE) == [message, READ]


def test_letters_in_gbk_that_are_sound_utf_8_by_chance_are_refused_too() -> None:
    (refusal,) = greeted().feed('{"reading":{"kind":"barcode","text":"药"}}\n'.encode("gbk"))
    assert isinstance(refusal, Refusal)
    assert [problem.code for problem in refusal.problems] == ["encoding"]


def test_an_error_is_cut_to_what_a_line_of_the_screen_holds() -> None:
    said = json.dumps({"error": {"code": "x", "text": "错" * 201}}).encode() + b"\n"
    assert greeted().feed(said) == [Trouble("x", "错" * 200)]


@pytest.mark.parametrize(
    "said", [b'{"reading":{"kind":"barcode"}}\n', b'{"reading":{"kind":7}}\n', b'{"reading":{}}\n']
)
def test_a_doubtful_reading_is_refused_with_its_problems(said: bytes) -> None:
    (refusal,) = greeted().feed(said)
    assert isinstance(refusal, Refusal)
    assert refusal.problems


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        (b'{"hello":{"protocol":2,"name":"x"}}\n', "protocol"),
        (b'{"hello":{"protocol":true,"name":"x"}}\n', "protocol"),
        (b'{"hello":{"name":"x"}}\n', "protocol"),
        (b'{"hello":{"protocol":1}}\n', "shape"),
        (b'{"hello":{"protocol":1,"name":"  "}}\n', "shape"),
    ],
)
def test_nothing_is_taken_from_who_did_not_say_hello_in_our_protocol(hello: bytes, code: str) -> None:
    lines = Lines()
    assert lines.feed(hello + BARCODE) == [Garbled(code), Garbled("no_hello")]
    assert lines.feed(HELLO + BARCODE) == [Hello("读卡器"), READ]


@pytest.mark.parametrize("piece", [1_000_000, 4096, 65_537])
def test_a_line_of_a_megabyte_is_told_once_and_not_kept(piece: int) -> None:
    lines = greeted()
    said = b"x" * 1_000_000 + b"\n" + BARCODE
    told = [message for start in range(0, len(said), piece) for message in lines.feed(said[start : start + piece])]
    assert told == [Garbled("too_long"), READ]


@pytest.mark.parametrize("cut", [0, 1, LONGEST - 1, LONGEST])
@pytest.mark.parametrize(("size", "taken"), [(LONGEST, True), (LONGEST + 1, False)])
def test_the_longest_line_is_just_taken(size: int, taken: bool, cut: int) -> None:
    lines, said = greeted(), b'{"beat":{}}'.ljust(size) + b"\n"
    assert lines.feed(said[:cut]) + lines.feed(said[cut:]) == [Beat() if taken else Garbled("too_long")]


GOOD = st.sampled_from([BARCODE, HELLO, b'{"beat":{}}\n', b"no JSON\n", b"\n", b"\xcd\xf5\n", b"y" * 70_000 + b"\n"])


@given(st.lists(GOOD, max_size=8), st.lists(st.integers(0, 200_000), max_size=8))
def test_where_the_pieces_are_cut_changes_nothing(parts: list[bytes], cuts: list[int]) -> None:
    said = HELLO + b"".join(parts)
    places = [0, *sorted(min(cut, len(said)) for cut in cuts), len(said)]
    lines = Lines()
    told = [message for begin, end in itertools.pairwise(places) for message in lines.feed(said[begin:end])]
    assert told == Lines().feed(said)


@given(st.binary(max_size=300))
def test_after_any_garbage_the_next_line_is_read(garbage: bytes) -> None:
    assert greeted().feed(garbage + b"\n" + BARCODE)[-1] == READ

"""Text rosters with what old programs, broken disks and careless hands leave in them."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tests.forms.rosters import ZHANG, number
from vclinic.domain.problem import Refused
from vclinic.forms.roster_file import Sheet, read_roster_file

LINES = f"姓名,身份证号,备注\r\n张三,{ZHANG},独居\r\n李四,{number(1960)},外出\r\n"
ROWS = (("姓名", "身份证号", "备注"), ("张三", ZHANG, "独居"), ("李四", number(1960), "外出"))


def read(folder: Path, content: bytes) -> Sheet:
    path = folder / "花名册.csv"
    path.write_bytes(content)
    return read_roster_file(path)


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode("gbk") + b"\x1a",
        LINES.encode("gbk") + b"\x1a\x00\x00\x00",
        LINES.encode() + b"\x00" * 100,
        LINES.encode("utf-16-le"),
        LINES.encode("utf-16-be"),
        LINES.encode("utf-16"),
        LINES.replace("\r\n", "\n").encode("utf-8-sig"),
        LINES.replace("\r\n", "\r").encode(),
        LINES.replace("\r\n", "\n", 1).encode(),
        LINES.replace("李四", "\ufeff李四").encode("utf-8-sig"),
        LINES.replace("\r\n", "\r\n\r\n").encode(),
        LINES.replace("独居", '"独居"').replace(",", "\t").encode("gb18030"),
    ],
)
def test_marks_of_end_and_encoding_and_mixed_line_ends_do_no_harm(tmp_path: Path, content: bytes) -> None:
    sheet = read(tmp_path, content)
    assert sheet.rows == ROWS
    assert sheet.notes == ()


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        (LINES.encode("gbk").replace("独居".encode("gbk"), b"\x80\x80"), 2, 3),
        (LINES.encode("gbk").replace("外出".encode("gbk"), "外".encode("gbk") + b"\xb3"), 3, 3),
        (LINES.encode().replace("独居".encode(), "独".encode() + b"\xe5\xb1"), 2, 3),
        (LINES.encode().replace("李四".encode(), "李".encode() + b"\xff"), 3, 1),
        (LINES.encode("utf-16-le").replace("独".encode("utf-16-le"), b"\x00\xd8"), 2, 3),
        (b"\xff\xfe" + LINES.encode("utf-16-le").replace("外".encode("utf-16-le"), b"\x00\xd8"), 3, 3),
        (LINES.encode().replace("独居".encode(), b"\x07"), 2, 3),
        (LINES.replace("独居", "\ufffd居").encode(), 2, 3),
    ],
)
def test_a_bad_byte_spoils_one_cell_which_is_named(tmp_path: Path, content: bytes, row: int, column: int) -> None:
    sheet = read(tmp_path, content)
    assert len(sheet.rows) == 3
    assert len(sheet.notes) == 1
    assert sheet.notes[0].startswith(f"第 {row} 行第 {column} 栏有坏字")
    spoilt = sheet.rows[row - 1][column - 1]
    assert "\ufffd" in spoilt
    others = [cell for cells in sheet.rows for cell in cells if cell is not spoilt]
    assert not any("\ufffd" in cell for cell in others)
    assert sheet.rows[0] == ROWS[0]


def test_many_bad_cells_are_named_up_to_ten(tmp_path: Path) -> None:
    lines = [f"张{letter},{ZHANG},".encode("gbk") + b"\x80\r\n" for letter in "一二三四五六七八九十甲乙丙"]
    filler = f"王五,{ZHANG},住在村东头的小学校旁边\r\n".encode("gbk") * 60
    sheet = read(tmp_path, "姓名,身份证号,备注\r\n".encode("gbk") + b"".join(lines) + filler)
    assert sheet.notes[0].startswith("第 2 行第 3 栏")
    assert sheet.notes[10:] == ("另外还有 3 格有坏字。",)


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x80\x80\n" + LINES.encode("gbk")[30:],  # damaged, and no header to know it by
        "姓名,身份证号\n".encode() + bytes(range(128, 256)) * 3,
        "姓名,身份证号\n".encode("gbk") + b"\x01\x02\x03\x04\x05\x06\x07\x08" * 40,
        b"\x00\x01\x02\x03" * 50,
        b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)),
        b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)),
        b"a,b\x00c,d\n",
        "好,坏\n".encode("utf-16-le"),
    ],
)
def test_binary_rubbish_is_no_text(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read(tmp_path, content)
    assert caught.value.code == "not_text"


def test_failed_formulas_are_empty_in_text_too(tmp_path: Path) -> None:
    sheet = read(tmp_path, f"户主,姓名,身份证号,电话\n#N/A,张三,{ZHANG},########\n".encode())
    assert sheet.rows[1] == ("", "张三", ZHANG)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=1), st.sampled_from(["gbk", "utf-8"]))
def test_one_byte_changed_anywhere_below_the_header_loses_no_other_row(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: bytes, encoding: str
) -> None:
    header, *lines = (
        "姓名,身份证号,备注\r\n", f"张三,{ZHANG},独居\r\n", f"李四,{number(1960)},外出\r\n", f"王五,{number(1961)},\r\n",
    )  # fmt: skip
    last = lines[1].encode(encoding)
    at = place % (len(last) - 2)
    if byte in b'"\r\n\x00':
        return
    spoilt = last[:at] + byte + last[at + 1 :]
    content = header.encode(encoding) + lines[0].encode(encoding) + spoilt + lines[2].encode(encoding)
    sheet = read(tmp_path_factory.mktemp("byte"), content)
    assert sheet.rows[1] == ("张三", ZHANG, "独居")
    assert sheet.rows[-1] == ("王五", number(1961))

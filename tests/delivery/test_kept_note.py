"""Notes beside the updates: whole or as before."""

from pathlib import Path

import pytest

from vclinic.delivery.kept_note import read_note, write_note


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_note(tmp_path / "a.json", {"说明": "不再漏行", "n": 1})
    assert read_note(tmp_path / "a.json") == {"说明": "不再漏行", "n": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_note_that_cannot_be_written_leaves_the_former_one(tmp_path: Path) -> None:
    write_note(tmp_path / "a.json", {"n": 1})
    (tmp_path / "a.json.new").mkdir()
    with pytest.raises(OSError, match="irectory"):
        write_note(tmp_path / "a.json", {"n": 2})
    assert read_note(tmp_path / "a.json") == {"n": 1}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"a"', b"\xff\xfe", b"null"])
def test_what_is_no_note_reads_as_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    assert read_note(tmp_path / "a.json") == {}


def test_no_note_reads_as_an_empty_one(tmp_path: Path) -> None:
    assert read_note(tmp_path / "none.json") == {}

"""The support file by the command line."""

import zipfile
from pathlib import Path

from tests.cli.shell import Shell


def test_it_is_written_and_says_what_is_in_it(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "help.zip"
    answer = shell.json("support", str(file))
    assert answer["size"] == file.stat().st_size
    with zipfile.ZipFile(file) as inside:
        assert inside.namelist() == answer["members"]
        assert inside.testzip() is None


def test_people_are_told_where_it_is(empty: Shell, tmp_path: Path) -> None:
    said = empty.run("support", str(tmp_path / "help.zip")).stdout
    assert said.startswith(f"支持包已写到 {tmp_path / 'help.zip'}")
    assert "没有居民的资料" in said


def test_a_name_of_another_kind_is_refused(empty: Shell, tmp_path: Path) -> None:
    assert "要以 .zip 结尾" in empty.refused("support", str(tmp_path / "help.txt"))

"""A backup by the command line, never over the store."""

from pathlib import Path

from tests.cli.shell import Shell


def test_a_backup_never_takes_the_place_of_the_live_store(shell: Shell) -> None:
    for name in ("clinic.db", "keyring.json", "clinic.db-wal"):
        assert "数据库自己的文件" in shell.refused("backup", str(shell.data / name))
    assert "文件夹或设备" in shell.refused("backup", str(shell.data))
    assert shell.json("check")["ok"] is True


def test_a_backup_says_where_it_is_and_what_is_in_it(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.vcbak"
    told = shell.json("backup", str(copy))
    assert (told["file"], told["size"]) == (str(copy), copy.stat().st_size)
    assert told["counts"] == shell.json("check")["counts"]
    assert shell.run("backup", str(copy)).stdout == f"备份完成：{copy}\n"


def test_a_place_that_cannot_be_written_is_one_sentence(empty: Shell, tmp_path: Path) -> None:
    assert "备份没有做成" in empty.refused("backup", str(tmp_path / "no-such-folder" / "copy.vcbak"))

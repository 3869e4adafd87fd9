"""A backup comes back by the command line; what nobody has sent is not left behind without a word."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def copy(shell: Shell, tmp_path: Path) -> Path:
    """A backup of the sample village."""
    shell.json("backup", str(tmp_path / "copy.vcbak"))
    return tmp_path / "copy.vcbak"


def test_a_clinic_comes_back_whole_in_an_empty_folder(shell: Shell, nowhere: Shell, copy: Path) -> None:
    told = nowhere.json("restore", str(copy))
    assert (told["restored"], told["kept"], told["unsent"], told["text"]) == (True, None, 0, "")
    counts = shell.json("check")["counts"]
    assert nowhere.json("check") == {"ok": True, "problems": [], "counts": counts, "clock": None}
    assert "找不到" in nowhere.refused("restore", str(copy.parent / "missing.vcbak"))


def test_what_was_never_sent_stops_it_unless_it_is_to_be_left(nowhere: Shell, copy: Path, tmp_path: Path) -> None:
    nowhere.json("restore", str(copy))
    roster = tmp_path / "one.csv"
    roster.write_text("姓名,性别,身份证号\n后来的,男,340123198906150270\n", "utf-8")
    assert nowhere.json("import", "residents", str(roster))["accepted"] == 1
    assert "1 条还没上报" in nowhere.refused("restore", str(copy))
    assert [hit["name"] for hit in nowhere.json("search", "后来的")] == ["后来的"]
    again = nowhere.json("restore", str(copy), "--leave-unsent")
    assert again["unsent"] == 1
    assert (Path(again["kept"]) / "clinic.db").is_file()
    assert again["kept"] in again["text"]
    assert nowhere.json("search", "后来的") == []


def test_the_wrong_password_restores_nothing(nowhere: Shell, copy: Path) -> None:
    done = nowhere.run("restore", str(copy), password="wrong-password")
    assert (done.returncode, done.stdout) == (1, "")
    assert "做这份备份那时的密码" in done.stderr
    assert "还没有卫生室" in nowhere.refused("status")

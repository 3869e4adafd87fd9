"""A new clinic by one command, and never over another."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell


def test_a_clinic_from_nothing_by_processes_of_their_own(tmp_path: Path) -> None:
    there = Shell(tmp_path / "clinic")
    arguments = ("--clinic", "柳河村卫生室", "--village", "340123101205", "--user", "zhou", "--json")
    made = there.process("init", *arguments)
    assert (made.returncode, made.stderr) == (0, "")
    assert len(json.loads(made.stdout)["recovery_code"]) == 29
    wrong = there.process("import")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
    again = there.process("init", *arguments)
    assert (again.returncode, again.stdout, again.stderr.count("\n")) == (1, "", 1)
    assert "已经有卫生室" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--clinic", " ", "--village", "340123101205", "--user", "zhou"), "卫生室名称"),
        (("--clinic", "柳河村", "--village", "3401231012", "--user", "zhou"), "12 位数字"),
        (("--clinic", "柳河村", "--village", "340123101205", "--user", "周 国平"), "登录名"),
    ],
)
def test_what_is_wrong_with_the_answers_is_said_and_nothing_is_made(
    nowhere: Shell, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in nowhere.refused("init", *arguments)
    assert "还没有卫生室" in nowhere.refused("status")


def test_the_doctor_may_have_another_name_than_the_login(nowhere: Shell) -> None:
    arguments = ("--clinic", "柳河村", "--village", "340123101205", "--user", "zhou", "--doctor", "周国平")
    done = nowhere.run("init", *arguments)
    assert "恢复码（只显示这一次，请打印保管）" in done.stdout
    file = nowhere.data.parent / "doctors.csv"
    assert nowhere.json("export", "doctor", str(file))["rows"] == 1
    assert "周国平" in file.read_text("utf-8-sig")

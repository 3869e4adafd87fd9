"""The store looked over by the command line."""

import json
import os

from tests.cli.shell import Shell
from vclinic.storage.file_names import LOG_COUNT


def test_a_damaged_store_is_said_to_be_one(shell: Shell) -> None:
    assert shell.run("check").stdout == "检查完毕，没有问题。\n"
    with (shell.data / "clinic.db").open("r+b") as file:
        file.seek(-5000, os.SEEK_END)
        file.write(bytes(64))
    for_a_program, for_a_person = shell.run("check", "--json"), shell.run("check")
    assert (for_a_program.returncode, for_a_person.returncode) == (1, 1)
    assert json.loads(for_a_program.stdout)["ok"] is False
    assert for_a_person.stdout == "检查完毕，有 1 个问题。\n"
    assert "有损坏" in for_a_person.stderr
    assert "Traceback" not in for_a_program.stderr


def test_a_count_that_is_missing_is_a_problem_until_a_person_has_the_log_counted_anew(shell: Shell) -> None:
    (shell.data / LOG_COUNT).unlink()
    told = shell.run("check")
    assert told.returncode == 1
    assert "说不准资料全不全" in told.stderr
    assert shell.run("check", "--count-anew").stdout == "检查完毕，没有问题。\n"
    assert shell.run("check").stdout == "检查完毕，没有问题。\n"

"""Before the program is taken away it is asked whether something was never sent."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.server.township import running
from vclinic.cli.uninstall_check import UNSENT
from vclinic.storage.file_names import UNSENT as UNSENT_NOTE


def test_what_was_never_sent_is_told_and_can_leave_in_a_package(empty: Shell, tmp_path: Path) -> None:
    with running(tmp_path / "township") as here:
        empty.json("enrol", here.url, here.code("柳河村卫生室", "340123101205"))
        asked = empty.run("uninstall-check", "--json")
        told = json.loads(asked.stdout)
        assert (asked.returncode, told["pending"], told["paired"], told["files"]) == (UNSENT, 1, True, [])
        assert told["package"].startswith("shangbao-")
        package = tmp_path / "last.vcp"
        carried = empty.run("uninstall-check", "--package", str(package))
        assert (carried.returncode, package.exists()) == (UNSENT, True)
        assert "还有 1 条没上报，已写进上报包" in carried.stdout
        empty.json("sync")
    asked = empty.run("uninstall-check", "--json")
    assert (asked.returncode, json.loads(asked.stdout)["pending"], json.loads(asked.stdout)["package"]) == (0, 0, "")


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_clinic_without_a_township_is_told_that_all_is_here_alone(empty: Shell, arguments: tuple[str, ...]) -> None:
    asked = empty.run("uninstall-check", *arguments)
    assert asked.returncode == UNSENT
    if not arguments:
        assert "还没有接入卫生院。请先做一份备份" in asked.stdout


def test_without_a_password_the_number_noted_at_closing_is_told(empty: Shell) -> None:
    asked = empty.process("uninstall-check", "--noted", "--json", password=None)
    assert (asked.returncode, json.loads(asked.stdout)) == (UNSENT, {"pending": 1})
    assert "最多还有 1 条没上报" in empty.run("uninstall-check", "--noted").stdout


def test_without_a_password_all_sent_is_told_too(empty: Shell, tmp_path: Path) -> None:
    with running(tmp_path / "township") as here:
        empty.json("enrol", here.url, here.code("柳河村卫生室", "340123101205"))
        empty.json("sync")
    asked = empty.run("uninstall-check", "--noted")
    assert (asked.returncode, asked.stdout) == (0, "都上报了，可以卸载。\n")


def test_where_no_clinic_lives_nothing_waits(nowhere: Shell) -> None:
    assert nowhere.json("uninstall-check", "--noted") == {"pending": 0}
    assert not nowhere.data.exists()


def test_a_note_that_is_gone_is_not_taken_for_nothing(empty: Shell) -> None:
    (empty.data / UNSENT_NOTE).unlink()
    assert empty.refused("uninstall-check", "--noted").startswith("说不准有没有没上报的")

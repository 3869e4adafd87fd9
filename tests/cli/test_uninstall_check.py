"""Before the program is taken away it is asked whether something was never sent."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.server.township import running
from vclinic.cli.uninstall_check import UNSENT


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

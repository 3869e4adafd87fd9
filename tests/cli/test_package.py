"""Reporting by stick with commands: out of the clinic, in at the township, receipts back."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sync.server.cli import township as commands
from tests.cli.shell import Shell
from tests.server.township import RunningTownship, running


def took_in(here: RunningTownship, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, ["package", "in", *arguments, "--data", str(here.store.data)], obj=here.clock)
    return done.exit_code, done.output


def test_out_in_and_back(empty: Shell, tmp_path: Path) -> None:
    package, receipts = str(tmp_path / "a.vcp"), str(tmp_path / "a.vcr")
    with running(tmp_path / "township") as here:
        empty.json("enrol", here.url, here.code("柳河村卫生室", "340123101205"))
        made = empty.json("package", "out", package)
        assert (made["changes"], made["files"]) == (1, [package])
        code, said = took_in(here, package, "--receipts", receipts, "--json")
        assert code == 0
        assert (json.loads(said)["stored"], json.loads(said)["more"]) == (1, False)
        code, said = took_in(here, package, "--receipts", receipts)
        assert (code, "以前收过 1 条" in said) == (0, True)
    assert empty.json("status")["stick_at"] is None
    told = empty.json("package", "receipts", receipts)
    assert empty.run("status").stdout.startswith("已全部上报 U盘回执 ")
    assert (told["stored"], told["refused"], told["pending"]) == (1, 0, 0)
    assert empty.run("package", "receipts", receipts).stdout == "卫生院收下 1 条，未接收 0 条，新通知 0 条。\n"
    before = Path(package).read_bytes()
    said = empty.refused("package", "out", package)
    assert ("a.vcp 已经在那里" in said, "--overwrite" in said, Path(package).read_bytes() == before) == (
        True,
        True,
        True,
    )
    assert empty.run("package", "out", package, "--overwrite").stdout.startswith("上报包里有 0 条")
    assert Path(package).read_bytes() != before


@pytest.mark.parametrize("arguments", [("out", "a.vcp"), ("receipts", "a.vcr")])
def test_without_a_township_it_is_a_sentence(empty: Shell, arguments: tuple[str, str]) -> None:
    assert empty.refused("package", *arguments).startswith("还")

"""The commands a technician types: backup, restore on another machine, check, upgrade, a new code, a key elsewhere."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sync.server import cli
from sync.server.__main__ import now
from sync.server.database.store import FILE
from sync.server.setup import owner as owners, unit
from sync.server.setup.settings import Settings
from tests.command_line import run_here
from tests.server.township import PASSWORD, looking_into


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    def entry() -> int:
        return cli.main(sys.argv[1:], now)

    return run_here(entry, list(map(str, arguments)), {"VCLINIC_PASSWORD": PASSWORD, **environment})


def told(*arguments: object, **environment: str) -> dict[str, Any]:
    done = command(*arguments, "--json", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A township and its recovery code."""
    data = tmp_path / "t"
    return data, told("init", "--data", data, "--name", "清溪镇卫生院", "--admin", "admin")["recovery_code"]


def test_from_one_machine_to_another_with_the_file_and_the_printed_code(made: tuple[Path, str], tmp_path: Path) -> None:
    data, code = made
    backup = told("backup", tmp_path / "b.vctb", "--data", data)
    assert (backup["verified"], backup["changes"]) == (True, 0)
    other = tmp_path / "other"
    back = told("restore", tmp_path / "b.vctb", "--data", other, VCLINIC_RECOVERY_CODE=code.lower().replace("-", " "))
    assert (back["township"], back["kept"]) == ("清溪镇卫生院", "")
    assert told("check", "--data", other)["problems"] == []
    for folder in (data, other):
        status = told("status", "--data", folder)
        assert status["township"] == "清溪镇卫生院"
    assert told("status", "--data", data)["backup"]["good"]["file"] == str(tmp_path / "b.vctb")
    assert "上次备份" in command("status", "--data", data).stdout
    pinned = [command("certificate", "show", "--data", folder, "--json").stdout for folder in (data, other)]
    assert pinned[0] == pinned[1]  # clinics stay paired


def test_where_a_backup_goes(made: tuple[Path, str], tmp_path: Path) -> None:
    data, _ = made
    assert Path(told("backup", "--data", data)["file"]).parent == data / "backups"
    assert Path(told("backup", "--data", data, "--to", tmp_path / "stick")["file"]).parent == tmp_path / "stick"
    both = command("backup", tmp_path / "x", "--to", tmp_path, "--data", data)
    assert both.returncode == 2


def test_the_plan_is_shown_and_changed(made: tuple[Path, str], tmp_path: Path) -> None:
    data, _ = made
    assert told("backup-plan", "--data", data) == {"at": "02:30", "second": ""}
    assert told("backup-plan", "--data", data, "--at", "23:15", "--second", tmp_path)["at"] == "23:15"
    wrong = command("backup-plan", "--data", data, "--at", "25:00")
    assert (wrong.returncode, wrong.stderr.strip()) == (1, "时间要写成 02:30 这样。")


def test_check_ends_with_one_when_something_is_wrong(made: tuple[Path, str]) -> None:
    data, _ = made
    assert "没有问题" in command("check", "--data", data).stdout
    with looking_into(data) as connection:
        connection.execute("UPDATE counter SET value = 0 WHERE name = 'audit'")
    wrong = command("check", "--data", data)
    assert wrong.returncode == 1
    assert "以后会重号" in wrong.stdout


def test_upgrade_says_what_it_did_and_a_new_code_is_given_once(made: tuple[Path, str]) -> None:
    data, code = made
    assert told("upgrade", "--data", data) == {"steps": [], "backup": "", "encrypted": False}
    (data / "keys" / "recovery.json").unlink()
    assert told("upgrade", "--data", data)["recovery_code"] != code
    assert told("recovery-code", "--data", data)["recovery_code"] != code


def test_a_restore_that_would_lose_work_is_stopped(made: tuple[Path, str], tmp_path: Path) -> None:
    data, code = made
    told("backup", tmp_path / "b.vctb", "--data", data)
    told("staff", "add", "--data", data, "--login", "lin", "--name", "林晓燕", "--role", "reviewer")
    stopped = command("restore", tmp_path / "b.vctb", "--data", data, VCLINIC_RECOVERY_CODE=code)
    assert stopped.returncode == 1
    assert "1 个审核人员" in stopped.stderr
    back = told("restore", tmp_path / "b.vctb", "--data", data, "--accept-loss", VCLINIC_RECOVERY_CODE=code)
    assert (Path(back["kept"]) / FILE).exists()


def test_the_key_of_the_file_may_stand_elsewhere(tmp_path: Path) -> None:
    key, data = tmp_path / "safe" / "town.key", tmp_path / "t"
    told("--key-file", key, "init", "--data", data, "--name", "清溪镇卫生院", "--admin", "admin")
    assert key.exists()
    assert not (data / "keys" / "database.key").exists()
    assert command("status", "--data", data).returncode == 1
    assert told("--key-file", key, "status", "--data", data)["township"] == "清溪镇卫生院"


def test_a_backup_that_the_service_may_not_read_is_said_before_a_code_is_asked_for(tmp_path: Path) -> None:
    closed = tmp_path / "b.vctb"
    closed.touch(mode=0)
    with owners.acting_as(owners.service_owner("nobody")):
        refused = command("restore", closed, "--data", tmp_path / "t")
    assert refused.returncode == 1
    assert f"读不了 {closed}" in refused.stderr


def test_a_second_place_that_the_service_is_shut_out_of_is_told(
    made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit, "PLACE", tmp_path / "unit")
    wanted = ("backup-plan", "--data", made[0], "--second", tmp_path)
    assert "setup" not in command(*wanted).stdout  # nothing shuts it in
    for opened, told_of in (("", True), (str(tmp_path), False)):
        unit.PLACE.write_text(unit.unit(Settings(made[0], "a.b"), Path("/v"), Path("/s"), opened), "utf-8")
        assert ("再运行一次 setup" in command(*wanted).stdout) == told_of

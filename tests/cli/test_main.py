"""The whole command line: usage and refusals, exit codes, what only a real process shows."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.shell import PASSWORD, Shell


def test_usage_and_refusals_have_their_exit_codes(shell: Shell, tmp_path: Path) -> None:
    wrong_usage = {
        ("no-such-command",): "没有这样的命令",
        ("init",): "还差 '--clinic'",
        ("import", "residents"): "还差 'FILE'",
        ("search", "x", "--bogus"): "没有 --bogus",
        ("due", "--on", "2026-02-30"): "'--on' 的值不对",
        ("search", "x", "--limit", "0"): "1–500 的整数",
        ("search", "x", "--data"): "--data 后面还差一个值",
        ("import",): "后面还差一个命令",
    }
    for arguments, sentence in wrong_usage.items():
        done = shell.run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr, (arguments, done.stderr)
    assert "已经有卫生室" in shell.refused("init", "--clinic", "x", "--village", "340123101205", "--user", "y")
    assert "还没有接入" in shell.refused("sync")
    assert "还没有卫生室的资料" in Shell(tmp_path / "nowhere").refused("status")
    assert "没有“copd”的判断规则" in shell.refused("assess", "copd")
    assert "不能导出" in shell.refused("export", "everything", str(tmp_path / "x.csv"))


def test_global_options_may_stand_before_or_after_the_command(shell: Shell, tmp_path: Path) -> None:
    before = shell.run("--json", "search", "zs")
    after = Shell(tmp_path / "elsewhere").run("search", "zs", "--json", "--data", str(shell.data))
    assert before.returncode == after.returncode == 0
    assert json.loads(before.stdout) == json.loads(after.stdout) == shell.json("search", "ｚｓ")


@pytest.mark.parametrize("arguments", [(), ("demo",), ("--json",)])
def test_without_a_screen_no_window_is_tried(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in screens}
    bare |= {"PYTHONUTF8": "1", "VCLINIC_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-m", "vclinic", *arguments], capture_output=True, text=True, env=bare, timeout=90, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "没有屏幕" in done.stderr


def test_the_window_opens_the_clinic_that_the_environment_names(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "VCLINIC_DATA": str(tmp_path / "data")}
    environment |= {"HOME": str(tmp_path / "home"), "XDG_DATA_HOME": str(tmp_path / "home")}
    with subprocess.Popen([sys.executable, "-m", "vclinic"], env=environment) as opened:
        for _ in range(600):
            if (tmp_path / "data" / "logs").is_dir():
                break
            time.sleep(0.1)
        opened.kill()
    assert (tmp_path / "data" / "logs").is_dir()
    assert not (tmp_path / "home" / "vclinic").exists()


@pytest.mark.parametrize("arguments", [("--help",), ("init", "--help"), ("import", "residents", "--help")])
def test_help_is_no_mistake_and_opens_nothing(nowhere: Shell, arguments: tuple[str, ...]) -> None:
    done = nowhere.run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("用法：")
    assert not nowhere.data.exists()


def test_every_command_says_in_chinese_what_it_does(nowhere: Shell) -> None:
    listed = nowhere.run("--help").stdout.split("命令：\n")[1].splitlines()
    assert len(listed) == 20
    for line in listed:
        name, _, said = line.strip().partition(" ")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said), name


def test_a_program_stopped_by_the_keyboard_says_nothing_odd(shell: Shell) -> None:
    environment = os.environ | {"PYTHONUTF8": "1", "VCLINIC_PASSWORD": PASSWORD}
    arguments = [sys.executable, "-m", "vclinic", "--data", str(shell.data), "assess", "hypertension", "-"]
    # bytes, not text: a line read ahead may end in the middle of a Chinese character
    with subprocess.Popen(
        arguments, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b"{}\n" * 2000)
        running.stdin.flush()
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=30)  # read: what was answered already must find room before the end
        assert running.returncode == 1
        assert b"Traceback" not in errors

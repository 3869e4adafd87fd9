"""Setting a township up, as a technician at a real terminal does it and as a file for many machines does; then serving it."""

import json
import os
import pty
import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from sync.server import cli
from sync.server.__main__ import now
from sync.server.database.store import FILE, create
from sync.server.setup import owner, settings, system
from sync.server.setup.owner import Owner
from tests.command_line import run_here
from tests.server.township import PASSWORD
from tests.test_house.tracked import ROOT
from vclinic.domain.problem import WorldFault

ALL: dict[str, Any] = {
    "address": "10.0.0.5",
    "administrator": {"township": "清溪镇卫生院", "login": "admin", "password": PASSWORD},
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's settings are."""
    monkeypatch.setenv(settings.VARIABLE, str(tmp_path / "settings.json"))
    monkeypatch.delenv("VCLINIC_PASSWORD", raising=False)
    return tmp_path / "settings.json"


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    def entry() -> int:
        return cli.main(sys.argv[1:], now)

    return run_here(entry, list(map(str, arguments)), {})


def answered(folder: Path, **changed: Any) -> subprocess.CompletedProcess[str]:
    file = folder / "answers.json"
    file.write_text(json.dumps({"data": str(folder / "data"), **ALL, **changed}), "utf-8")
    return command("setup", "--answers", file, "--json")


def test_by_a_file_then_again_with_other_answers_and_the_data_stay(tmp_path: Path, place: Path) -> None:
    first = json.loads(answered(tmp_path).stdout)
    assert len(first.pop("recovery_code")) == 29
    assert first == {
        "township": "清溪镇卫生院", "data": str(tmp_path / "data"), "url": "https://10.0.0.5:8650",
        "settings": str(place), "started": False,
    }  # fmt: skip
    again = json.loads(
        answered(tmp_path, address="town.example.org", certificate={"kind": "proxy"}, backup={"at": "04:00"}).stdout
    )
    assert (again["url"], "recovery_code" in again) == ("https://town.example.org", False)
    assert command("status").stdout.startswith("清溪镇卫生院：")  # no command needs to be told where
    assert command("backup-plan").stdout == "每天 04:00 备份。\n"
    assert settings.read(place).certificate == "proxy"


def test_a_setup_that_was_cut_off_is_finished_by_the_next(tmp_path: Path) -> None:
    create(tmp_path / "data", "清溪镇卫生院").close()
    done = json.loads(answered(tmp_path).stdout)
    assert len(done["recovery_code"]) == 29
    assert command("staff", "add", "--help").returncode == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"administrator": {"township": "", "login": "a", "password": PASSWORD}}, "请填卫生院名称"),
        ({"administrator": {"township": "清溪", "login": "a", "password": "short"}}, "密码至少 8 个字符"),
        ({"backup": {"second": "/none/here"}}, "第二个位置要是已经有的文件夹"),
        ({"address": "localhost"}, "村卫生室连不上"),
    ],
)
def test_a_wrong_answer_is_one_sentence_and_no_settings_are_written(
    tmp_path: Path, place: Path, changed: dict[str, Any], sentence: str
) -> None:
    refused = answered(tmp_path, **changed)
    assert (refused.returncode, refused.stdout, place.exists()) == (1, "", False)
    assert sentence in refused.stderr
    assert not (tmp_path / "data" / FILE).exists()  # its recovery code would be shown to nobody


def test_a_new_township_wants_an_administrator(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"data": str(tmp_path / "data"), "address": "10.0.0.5"}))
    assert "要有 administrator 这一项" in command("setup", "--answers", file).stderr


def test_a_key_the_service_cannot_read_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pem", "b.pem"):
        (tmp_path / name).touch()
    monkeypatch.setattr(owner, "unreadable", lambda files, _owner: list(files[1:]))  # as for a service of another user
    proof = {"kind": "files", "cert": str(tmp_path / "a.pem"), "key": str(tmp_path / "b.pem")}
    assert f"读不到 {tmp_path / 'b.pem'}" in answered(tmp_path, certificate=proof).stderr
    assert not (tmp_path / "data").exists()


def test_without_a_terminal_and_without_a_file_there_is_nobody_to_ask() -> None:
    refused = command("setup")
    assert (refused.returncode, "没有人可以问" in refused.stderr) == (1, True)


def test_where_systemd_runs_and_a_service_user_is_the_service_is_handed_over(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ourselves = Owner("us", os.geteuid(), os.getegid())
    handed: list[tuple[object, ...]] = []
    monkeypatch.setattr(owner, "service_owner", lambda: ourselves)
    monkeypatch.setattr(owner, "acting_as", lambda _owner: nullcontext())
    monkeypatch.setattr(settings, "SYSTEM", place)
    monkeypatch.setattr(system, "BOOTED", tmp_path)
    monkeypatch.setattr(system, "hand_over", lambda *given: handed.append(given))
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"data": str(tmp_path / "data"), **ALL, "backup": {"second": str(tmp_path)}}), "utf-8")
    assert "服务已开始，开机自动运行。" in command("setup", "--answers", file).stdout
    ((wanted, _program, kept, second),) = handed
    assert (wanted, kept, second) == (settings.read(place), place, str(tmp_path))


def test_the_recovery_code_is_shown_where_the_service_does_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_started(*_given: object) -> None:
        raise WorldFault("not_started", "服务没有开始：端口用不了。")

    monkeypatch.setattr(owner, "service_owner", lambda: Owner("us", os.geteuid(), os.getegid()))
    monkeypatch.setattr(owner, "acting_as", lambda _owner: nullcontext())
    monkeypatch.setattr(settings, "SYSTEM", tmp_path / "settings.json")
    monkeypatch.setattr(system, "BOOTED", tmp_path)
    monkeypatch.setattr(system, "hand_over", not_started)
    failed = answered(tmp_path)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert re.search(r"只显示这一次.*：([0-9A-Z]{4}-){5}[0-9A-Z]{4}$", failed.stderr, re.MULTILINE)
    assert "端口用不了" in failed.stderr


class Terminal:
    """A real terminal with the command at its other end."""

    def __init__(self, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sync.server", *arguments],
            stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""

    def asked(self, question: str, typed: str) -> None:
        """Wait for a question, with a limit, and type its answer."""
        while not (question in self.shown and self.shown.endswith(": ")):
            self.shown += os.read(self.ours, 4096).decode("utf-8", "ignore")
        self.shown = ""
        os.write(self.ours, typed.encode() + b"\n")

    def told(self) -> str:
        assert self.process.stdout is not None
        with self.process.stdout as answers:
            said = answers.read().decode()
        assert self.process.wait(30) == 0
        os.close(self.ours)
        return said


def test_five_questions_at_a_terminal_wrong_answers_are_asked_again_and_what_was_answered_is_offered(
    tmp_path: Path, place: Path
) -> None:
    technician = Terminal("setup")
    for question, typed in (
        ("1/5 数据放在哪里", "data"),
        ("要写完整路径", str(tmp_path / "data")),
        ("2/5 村卫生室用哪个地址", "127.0.0.1"),
        ("村卫生室连不上", "10.0.0.5:8660"),
        ("选哪个 [1]", "4"),
        ("请输 1、2 或 3", "2"),
        ("证书文件", "/none.pem"),
        ("密钥文件", "/none.pem"),
        ("没有这个文件", "1"),
        ("4/5 卫生院的名称", "清溪镇卫生院"),
        ("登录名 [admin]", "a b"),
        ("不能有空格", ""),
        ("密码", "short"),
        ("再输一次", "short"),
        ("至少 8 个字符", PASSWORD),
        ("再输一次", "another-2026"),
        ("两次输的不一样", PASSWORD),
        ("再输一次", PASSWORD),
        ("5/5 每天几点备份 [02:30]", "25:00"),
        ("时间要写成", "03:10"),
        ("再抄一份", "/none/here"),
        ("已经有的文件夹", "-"),
    ):
        technician.asked(question, typed)
    said = technician.told()
    assert "恢复码（只显示这一次" in said
    assert f"serve --settings {place}" in said
    again = Terminal("setup")
    for question in (f"[{tmp_path / 'data'}]", "[10.0.0.5:8660]", "[1]", "5/5 每天几点备份 [03:10]", "再抄一份"):
        again.asked(question, "")
    assert "恢复码" not in again.told()


def test_what_was_set_up_is_served_to_other_computers_encrypted(tmp_path: Path, place: Path) -> None:
    assert answered(tmp_path).returncode == 0
    ready = tmp_path / "ready"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    arguments = ["serve", "--settings", str(place), "--port", "0", "--ready-file", str(ready)]
    with subprocess.Popen([sys.executable, "-m", "sync.server", *arguments], env=environment) as serving:
        try:
            while not ready.exists():
                assert serving.poll() is None
                time.sleep(0.05)
            url = ready.read_text("utf-8").strip()
            pinned = ssl.create_default_context(cafile=str(tmp_path / "data" / "keys" / "authority.pem"))
            port = url.rpartition(":")[2]
            with urllib.request.urlopen(f"https://127.0.0.1:{port}/api/v1/hello", context=pinned, timeout=10) as answer:
                assert json.load(answer)["township_name"] == "清溪镇卫生院"
            assert url.startswith("https://10.0.0.5:")
        finally:
            serving.send_signal(signal.SIGTERM)
    assert serving.returncode == 0


def test_serve_says_that_there_are_no_settings(tmp_path: Path) -> None:
    refused = command("serve", "--settings", tmp_path / "none.json")
    assert (refused.returncode, "请先运行 vclinic-township setup" in refused.stderr) == (1, True)

"""The technician's commands for updates: put here, looked at, taken away; told by people's words and as JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from sync.server import cli
from sync.server.__main__ import now
from sync.server.database.store import create, open_store
from sync.server.database.tables import Audit
from sync.server.updates import releases as kept
from tests.command_line import run_here
from tests.delivery import releases


@pytest.fixture
def data(tmp_path: Path) -> Path:
    create(tmp_path / "t", "清溪镇卫生院").close()
    return tmp_path / "t"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    out, keys = releases.whole(tmp_path)
    monkeypatch.setattr(kept, "KEYS", keys)
    return out


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return run_here(lambda: cli.main(sys.argv[1:], now), ["updates", *map(str, arguments)], {})


def acts(data: Path) -> list[tuple[str, str]]:
    store = open_store(data)
    with store.read() as session:
        noted = [(entry.act, entry.detail) for entry in session.exec(select(Audit).order_by("seq"))]
    store.close()
    return noted


def test_added_listed_removed_and_noted(data: Path, stick: Path) -> None:
    added = command("add", stick, "--data", data, "--json")
    assert (added.returncode, json.loads(added.stdout)["updates"][0]["version"]) == (0, "9.1.0")
    listed = command("list", "--data", data).stdout
    assert "9.1.0（2026-11-28，序号 5，0.1 MB，可以从 0.1.0 起更新）" in listed
    assert "不再给各村 9.1.0" in command("remove", "9.1.0", "--data", data).stdout
    assert json.loads(command("list", "--data", data, "--json").stdout) == {"updates": []}
    assert acts(data) == [("update_added", "9.1.0"), ("update_removed", "9.1.0")]


def test_a_touched_release_is_refused_with_its_sentence_and_not_noted(data: Path, stick: Path) -> None:
    (stick / "vclinic-setup-9.1.0.exe").write_bytes(b"MZ" + bytes(69_999) + b"x")
    done = command("add", stick, "--data", data)
    assert (done.returncode, "对不上" in done.stderr) == (1, True)
    assert "没有放着新版本" in command("list", "--data", data).stdout
    assert acts(data) == []


def test_what_is_not_there_cannot_be_removed(data: Path, stick: Path) -> None:
    done = command("remove", "9.1.0", "--data", data)
    assert (done.returncode, "没有放着 9.1.0" in done.stderr) == (1, True)

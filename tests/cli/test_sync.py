"""Joining the township, a round, and how reporting stands: three commands of one story."""

import json
import re
from pathlib import Path

import pytest
from sqlmodel import select

from sync.server.database.tables import Device
from sync.server.devices import pairing
from tests.cli.shell import Shell
from tests.server.township import running


def test_enrol_sync_and_status(shell: Shell, tmp_path: Path) -> None:
    with running(tmp_path / "township") as township:
        assert (
            shell.json("enrol", township.url, township.code("柳河村卫生室", "340123101205"))["township"]
            == "清溪镇卫生院"
        )
        before = shell.json("status")
        report = shell.json("sync")
        after = shell.json("status")
    assert before["pending"] == report["sent"] == report["stored"] == after["stored"]
    assert after["pending"] == report["pending"] == 0
    assert after["last_success"]
    assert (report["duplicate"], report["refused"], report["error"]) == (0, 0, None)
    assert report["requests"] >= 1
    assert min(report["bytes_up"], report["bytes_down"]) > 100
    assert report["seconds"] > 0


def test_without_a_line_the_round_has_ended_and_nobody_has_to_act(empty: Shell, tmp_path: Path) -> None:
    with running(tmp_path / "township") as township:
        empty.json("enrol", township.url, township.code("柳河村卫生室", "340123101205"))
    report = empty.json("sync")
    assert (report["sent"], report["pending"]) == (0, 1)
    assert (report["error"]["code"], report["error"]["who"]) == ("offline", "nobody")
    told = empty.run("sync")
    assert (told.returncode, told.stdout, told.stderr.strip()) == (0, "", report["error"]["text"])


def test_a_machine_that_was_stopped_waits_for_a_person(empty: Shell, tmp_path: Path) -> None:
    with running(tmp_path / "township") as township:
        empty.json("enrol", township.url, township.code("柳河村卫生室", "340123101205"))
        with township.store.write() as session:
            pairing.revoke(session, session.exec(select(Device)).one().id, "", township.clock())
        done = empty.run("sync", "--json")
        assert empty.run("status").stdout == "卫生院已停用本机 · 1 条待上报\n"
        assert empty.json("status")["stopped"] == "revoked"
        empty.json("enrol", township.url, township.code("柳河村卫生室", "340123101205"))
        assert empty.json("status")["stopped"] == ""
    assert done.returncode == 1
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["who"]) == ("revoked", "township")
    assert error["text"] in done.stderr


def test_without_a_township_there_is_no_round(empty: Shell) -> None:
    assert "还没有接入" in empty.refused("sync")
    assert empty.run("status").stdout == "1 条待上报 · 未接入卫生院\n"


def test_a_round_is_told_in_one_sentence(empty: Shell, tmp_path: Path) -> None:
    with running(tmp_path / "township") as township:
        code = township.code("柳河村卫生室", "340123101205")
        assert empty.run("enrol", township.url, code).stdout == "已接入清溪镇卫生院。\n"
        assert "接入码" in empty.refused("enrol", township.url, code)
        said = empty.run("sync").stdout
    assert re.fullmatch(r"上报 1 条，卫生院收下 1 条，未接收 0 条，新通知 \d 条。\n", said)
    assert empty.run("status").stdout.startswith("已全部上报 ")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "not an address", "ftp://127.0.0.1"])
def test_a_township_that_does_not_answer_is_one_sentence(empty: Shell, url: str) -> None:
    assert empty.refused("enrol", url, "AAAA-BBBB").count("\n") == 0

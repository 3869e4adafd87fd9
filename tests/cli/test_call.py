"""What every command shares: the clinic it opens, the account, the password, the one answer."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from tests import worlds
from tests.cli.shell import PASSWORD, Shell
from vclinic.cli.call import as_text
from vclinic.clock import SystemClock
from vclinic.services import clinic_setup


def test_without_a_password_and_anybody_to_ask_it_is_said_so(shell: Shell) -> None:
    nobody = shell.process("status", "--json", password=None)
    assert (nobody.returncode, nobody.stdout, nobody.stderr.count("\n")) == (1, "", 1)
    assert "要有密码" in nobody.stderr
    piped = shell.process("status", "--json", stdin=f"{PASSWORD}\n", password=None)
    assert json.loads(piped.stdout)["pending"] > 0


def test_where_two_doctors_work_the_account_has_to_be_named(empty: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clinic_setup, "Cost", lambda: worlds.CHEAP)
    station = clinic_setup.open_clinic(empty.data, "zhou", PASSWORD, SystemClock())
    clinic_setup.add_doctor(station, "李医生", "liys", PASSWORD)
    station.store.close()
    assert "zhou、liys" in empty.refused("status")
    assert "--user" in empty.refused("status")
    named = empty.run("--user", "liys", "status", "--json")
    assert json.loads(named.stdout)["pending"] == 2
    monkeypatch.setenv("VCLINIC_USER", "liys")
    assert empty.json("status")["pending"] == 2


def test_a_wrong_password_is_a_sentence_and_counts(empty: Shell) -> None:
    for _ in range(3):
        done = empty.run("status", password="wrong-password")
        assert (done.returncode, done.stdout) == (1, "")
        assert "密码不对" in done.stderr
    assert "请等 5 秒" in empty.refused("status")


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"name": "何秀珍"}, '{"name": "何秀珍"}'),
        ([], "[]"),
        (date(2026, 11, 24), '"2026-11-24"'),
        (datetime(2026, 11, 24, 8, 30), '"2026-11-24T08:30:00"'),
        ({"half": "\ud800"}, '{"half": "?"}'),
    ],
)
def test_an_answer_is_one_line_that_can_be_written(document: object, text: str) -> None:
    assert as_text(document) == text
    as_text(document).encode("utf-8")


def test_what_no_program_could_read_is_a_bug() -> None:
    with pytest.raises(TypeError):
        as_text({"path": Path("x")})

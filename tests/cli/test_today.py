"""The day somebody says at the command line, and what every answer says while the machine's clock is doubted."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import worlds
from tests.cli.shell import PASSWORD, SETUP, Shell
from vclinic import BUILT_ON
from vclinic.clock import SteppingClock, SystemClock
from vclinic.services.clinic_setup import create_clinic

AHEAD = 400  # the clinic's last entry was written so many days from now, as a wrong clock does


@pytest.fixture
def real_today() -> date:
    return SystemClock().today()


@pytest.fixture
def doubted(tmp_path: Path) -> Shell:
    """A clinic whose newest entry lies after the machine's now."""
    clock = SteppingClock(SystemClock().now() + timedelta(days=AHEAD))
    station = create_clinic(tmp_path / "clinic", SETUP, clock, worlds.CHEAP).station
    worlds.register(station)
    station.store.close()
    return Shell(tmp_path / "clinic")


@pytest.mark.parametrize(
    "arguments",
    [
        ("due",),
        ("due", "--on", "2026-12-01"),
        ("status",),
        ("today",),
        ("check",),
        ("export", "residents", "{folder}/residents.csv"),
        ("export", "dispensings", "{folder}/dispensings.csv"),
        ("backup", "{folder}/clinic.vcbak"),
        ("import", "residents", "{folder}/roster.csv", "--dry-run"),
    ],
)
def test_every_answer_out_of_a_store_speaks_of_the_doubt(
    doubted: Shell, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "roster.csv").write_text("姓名,性别,出生日期\n李四,男,1960-01-02\n", encoding="utf-8")
    filled = [argument.replace("{folder}", str(tmp_path)) for argument in arguments]
    answer = doubted.json(*filled)
    assert (answer["clock"]["state"], answer["clock"]["kind"]) == ("in_doubt", "behind")
    told = doubted.run(*filled)
    assert (told.returncode, answer["clock"]["text"] in told.stderr) == (0, True)
    assert "vclinic today" in told.stderr


def test_a_list_of_people_speaks_of_the_doubt_beside_itself(doubted: Shell) -> None:
    told = doubted.run("search", "何秀珍", "--json")
    assert (told.returncode, told.stdout.startswith("[")) == (0, True)
    assert "可是最近一次记录是" in told.stderr


def test_a_clock_that_is_believed_is_not_spoken_of(empty: Shell, real_today: date) -> None:
    told = empty.run("due")
    assert told.stderr == ""
    assert empty.json("due")["clock"] is None
    assert empty.json("today") == {"today": real_today.isoformat(), "clock": None}


def test_what_is_judged_by_a_day_is_judged_by_the_day_that_was_said(
    doubted: Shell, tmp_path: Path, real_today: date
) -> None:
    said = (real_today + timedelta(days=AHEAD)).isoformat()
    roster = tmp_path / "roster.csv"
    roster.write_text("姓名,性别,出生日期,地址\n李四,男,1960-01-02,一组 3 号\n", encoding="utf-8")
    assert doubted.json("due")["on"] == real_today.isoformat()
    assert "先确认今天是哪一天" in doubted.refused("import", "residents", str(roster))
    done = doubted.process("today", said)
    assert (done.returncode, done.stdout) == (0, f"今天按 {said} 算。\n")
    answer = doubted.json("due")
    assert (answer["on"], answer["clock"]["state"]) == (said, "confirmed")
    assert doubted.json("import", "residents", str(roster))["accepted"] == 1


def test_who_said_the_day_when_and_why_is_kept(doubted: Shell, real_today: date) -> None:
    said = real_today + timedelta(days=AHEAD + 1)
    doubted.run("today", said.isoformat())
    clock = doubted.json("status")["clock"]
    assert (clock["today"], clock["by"]) == (said.isoformat(), SETUP.doctor_name)
    assert clock["at"].startswith(real_today.isoformat())
    assert f"电脑的日期是 {real_today}" in clock["why"]
    assert f"今天按 {said} 算，是 {SETUP.doctor_name} 确认的" in doubted.run("due").stderr


def test_a_day_said_wrong_can_be_said_again(doubted: Shell, real_today: date) -> None:
    for days in (AHEAD + 1, AHEAD):
        said = (real_today + timedelta(days=days)).isoformat()
        assert doubted.json("today", said)["today"] == said
    assert doubted.json("due")["on"] == said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("昨天", "“昨天”看不懂"),
        ("2026-13-01", "看不懂"),
        ("", "看不懂"),
        ((BUILT_ON - timedelta(days=1)).isoformat(), "今天不会比它早"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_the_doubt_stays(doubted: Shell, typed: str, sentence: str) -> None:
    assert sentence in doubted.refused("today", typed)
    assert doubted.json("today")["clock"]["state"] == "in_doubt"


def test_a_clock_that_nothing_contradicts_is_not_overruled(empty: Shell, real_today: date) -> None:
    assert "不矛盾" in empty.refused("today", (real_today + timedelta(days=3)).isoformat())
    assert empty.json("today", real_today.isoformat()) == {"today": real_today.isoformat(), "clock": None}


def test_a_wrong_password_says_no_day(doubted: Shell, real_today: date) -> None:
    done = doubted.run("today", real_today.isoformat(), password=f"not {PASSWORD}")
    assert (done.returncode, done.stdout) == (1, "")

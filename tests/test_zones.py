"""A day is Beijing's whatever zone the machine is set to, at the clinic and the township, a minute before midnight and after."""

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sync.protocol.messages import Change
from sync.server import __main__ as township_command
from sync.server.console.pages import ago, day, stamp
from sync.server.intake.checks import check
from sync.server.review import findings
from tests import worlds
from tests.server.people import visit
from tests.server.visits import received
from tests.test_house.tracked import ROOT
from vclinic.clock import SystemClock
from vclinic.domain.dates import beijing_day
from vclinic.services import clock_trust, due_today, find_residents, stock_room, visit_sheet
from vclinic.storage import changes

ZONES = ("America/Los_Angeles", "Pacific/Kiritimati", "UTC", "Asia/Shanghai")
BEFORE, AFTER = "2026-11-25T15:59:00+00:00", "2026-11-25T16:01:00+00:00"
BORN = date(1960, 11, 26)  # sixty-six with Beijing's midnight
EXPIRES = date(2026, 11, 25)  # the last day this batch may be given


def facts(at: str) -> dict[str, object]:
    """What the clinic and the township make of a moment."""
    moment = datetime.fromisoformat(at)
    with (
        TemporaryDirectory() as place,
        worlds.clinic(Path(place) / "clinic", moment - timedelta(days=20)) as (
            station,
            clock,
        ),
    ):
        resident = worlds.register(station, born=BORN)
        stock_room.receive(station, worlds.AMLODIPINE, "A1", expires_on=EXPIRES, quantity=10, cost=100)
        clock.set(moment)
        assert clock_trust.look(station) is None
        sheet = visit_sheet.open_visit(station, resident)
        worlds.visit(station, resident)
        with station.store.read() as session:
            written = changes.newest_moment(session)
        (row,) = stock_room.stock_rows(station)
        at_clinic = {
            "today": station.clock.today().isoformat(),
            "due list": due_today.worklist(station).on.isoformat(),
            "visit": sheet.values["visit_date"].isoformat(),
            "age": find_residents.find(station, "何秀珍")[0].age,
            "usable": not row.batches[0].expired_on(station.clock.today()),
            "written": beijing_day(written).isoformat() if written else "",
        }
    here = moment.astimezone()  # as a township whose clock spoke the machine's own zone would have it
    tomorrow = visit(visit_date="2026-11-27", next_visit_date="2027-02-20", at=at)
    at_township = {
        "today": beijing_day(here).isoformat(),
        "tomorrow's visit": _taken(tomorrow, beijing_day(here)),
        "written": ago("2026-11-25T15:30:00+00:00", here),
        "stamp": stamp(at, here),
        "day": day(date(2026, 11, 27), here),
    }
    offsets = [now().utcoffset() for now in (SystemClock().now, township_command.now)]
    return {"clinic": at_clinic, "township": at_township, "offsets": [str(offset) for offset in offsets]}


def _taken(sent: Change, today: date) -> list[bool]:
    who = {"sex_code": "2", "birth_date": date(1957, 3, 12)}
    codes = {finding.code for finding in findings.look(received(sent), [], who, today)}
    return [check(sent, who, today).problem is None, "future" not in codes]


def expected(*, after: bool) -> dict[str, object]:
    today = "2026-11-26" if after else "2026-11-25"
    return {
        "clinic": {
            "today": today, "due list": today, "visit": today, "age": 66 if after else 65, "usable": not after,
            "written": today,
        },
        "township": {
            "today": today, "tomorrow's visit": [after, after], "written": "昨天 23:30" if after else "23:30",
            "stamp": "11-26 00:01" if after else "11-25 23:59", "day": "11-27",
        },
        "offsets": ["8:00:00", "8:00:00"],
    }  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_is_beijings_on_a_machine_of_any_zone(zone: str) -> None:
    script = (
        f"import json; from tests.test_zones import facts; print(json.dumps([facts({BEFORE!r}), facts({AFTER!r})]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ | {"TZ": zone, "PYTHONUTF8": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [expected(after=False), expected(after=True)]


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_of_the_test_is_really_another(zone: str) -> None:
    script = (
        "from datetime import datetime; print(datetime.fromisoformat('2026-11-25T16:01:00+00:00').astimezone().date())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=True
    )
    ahead = zone in ("Pacific/Kiritimati", "Asia/Shanghai")
    assert done.stdout.strip() == ("2026-11-26" if ahead else "2026-11-25")

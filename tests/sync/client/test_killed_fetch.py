"""A new computer is really killed in the middle of its first fetch: begun again it goes on from where it was, and at the
end whole tables of both sides are the same."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from sync.client import engine, own
from sync.protocol.messages import OwnAsk
from sync.server.database.tables import FollowUpMirror, Inbox, Mirror, ResidentMirror
from tests import worlds
from tests.server.township import RunningTownship
from tests.sync.client.test_own import SETUP, day_of_work, paired, rows, township
from vclinic.clock import SteppingClock
from vclinic.services.backup import check
from vclinic.services.clinic_setup import create_clinic, open_clinic
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import own_progress, own_records
from vclinic.storage.tables import ChangeRow, ReceiptRow

__all__ = ["township"]
_PAGE = 7  # changes
_FETCHING = f"""
import sys, time
from datetime import datetime
from pathlib import Path
from sync.client import engine, own
from vclinic.clock import SteppingClock
from vclinic.services.clinic_setup import open_clinic
from vclinic.storage import own_progress

folder, password, at, place, pages = sys.argv[1:]
asked, keep, came = own.OwnAsk, own_progress.keep, 0
own.OwnAsk = lambda **ask: asked(**(ask | {{"want": {_PAGE}}}))

def here(name):
    if name == place and came == int(pages):
        print("here", flush=True)
        time.sleep(60)

def keeping(*page, **more):
    global came
    came += 1
    here("written, not kept")
    keep(*page, **more)
    here("kept in the transaction")

own_progress.keep = keeping
clock = SteppingClock(datetime.fromisoformat(at))
station = open_clinic(Path(folder), "{SETUP.login}", password, clock)
engine.sync(station.store, clock.now, lambda done, total: here("between two pages"))
"""


@dataclass
class Clinic:
    """The old computer with some days' work reported, and the folder of a new one that is paired and closed."""

    old: Workstation
    clock: SteppingClock
    folder: Path

    def killed(self, place: str, pages: int) -> None:
        """Begin the first fetch in a process of its own, and kill that when it is there."""
        arguments = (str(self.folder), worlds.PASSWORD, self.clock.now().isoformat(), place, str(pages))
        process = subprocess.Popen([sys.executable, "-c", _FETCHING, *arguments], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "here\n"
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def opened(self) -> Workstation:
        return open_clinic(self.folder, SETUP.login, worlds.PASSWORD, self.clock)


@pytest.fixture
def clinic(township: RunningTownship, tmp_path: Path) -> Generator[Clinic]:
    with worlds.clinic(tmp_path / "old") as (old, clock):
        paired(old, township)
        for name, serial in (("何秀珍", 22), ("李四", 24), ("王五", 26)):
            day_of_work(old, name, serial)
            clock.pass_seconds(60)
        assert engine.sync(old.store, clock.now).refused == 0
        new = create_clinic(tmp_path / "new", SETUP, clock, worlds.CHEAP).station
        paired(new, township)
        new.store.close()
        yield Clinic(old, clock, tmp_path / "new")


def hashed(tables: dict[str, Any]) -> dict[str, tuple[int, str]]:
    """Table → how many rows it has, and a hash of all of them."""
    return {
        name: (len(table), hashlib.sha256(json.dumps(table, sort_keys=True, ensure_ascii=False).encode()).hexdigest())
        for name, table in tables.items()
    }


def log(station: Workstation) -> dict[str, Any]:
    """Change id → all that it says, with what its receipt said."""
    with station.store.read() as session:
        receipts = {row.change_id: row.state for row in session.exec(select(ReceiptRow))}
        changes = [row.model_dump(exclude={"seq"}) for row in session.exec(select(ChangeRow))]
    return {
        change["id"]: change | {"payload": json.loads(change["payload"]), "state": receipts.get(change["id"], "")}
        for change in changes
    }


def told(township: RunningTownship) -> dict[str, Any]:
    """The same from the township."""
    with township.store.read() as session:
        inbox = [(row.state, json.loads(row.payload)) for row in session.exec(select(Inbox))]
    return {change["id"]: change | {"payload": change.pop("data"), "state": state} for state, change in inbox}


def records(township: RunningTownship) -> dict[tuple[str, str], Any]:
    """Every record as the township last had it."""
    with township.store.read() as session:
        people = [("resident", row.id, row.record) for row in session.exec(select(ResidentMirror))]
        visits = [("follow_up", row.id, row.record) for row in session.exec(select(FollowUpMirror))]
        others = [(row.entity, row.id, row.record) for row in session.exec(select(Mirror))]
    return {(entity, key): json.loads(record) for entity, key, record in [*people, *visits, *others]}


@pytest.mark.parametrize(
    ("place", "pages", "kept"),
    [
        ("written, not kept", 1, 0),
        ("written, not kept", 3, 2),
        ("kept in the transaction", 3, 2),
        ("between two pages", 1, 1),
        ("between two pages", 3, 3),
    ],
)
def test_a_first_fetch_that_was_killed_goes_on_from_the_last_page_that_was_kept(
    clinic: Clinic, township: RunningTownship, monkeypatch: pytest.MonkeyPatch, place: str, pages: int, kept: int
) -> None:
    clinic.killed(place, pages)
    new = clinic.opened()
    try:
        coming = own_progress.coming(new.store)
        cursor = own_progress.cursor(new.store)
        assert (coming.done if coming else 0, bool(cursor)) == (kept * _PAGE, bool(kept))
        assert own_progress.wanted(new.store), "the rest is still wanted"
        asks: list[int] = []
        original: Any = own.OwnAsk

        def asked(**ask: Any) -> OwnAsk:
            asks.append(ask["after"])
            return original(**(ask | {"want": _PAGE}))

        monkeypatch.setattr(own, "OwnAsk", asked)
        assert engine.sync(new.store, clinic.clock.now).refused == 0
        assert asks[0] == cursor
        assert own_records.set_aside(new.store) == []
        assert (own_progress.wanted(new.store), status(new).pending) == ("", 0)
        assert check(new).problems == ()
        here, there = hashed(rows(new)), hashed(rows(clinic.old))
        assert here == there
        assert all(count for count, _ in there.values()), "of each kind something came"
        logged = log(new)
        assert hashed({"changes": logged}) == hashed({"changes": told(township)})
        newest: dict[tuple[str, str], Any] = {}
        for change in sorted(logged.values(), key=lambda change: change["revision"]):
            newest[change["entity"], change["entity_id"]] = change["payload"]
        assert newest == records(township)
    finally:
        new.store.close()

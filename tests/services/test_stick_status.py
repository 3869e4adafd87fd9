"""How the stick stands: counted from the log, the last package and the last receipts."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.stick_status import stick_status
from vclinic.services.workstation import Workstation
from vclinic.storage.rounds import DEVICE, PACKAGE_BACK, PACKAGE_KEY, PACKAGE_OUT
from vclinic.storage.tables import SyncRoundRow


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def note_round(station: Workstation, code: str) -> None:
    with station.store.local() as session:
        session.add(
            SyncRoundRow(
                at="2026-11-24T09:00:00+08:00", ok=int(not code), pushed=0, stored=0, refused=0, requests=1, bytes_up=1,
                bytes_down=1, code=code,
            )
        )  # fmt: skip


def test_a_clinic_that_never_wrote_one(station: Workstation) -> None:
    before = stick_status(station)
    assert (before.paired, before.has_key, before.out_at, before.awaits_receipts) == (False, False, None, False)
    worlds.register(station)
    assert stick_status(station).pending > before.pending


def test_receipts_are_awaited_until_some_came_later(station: Workstation) -> None:
    out, back = "2026-11-24T09:00:00+08:00", "2026-11-24T08:00:00+08:00"
    station.store.set_meta({DEVICE: "D", PACKAGE_KEY: "k", PACKAGE_OUT: f"{out} 12"})
    told = stick_status(station)
    assert (told.paired, told.has_key, told.out_at, told.out_changes) == (True, True, datetime.fromisoformat(out), 12)
    assert told.awaits_receipts
    station.store.set_meta({PACKAGE_BACK: back})
    assert stick_status(station).awaits_receipts, "of an earlier package"
    station.store.set_meta({PACKAGE_BACK: out})
    assert not stick_status(station).awaits_receipts


def test_only_the_last_round_tells_whether_this_machine_is_stopped(station: Workstation) -> None:
    assert not stick_status(station).revoked
    note_round(station, "revoked")
    assert stick_status(station).revoked
    note_round(station, "")
    assert not stick_status(station).revoked

"""One clinic files a year's work while another sends its day: the day is filed before the year is, on both databases."""

import threading
import time
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Change, Receipt
from sync.protocol.received import BadChange
from sync.server.database.tables import BatchLog, Device, Inbox, ResidentMirror
from sync.server.devices import pairing
from sync.server.intake import receipts, rounds
from sync.server.reports.status import clinic_lines
from tests.server.people import resident
from tests.server.township import ClinicDevice, RunningTownship
from vclinic.domain.problem import WorldFault

YEAR = [resident(f"R-year-{number}") for number in range(2 * rounds.ALONE)]


@pytest.fixture
def neighbour(township: RunningTownship) -> ClinicDevice:
    return township.clinic("杏花村卫生室", "340123101106")


class Gate:
    """Each part of a device's batch waits inside its transaction until it is let go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, device: ClinicDevice) -> None:
        self.inside, self.go_on = threading.Event(), threading.Semaphore(0)
        take = receipts.take

        def waiting(
            session: Session, device_id: str, clinic_id: str, changes: Sequence[Change | BadChange], now: datetime
        ) -> list[Receipt]:
            if device_id == device.name:
                self.inside.set()
                assert self.go_on.acquire(timeout=30)
            return take(session, device_id, clinic_id, changes, now)

        monkeypatch.setattr(receipts, "take", waiting)


def numbers(township: RunningTownship, device: ClinicDevice) -> list[int]:
    with township.store.read() as session:
        return list(session.exec(select(Inbox.seq).where(Inbox.device_id == device.name).order_by(col(Inbox.seq))))


def test_a_waiting_day_is_filed_before_the_next_part_of_a_year(
    monkeypatch: pytest.MonkeyPatch, township: RunningTownship, clinic: ClinicDevice, neighbour: ClinicDevice
) -> None:
    gate = Gate(monkeypatch, clinic)
    year = threading.Thread(target=clinic.post, args=(clinic.sealed(YEAR),))
    day = threading.Thread(target=neighbour.post, args=(neighbour.sealed([resident("R-day")]),))
    year.start()
    assert gate.inside.wait(30)
    day.start()
    until = time.monotonic() + 30
    while not township.store.writing.waiting:
        assert time.monotonic() < until, "the day does not stand in line"
        time.sleep(0.002)
    gate.go_on.release(1 + rounds.ALONE // rounds.PART)
    day.join(30)
    year.join(30)
    assert not day.is_alive()
    assert not year.is_alive()
    (of_day,) = numbers(township, neighbour)
    assert of_day == rounds.ALONE + 1, "right behind the part that was being filed"
    assert len(numbers(township, clinic)) == len(YEAR)


def test_a_long_batch_is_answered_whole_in_its_order_and_noted_once(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    reply = clinic.round(*YEAR)
    assert [receipt.change_id for receipt in reply.receipts] == [change.id for change in YEAR]
    assert {receipt.state for receipt in reply.receipts} == {"stored"}
    with township.store.read() as session:
        (noted,) = session.exec(select(BatchLog)).all()
        assert noted.count == len(YEAR)
        assert session.exec(select(Device.newest).where(Device.id == clinic.name)).one() == len(YEAR)


@pytest.mark.parametrize("size", [rounds.ALONE - 1, rounds.ALONE, rounds.ALONE + 1])
def test_no_change_falls_between_two_parts(township: RunningTownship, clinic: ClinicDevice, size: int) -> None:
    assert len(clinic.round(*YEAR[:size]).receipts) == size
    assert len(numbers(township, clinic)) == size


@pytest.mark.parametrize(
    ("fault", "status"),
    [(ProtocolError("revoked", "停用了。"), 403), (WorldFault("disk_full", "磁盘满了。"), 503)],
)
def test_what_was_filed_before_a_fault_is_a_duplicate_when_the_batch_comes_again_and_nothing_is_there_twice(
    monkeypatch: pytest.MonkeyPatch,
    township: RunningTownship,
    clinic: ClinicDevice,
    fault: Exception,
    status: int,
) -> None:
    content = clinic.sealed(YEAR)
    known = pairing.caller
    asked = list[str]()

    def caller(session: Session, device_id: str) -> pairing.Caller:
        asked.append(device_id)
        if len(asked) == 2:
            raise fault
        return known(session, device_id)

    with monkeypatch.context() as patched:
        patched.setattr(pairing, "caller", caller)
        assert clinic.post(content).status_code == status
    assert len(numbers(township, clinic)) == rounds.ALONE
    states = [receipt.state for receipt in clinic.round(*YEAR).receipts]
    assert states == ["duplicate"] * rounds.ALONE + ["stored"] * rounds.ALONE
    assert len(numbers(township, clinic)) == len(YEAR)
    with township.store.read() as session:
        filed = session.exec(select(ResidentMirror.id, ResidentMirror.revision)).all()
        (line,) = clinic_lines(session, township.clock())
    assert sorted(filed) == sorted((change.entity_id, 1) for change in YEAR)
    assert line.residents == len(YEAR)


def lengths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    taken: list[int] = []
    take = receipts.take

    def counted(
        session: Session, device_id: str, clinic_id: str, changes: Sequence[Change | BadChange], now: datetime
    ) -> list[Receipt]:
        taken.append(len(changes))
        return take(session, device_id, clinic_id, changes, now)

    monkeypatch.setattr(receipts, "take", counted)
    return taken


def test_parts_are_long_while_nobody_else_asks_and_short_once_somebody_did(
    monkeypatch: pytest.MonkeyPatch, township: RunningTownship, clinic: ClinicDevice, neighbour: ClinicDevice
) -> None:
    taken = lengths(monkeypatch)
    reply = clinic.round(*YEAR)
    assert taken == [500, 500]
    assert [receipt.change_id for receipt in reply.receipts] == [change.id for change in YEAR]
    neighbour.round(resident("R-day"))
    taken.clear()
    assert {receipt.state for receipt in clinic.round(*YEAR).receipts} == {"duplicate"}
    assert taken == [100] * 10


def test_parts_grow_and_have_an_end_however_long_the_batch(
    monkeypatch: pytest.MonkeyPatch, clinic: ClinicDevice
) -> None:
    monkeypatch.setattr(rounds, "ALONE", 200)
    monkeypatch.setattr(rounds, "LONGEST_PART", 350)
    taken = lengths(monkeypatch)
    clinic.round(*YEAR)
    assert taken == [200, 350, 350, 100]

"""Two programs serve one township, or its database goes away in the middle: nothing is lost, nothing is filed twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlmodel import col, select

from sync.protocol import messages
from sync.protocol.messages import Change, ErrorReply, RoundReply
from sync.server.database.store import create, open_store
from sync.server.database.tables import BatchLog, FollowUpMirror, Inbox, ResidentMirror, Review
from tests.server import postgres
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship, TurnableClock, running, serving


@pytest.fixture
def served(tmp_path: Path, postgresql: postgres.Server) -> Iterator[RunningTownship]:
    with postgresql.database() as address, running(tmp_path / "t", server=address) as here:
        yield here


@pytest.fixture
def programs(tmp_path: Path, database: str) -> Iterator[list[RunningTownship]]:
    clock = TurnableClock()
    with (
        closing(create(tmp_path / "t", "清溪镇卫生院", database)) as first,
        closing(open_store(tmp_path / "t")) as second,
        serving(first, clock) as one,
        serving(second, clock) as other,
    ):
        yield [one, other]


def day(clinic: int, count: int = 12) -> list[Change]:
    """A batch of one clinic: people, and a visit of each."""
    return [
        made
        for n in range(count)
        for made in (resident(f"R-{clinic}-{n}"), visit(f"V-{clinic}-{n}", f"R-{clinic}-{n}"))
    ]


def at_once(calls: list[Callable[[], RoundReply]]) -> list[RoundReply]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(60) for future in [pool.submit(call) for call in calls]]


def sent(device: ClinicDevice, through: RunningTownship, content: bytes) -> Callable[[], RoundReply]:
    def send() -> RoundReply:
        answer = ClinicDevice(through, device.key).post(content)
        assert answer.status_code == 200, answer.text
        return messages.decode(RoundReply, answer.content)

    return send


def test_many_clinics_push_through_two_programs_at_once(programs: list[RunningTownship]) -> None:
    devices = [programs[0].clinic(f"{n} 村卫生室", f"34012310{n:04}") for n in range(4)]
    batches = [device.sealed(day(n)) for n, device in enumerate(devices)]
    replies = at_once([sent(devices[n], programs[n % 2], batches[n]) for n in range(4)])
    assert {receipt.state for reply in replies for receipt in reply.receipts} == {"stored"}
    with programs[0].store.read() as session:
        seqs = list(session.exec(select(Inbox.seq).order_by(col(Inbox.seq))))
        logged = list(session.exec(select(BatchLog.seq).order_by(col(BatchLog.seq))))
        assert len(session.exec(select(ResidentMirror.id)).all()) == 48
        assert len(session.exec(select(FollowUpMirror.id)).all()) == 48
        assert set(session.exec(select(Inbox.applied))) == {"yes"}
    assert seqs == list(range(1, 97))
    assert logged == [1, 2, 3, 4]


def test_one_batch_sent_through_both_at_once_is_filed_once(programs: list[RunningTownship]) -> None:
    device = programs[0].clinic()
    content = device.sealed(day(1))
    replies = at_once([sent(device, through, content) for through in (*programs, *programs)])
    states = sorted({tuple(sorted({receipt.state for receipt in reply.receipts})) for reply in replies})
    assert states == [("duplicate",), ("stored",)]
    with programs[1].store.read() as session:
        assert len(session.exec(select(Inbox.seq)).all()) == 24
        waiting = session.exec(select(Review.entity_id).where(Review.state == "waiting")).all()
        assert sorted(waiting) == sorted(f"V-1-{n}" for n in range(12))
        assert sorted(session.exec(select(BatchLog.chain)).all()) == ["ok", "resend", "resend", "resend"]


def test_a_connection_killed_in_a_round_gives_the_clinic_a_retry(
    served: RunningTownship, postgresql: postgres.Server
) -> None:
    device = served.clinic()
    device.round(resident())
    engine = served.store._engine
    killed: list[bool] = []

    def kill(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO inbox") and not killed:
            with closing(postgresql.connection()) as administrator:
                killed.append(True)
                administrator.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                    [engine.url.database],
                )

    content = device.sealed(day(1))
    event.listen(engine, "before_cursor_execute", kill)
    try:
        answer = device.post(content)
    finally:
        event.remove(engine, "before_cursor_execute", kill)
    assert killed == [True]
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert messages.decode(ErrorReply, answer.content).code == "unreachable"
    with served.store.read() as session:
        assert session.exec(select(Inbox.change_id)).all() == ["R-1.r1"], "nothing was half filed"
    again = device.post(content)
    assert again.status_code == 200
    assert {receipt.state for receipt in messages.decode(RoundReply, again.content).receipts} == {"stored"}
    with served.store.read() as session:
        assert set(session.exec(select(BatchLog.chain))) == {"ok"}
        assert sorted(session.exec(select(Inbox.seq))) == list(range(1, 26))

"""Whatever happens between a clinic and its township: nothing lost, nothing doubled, the order kept, and in the end both
say the same."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlmodel import Session, select

from sync.client import device as devices, engine
from sync.client.pairing import pair
from sync.server.database.tables import Inbox
from tests import worlds
from tests.server.people import resident
from tests.server.township import ClinicDevice, RunningTownship, TurnableClock, running
from tests.sync.client.lossy import lossy
from vclinic.domain.problem import Expected
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states
from vclinic.storage.store import Store

HOME = (worlds.SETUP.clinic_name, worlds.SETUP.village_code)
ROUNDS = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture
def both(tmp_path: Path) -> Generator[tuple[RunningTownship, Workstation]]:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, _):
        pair(station.store, township.url, township.code(*HOME))
        yield township, station


@pytest.fixture
def neighbour(both: tuple[RunningTownship, Workstation]) -> ClinicDevice:
    """Another village's clinic; what it manages is refused from everybody else."""
    return both[0].clinic("石桥村卫生室", "340123101106")


def busy(station: Workstation, number: int) -> None:
    """A resident and a visit more."""
    worlds.visit(station, villager(station, number))


def villager(station: Workstation, number: int) -> str:
    """A resident more, born on a day of their own."""
    return worlds.register(station, name="村民", born=date(1950, 1, 1) + timedelta(days=number))


def logged(station: Workstation) -> list[tuple[str, str]]:
    """Id and payload of every change the clinic ever made, in order."""
    with station.store.read() as session:
        run = session.connection().exec_driver_sql
        return [(row[0], row[1]) for row in run("SELECT id, payload FROM change ORDER BY seq")]


def filed(township: RunningTownship) -> list[str]:
    """The changes the township has, in the order they came."""
    with township.store.read() as session:
        return [row.change_id for row in session.exec(select(Inbox).order_by(Inbox.seq))]  # type: ignore[arg-type]  a column


def one_round(station: Workstation) -> bool:
    with suppress(Expected):
        engine.sync(station.store, station.clock.now)
        return True
    return False


def converged(township: RunningTownship, station: Workstation) -> None:
    mine, theirs = logged(station), filed(township)
    assert theirs == [name for name, _ in mine], "each once, in the order it was made"
    assert (status(station).pending, status(station).refused) == (0, 0)
    assert status(station).stored == len(mine)
    with township.store.read() as session:
        assert {row.applied for row in session.exec(select(Inbox))} == {"yes"}


CUTS = st.lists(st.tuples(st.integers(0, 2500), st.integers(0, 900)), max_size=4)


@ROUNDS
@given(CUTS)
def test_a_line_cut_at_any_byte_loses_and_doubles_nothing(
    both: tuple[RunningTownship, Workstation], cuts: list[tuple[int, int]]
) -> None:
    township, station = both
    busy(station, len(logged(station)))
    with lossy(township.url, cuts) as line:
        station.store.set_meta({devices.URL: line.url})
        before = logged(station)
        assert any(one_round(station) for _ in range(len(cuts) + 1))
        assert logged(station) == before, "what was recorded is never touched by sending it"
    converged(township, station)


class PowerCut(BaseException):
    """The power is gone: no handler of the program runs."""


@ROUNDS
@given(kept=st.integers(0, 2), written=st.booleans())
def test_an_engine_killed_around_any_commit_goes_on_where_it_was(
    both: tuple[RunningTownship, Workstation], kept: int, written: bool
) -> None:
    """Killed after so many commits: before the next transaction began, or when all of it was written but the commit."""
    township, station = both
    busy(station, len(logged(station)))
    local, left = Store.local, kept

    @contextmanager
    def until_the_power_goes(store: Store) -> Generator[Session]:
        nonlocal left
        left -= 1
        if left < 0 and not written:
            raise PowerCut
        with local(store) as session:
            yield session
            if left < 0:
                raise PowerCut

    with pytest.MonkeyPatch().context() as during:
        during.setattr(Store, "local", until_the_power_goes)
        with suppress(PowerCut):
            engine.sync(station.store, station.clock.now)
    assert one_round(station)
    converged(township, station)


def test_a_township_started_again_between_two_batches_goes_on(tmp_path: Path) -> None:
    clock = TurnableClock()
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        with running(tmp_path / "township", clock) as township:
            pair(station.store, township.url, township.code(*HOME))
            busy(station, 1)
            assert one_round(station)
            first = filed(township)
        busy(station, 2)
        assert not one_round(station)
        assert status(station).pending
        with running(tmp_path / "township", clock) as township:
            station.store.set_meta({devices.URL: township.url})
            assert one_round(station)
            assert filed(township)[: len(first)] == first
            converged(township, station)


@ROUNDS
@given(st.lists(st.booleans(), min_size=1, max_size=5))
def test_refused_changes_between_good_ones_hold_up_nobody(
    both: tuple[RunningTownship, Workstation], neighbour: ClinicDevice, refusals: list[bool]
) -> None:
    township, station = both
    expected: dict[str, str] = {}
    managed_elsewhere: list[str] = []
    for refused in refusals:
        before = dict(logged(station))
        person = villager(station, len(before))
        made = [name for name, _ in logged(station) if name not in before]
        expected |= dict.fromkeys(made, "refused" if refused else "stored")
        managed_elsewhere += [person] if refused else []
    neighbour.round(*(resident(person) for person in managed_elsewhere))
    assert one_round(station)
    with station.store.read() as session:
        assert change_states.states_of(session, expected) == expected
    assert status(station).pending == 0
    stored = [name for name, state in expected.items() if state == "stored"]
    assert [name for name in filed(township) if name in stored] == stored

"""Two computers of one clinic with a township between them: two real stores, real requests."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.client import engine
from sync.client.pairing import pair
from tests import worlds
from tests.server.township import RunningTownship
from vclinic.clock import SteppingClock
from vclinic.services.workstation import Workstation
from vclinic.storage import own_progress


@dataclass(frozen=True)
class Computer:
    """One of them; ``resident`` is on file on both."""

    station: Workstation
    clock: SteppingClock
    resident: str

    def sync(self) -> engine.RoundReport:
        """A round with the township."""
        return engine.sync(self.station.store, self.clock.now)

    def hear(self) -> None:
        """Take in what the other computer has sent."""
        own_progress.want(self.station.store, own_progress.NEW)
        self.sync()


@contextmanager
def two_computers(folder: Path, township: RunningTownship) -> Generator[tuple[Computer, Computer]]:
    """Both paired, and both with the resident whom the first one registered."""
    with (
        worlds.clinic(folder / "first") as (one, clock),
        worlds.clinic(folder / "second", stranger=True) as (two, other_clock),
    ):
        resident = worlds.register(one)
        computers = (Computer(one, clock, resident), Computer(two, other_clock, resident))
        for computer in computers:
            code = township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code)
            pair(computer.station.store, township.url, code)
            computer.hear()
        yield computers

"""A clinic's program as a process of its own: works, reports, and dies where it is told to. Commands come as lines of JSON."""

import json
import resource
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sync.client import device as devices, engine, keeping, packages, sending
from sync.client.pairing import pair
from tests import worlds
from tests.torture.traps import Trap, set_trap
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Expected
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.export import export
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation

LEAST = 60_000  # bytes a full disk still takes


class Program:
    """What a command does; each answers with a document."""

    def __init__(self, folder: Path) -> None:
        self._told = folder.with_suffix(".time")  # a clock goes on while its program is dead
        begun = datetime.fromisoformat(self._told.read_text()) if self._told.exists() else worlds.MORNING
        self.clock = SteppingClock(begun)
        self.station: Workstation = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, self.clock)
        self.folder = folder

    def pair(self, url: str, code: str) -> dict[str, Any]:
        pair(self.station.store, url, code)
        return {}

    def work(self, number: int, serial: int) -> dict[str, Any]:
        """A resident and a visit more, every second one corrected, and every third time a receipt of drugs."""
        born = date(1950, 1, 1) + timedelta(days=number)
        person = worlds.register(self.station, name="村民", born=born, serial=serial)
        saved = worlds.visit(self.station, person)
        if number % 2 == 0:
            sheet = visit_sheet.open_visit(self.station, person, saved.follow_up_id)
            values = dict(sheet.values) | {"heart_rate": 60 + number % 30, "visit_class": "", "next_visit_date": None}
            corrected = record_follow_up.record(self.station, sheet, VisitEntry(values, correction_reason="录错"))
            assert not isinstance(corrected, list), corrected
        if number % 3 == 0:
            worlds.stock(self.station, batch=f"T{serial}{number:06}", quantity=30 + number % 50)
        return {}

    def round(
        self, url: str, trap: list[Any] | None = None, days: int = 0, disk: int | None = None, locked: float = 0.0
    ) -> dict[str, Any]:
        """One round; ``days``: how far its clock is off, ``disk``: bytes that the disk still takes, below 0 it takes no
        write at all, ``locked``: for how many seconds somebody else writes."""
        self.station.store.set_meta({devices.URL: url})
        away = set_trap(Trap(*trap)) if trap else None
        moment = self.clock.now() + timedelta(days=days)
        try:
            with _full_disk(self.folder, disk), self._somebody_writes(locked):
                ended = engine.attempt(self.station.store, lambda: moment)
            code = ended.fault.code if ended.fault is not None else ""
        except Expected as fault:  # what was to be noted of the round did not find room
            code = fault.code
        reached = away() if away is not None else False
        waiting = status(self.station)
        return {"code": code, "pending": waiting.pending, "refused": waiting.refused, "reached": reached}

    def back_up(self, file: str) -> dict[str, Any]:
        """A backup of everything so far."""
        backup(self.station, Path(file))
        return {}

    def package(self, file: str) -> dict[str, Any]:
        """What waits, on a stick."""
        return {
            "files": [
                str(part) for part in packages.write_package(self.station.store, Path(file), self.clock.now).files
            ]
        }

    def receipts(self, file: str) -> dict[str, Any]:
        """What came back on it."""
        packages.read_receipts(self.station.store, Path(file), self.clock.now)
        return {}

    def program(self, protocol: int) -> dict[str, Any]:
        """From now on it is a program that speaks nothing newer."""
        for module in (sending, keeping, devices):
            vars(module)["PROTOCOL_MAX"] = protocol
        devices.speak(self.station.store, protocol)
        return {}

    def lines(self, file: str) -> dict[str, Any]:
        export(self.station, "changes", Path(file))
        return {}

    def later(self, hours: int) -> dict[str, Any]:
        """Time goes by, so that what was refused is asked about again and nobody rests any more."""
        self.clock.pass_seconds(hours * 3600)
        self._told.write_text(self.clock.now().isoformat())
        return {}

    @contextmanager
    def _somebody_writes(self, seconds: float) -> Generator[None]:
        held = threading.Event()

        def hold() -> None:
            with self.station.store.local():
                held.set()
                time.sleep(seconds)

        if not seconds:
            yield
            return
        writer = threading.Thread(target=hold)
        writer.start()
        held.wait(5)
        try:
            yield
        finally:
            writer.join()


@contextmanager
def _full_disk(folder: Path, left: int | None) -> Generator[None]:
    """No file of this process grows by more than ``left`` bytes beyond the largest there is; below 0 none is written."""
    if left is None:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(file.stat().st_size for file in folder.iterdir() if file.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + left if left >= 0 else 0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def main(folder: str) -> None:
    """Take commands until there are no more."""
    program = Program(Path(folder))
    print("{}", flush=True)
    for line in sys.stdin:
        command: dict[str, Any] = json.loads(line)
        print(json.dumps(getattr(program, command.pop("do"))(**command)), flush=True)
    program.station.store.close()


if __name__ == "__main__":
    main(sys.argv[1])

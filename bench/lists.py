"""Lists at the size of a village and of a county after years of visits: read first, read again, and searched."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.timing import timed
from bench.village import settled
from bench.years import grow
from vclinic.clock import SystemClock
from vclinic.services import due_today, find_residents, preview_resident, returned, sync_status
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.workstation import Workstation

_PASSWORD = "bench-2026"  # noqa: S105 - of a village that lives as long as the measurement
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_AGAIN = range(6)


def measure(residents: int, years: int) -> dict[str, str]:
    """Milliseconds of each list; "first" is right after opening, before anything was read."""
    with tempfile.TemporaryDirectory(prefix="vclinic-bench-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "clinic"
        settled(place, residents, _PASSWORD, months=1)
        station = _open(place)
        visits = grow(station, years)
        station.store.close()
        station = _open(place)
        try:
            figures = _figures(station)
        finally:
            station.store.close()
    village = f"{residents:,} residents × {years} y ({visits:,} visits)"
    return {f"{village}, {name}": figure for name, figure in figures.items()}


def _open(place: Path) -> Workstation:
    return open_clinic(place, "bench", _PASSWORD, SystemClock())


def _figures(station: Workstation) -> dict[str, str]:
    first = _once(lambda: due_today.worklist(station))
    worklist = due_today.worklist(station)
    everybody = find_residents.list_residents(station, limit=find_residents.count_residents(station))
    before_last = everybody[-201].id if len(everybody) > 200 else ""
    by_letter = timed(lambda letter: find_residents.find(station, letter), ["a", *_LETTERS])
    rows = list(worklist.rows[:40])
    return {
        f"Today's list, {len(worklist.rows):,} rows, first": f"{first:.0f} ms",
        "Today's list, again": str(timed(lambda _: due_today.worklist(station), _AGAIN)),
        "preview beside it": str(timed(lambda row: preview_resident.preview(station, row.resident_id, row), rows)),
        "returned visits, none returned": str(timed(lambda _: returned.returned(station), _AGAIN)),
        "search, one letter": str(by_letter),
        "residents, first page": str(timed(lambda _: find_residents.list_residents(station), _AGAIN)),
        "residents, last page": str(timed(lambda _: find_residents.list_residents(station, after=before_last), _AGAIN)),
        "sync pill": str(timed(lambda _: sync_status.status(station), _AGAIN)),
    }


def _once(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000

"""A clinic with a sample village to measure on, made through the same services the program uses."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from vclinic.clock import SystemClock
from vclinic.services.clinic_setup import ClinicSetup, create_clinic
from vclinic.services.sample_village import fill
from vclinic.services.workstation import Workstation


@contextmanager
def village(residents: int, months: int, seed: int = 1) -> Iterator[Workstation]:
    """A station over ``residents`` people with ``months`` of visits; gone afterwards."""
    with TemporaryDirectory(prefix="vclinic-bench-", ignore_cleanup_errors=True) as folder:
        setup = ClinicSetup("测量卫生室", "340123101205", "王医生", "wang", secrets.token_urlsafe(12))
        station = create_clinic(Path(folder) / "clinic", setup, SystemClock()).station
        try:
            fill(station, residents, months, seed)
            yield station
        finally:
            station.store.close()


def settled(folder: Path, residents: int, password: str, months: int = 12) -> None:
    """A closed clinic with ``months`` of visits, to be opened by another process as ``bench``."""
    setup = ClinicSetup("测量卫生室", "340123101205", "王医生", "bench", password)
    station = create_clinic(folder, setup, SystemClock()).station
    fill(station, residents, months, 1)
    station.store.close()

"""A clinic with a sample village to measure on, made through the same services the program uses."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from vclinic.clock import SystemClock
from vclinic.services.clinic_setup import ClinicSetup, create_clinic
from vclinic.services.desk import Desk
from vclinic.services.sample_village import fill


@contextmanager
def village(residents: int, months: int, seed: int = 1) -> Iterator[Desk]:
    """A desk over ``residents`` people with ``months`` of visits; gone afterwards."""
    with TemporaryDirectory(prefix="vclinic-bench-", ignore_cleanup_errors=True) as folder:
        setup = ClinicSetup("测量卫生室", "340123101205", "王医生", "wang", secrets.token_urlsafe(12))
        desk = create_clinic(Path(folder) / "clinic", setup, SystemClock()).desk
        try:
            fill(desk, residents, months, seed)
            yield desk
        finally:
            desk.store.close()


def settled(folder: Path, residents: int, password: str, months: int = 12) -> None:
    """A closed clinic with ``months`` of visits, to be opened by another process as ``bench``."""
    setup = ClinicSetup("测量卫生室", "340123101205", "王医生", "bench", password)
    desk = create_clinic(folder, setup, SystemClock()).desk
    fill(desk, residents, months, 1)
    desk.store.close()

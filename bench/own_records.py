"""A new computer's first connection: everything its clinic ever sent comes back from a real township server on loopback."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.full_sync import processor_time, township
from bench.village import village
from sync.client import device as devices, own
from sync.client.engine import sync
from sync.client.pairing import pair
from sync.client.transport import Transport
from vclinic.clock import SystemClock
from vclinic.services.clinic_setup import ClinicSetup, create_clinic
from vclinic.storage import own_progress
from vclinic.storage.copying import counts


def measure(residents: int, months: int) -> dict[str, str]:
    """Seconds and bytes until a new computer holds the months of its clinic; processor time of both sides, because the
    seconds are those of two programs on one machine."""
    with village(residents, months) as station, township() as (address, code, server), TemporaryDirectory() as folder:
        pair(station.store, address, code)
        sync(station.store, station.clock.now)
        setup = ClinicSetup("测量卫生室", "340123101205", "王医生", "wang", "measured-2026")
        new = create_clinic(Path(folder) / "clinic", setup, SystemClock()).station
        # a second device of the clinic: the township's own way needs another code, the measurement takes the first one's name
        device = devices.load(station.store)
        assert device is not None
        devices.save(new.store, device)
        own_progress.want(new.store, own_progress.NEW)
        try:
            with Transport(device.url) as transport:
                start, here, there = time.perf_counter(), time.process_time(), processor_time(server)
                taken = own.fetch(new.store, transport, device, new.clock.now)
                seconds = time.perf_counter() - start
                here, there = time.process_time() - here, processor_time(server) - there
                size = transport.bytes_down
            old, rows = (counts(one.store.path, one.store.key) for one in (station, new))
            whole = all(rows[name] == old[name] for name in old if name not in {"doctor", "change", "draft"})
        finally:
            new.store.close()
        return {
            f"first connection of a new PC, {taken.new:,} records": (
                f"{seconds:.1f} s, {taken.new / seconds:,.0f} records/s, {size / 1_000_000:.2f} MB, "
                f"{size / max(1, taken.new):.0f} bytes a record, {taken.aside} set aside, same counts: {whole}, "
                f"processor {here:.1f} s here and {there:.1f} s at the township"
            )
        }

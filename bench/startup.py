"""Start of the program: first paint, and ready to search, in a process of its own; memory once it is there."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.village import settled

_PASSWORD = "bench-2026"  # noqa: S105 - of a village that lives as long as the measurement
_CHILD = """
import sys, time
started, folder = float(sys.argv[1]), sys.argv[2]
from vclinic.main import Program, make_application
from vclinic.ui.window import Window
app = make_application(); window = Window(); window.show(); app.processEvents()
painted = time.monotonic()
from pathlib import Path
from vclinic.clock import SystemClock
from vclinic.services.clinic_setup import open_clinic
program = Program(window, Path(folder), SystemClock())
desk = open_clinic(Path(folder), "bench", "bench-2026", program.clock)
program.enter(desk); app.processEvents()
from vclinic.services.find_residents import find
find(desk, "zs")
usable = time.monotonic()
memory = next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]
print(painted - started, usable - started, memory)
program.close()
"""


def measure(residents: int) -> dict[str, str]:
    """Medians of five warm starts on a village of ``residents``, login included (argon2id as shipped)."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "clinic"
        settled(place, residents, _PASSWORD)
        found = [_start(place) for _ in range(6)][1:]
    first, usable, memory = (statistics.median(each) for each in zip(*found, strict=True))
    return {
        "first paint, warm": f"{first * 1000:.0f} ms",
        f"today shown and searchable, {residents} residents, login included": f"{usable * 1000:.0f} ms",
        "memory then": f"{memory / 1024:.0f} MB",
    }


def _start(folder: Path) -> tuple[float, float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(time.monotonic()), str(folder)],
        capture_output=True, text=True, check=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    painted, usable, memory = (float(word) for word in done.stdout.split()[-3:])
    return painted, usable, memory

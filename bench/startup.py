"""Start of the program as the doctor lives it, in a process of its own: window, log-in card, password, Today, search."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.village import settled

_PASSWORD = "bench-2026"  # noqa: S105 - of a village that lives as long as the measurement
_TYPING_SECONDS = 2.5  # name seen, eight characters typed
_ROUNDS = 5
_CHILD = """
import sys, time
started, folder, typing = float(sys.argv[1]), sys.argv[2], float(sys.argv[3])
from vclinic.start import make_application
from vclinic.ui.window import Window
app = make_application(); window = Window(); window.resize(1366, 698); window.show(); app.processEvents()
painted = time.monotonic()
import json
from pathlib import Path
from vclinic.clock import SystemClock
from vclinic.main import Program
program = Program(window, Path(folder), SystemClock())
program.start(); app.processEvents()
from vclinic.ui.pages.gate.login import LoginCard
card = window.findChild(LoginCard)
asked = time.monotonic()
until, longest = asked + typing, 0.0
while time.monotonic() < until:
    before = time.monotonic()
    card.password.insert("x"); app.processEvents()
    longest = max(longest, time.monotonic() - before)
    time.sleep(0.02)
card.password.setText("bench-2026")
entered = time.monotonic()
card.enter(); app.processEvents()
today = time.monotonic()
assert program.shell.current == "today", program.shell.current
program.shell.bar.search.edit.setText("zs"); program.shell.bar.search.edit.textEdited.emit("zs"); app.processEvents()
assert program.shell.bar.search.list.count(), "nobody is called zs"
searched = time.monotonic()
memory = next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]
print(json.dumps({
    "painted": painted - started, "asked": asked - started, "key": longest, "today": today - entered,
    "searched": searched - entered, "memory": int(memory) / 1024,
}))
program.close()
"""


def measure(residents: int) -> dict[str, str]:
    """Medians of warm starts on a village of ``residents``, the key derived as shipped (argon2id)."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "clinic"
        settled(place, residents, _PASSWORD)
        _start(place, _TYPING_SECONDS)
        typed = _medians(place, _TYPING_SECONDS)
        at_once = _medians(place, 0)
    return {
        "import of SQLModel on this machine": f"{_import_seconds('sqlmodel') * 1000:.0f} ms",
        "first paint, warm": f"{typed['painted'] * 1000:.0f} ms",
        "log-in card usable": f"{typed['asked'] * 1000:.0f} ms",
        "longest answer to a key of the password": f"{typed['key'] * 1000:.0f} ms",
        f"Enter to Today, {residents} residents": f"{typed['today'] * 1000:.0f} ms",
        "Enter to the first search answered": f"{typed['searched'] * 1000:.0f} ms",
        "Enter to Today, password given at once": f"{at_once['today'] * 1000:.0f} ms",
        "memory with Today shown and searched": f"{typed['memory']:.0f} MB",
    }


def _medians(folder: Path, typing: float) -> dict[str, float]:
    starts = [_start(folder, typing) for _ in range(_ROUNDS)]
    return {name: statistics.median(start[name] for start in starts) for name in starts[0]}


def _start(folder: Path, typing: float) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(time.monotonic()), str(folder), str(typing)],
        stdout=subprocess.PIPE, text=True, check=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _import_seconds(module: str) -> float:
    """How long the import takes in a fresh process, without the start of Python itself."""
    code = f"import time; began = time.monotonic(); import {module}; print(time.monotonic() - began)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    return statistics.median(float(run.stdout) for run in runs)

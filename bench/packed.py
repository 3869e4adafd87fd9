"""Start of the built folder as a doctor sees it: what an X screen shows, watched from outside; the program knows nothing of it.

The first paint is there when the middle of the screen is no longer black, the log-in card when it is no longer the window's
ground; Today when the rail of pages is drawn, after the password was typed at once, as by keys. Cold is with the page cache dropped, which only root can do; everything else on the machine is then cold too.
"""

import ctypes
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from bench.folder import BUILT
from bench.village import settled
from vclinic.ui.theme import TOKENS

_PASSWORD = "bench-2026"  # noqa: S105 - of a village that lives as long as the measurement
_ROUNDS = 5
_BY_HAND_MS = 250  # between two keys
_TODAY = "Enter to Today, password given at once"
_WIDTH, _HEIGHT = 1366, 768
_MIDDLE = (_WIDTH // 2, _HEIGHT // 2 - 35)
_RAIL = (20, _HEIGHT // 2)
_PATIENCE_S = 30.0
_CACHES = Path("/proc/sys/vm/drop_caches")
_ALL_PLANES, _Z_PIXMAP = 0xFFFFFFFF, 2
_BLACK, _GROUND, _RAILS = 0, int(TOKENS.bg[1:], 16), int(TOKENS.surface_3[1:], 16)


class Eye:
    """Looks at a point of a display."""

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XGetImage.restype = ctypes.c_void_p
        self._x.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, *[ctypes.c_int] * 2, *[ctypes.c_uint] * 2,
                                      ctypes.c_ulong, ctypes.c_int]  # fmt: skip
        self._x.XGetPixel.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
        self._x.XGetPixel.restype = ctypes.c_ulong
        self._x.XDestroyImage.argtypes = [ctypes.c_void_p]
        self._display = self._x.XOpenDisplay(display.encode())
        self._root = self._x.XDefaultRootWindow(self._display)

    def colour(self, at: tuple[int, int] = _MIDDLE) -> int:
        """Red, green and blue of a point."""
        place = (*at, 1, 1)
        image = self._x.XGetImage(self._display, self._root, *place, _ALL_PLANES, _Z_PIXMAP)
        try:
            return self._x.XGetPixel(image, 0, 0) & 0xFFFFFF
        finally:
            self._x.XDestroyImage(image)


def measure() -> dict[str, str]:
    """Milliseconds from the start of the process and from Enter, warm and cold, and what the log-in holds in memory."""
    if not (BUILT / "vclinic").exists():
        return {"built folder": "not built; `make build` first"}
    if missing := next((tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None), ""):
        return {"built folder's start": f"not measured: {missing} is not installed"}
    with tempfile.TemporaryDirectory() as place, _screen() as display:
        data = Path(place) / "clinic"
        settled(data, 300, _PASSWORD)
        eye = Eye(display)
        _start(eye, display, data)
        warm = [_start(eye, display, data) for _ in range(_ROUNDS)]
        by_hand = [_start(eye, display, data, _BY_HAND_MS)[_TODAY] for _ in range(_ROUNDS)]
        cold = [_start(eye, display, data) for _ in range(_ROUNDS) if _dropped()]
    typed = f"{statistics.median(by_hand):.0f} ms (least {min(by_hand):.0f})"
    return (
        _told("warm", warm)
        | {"built folder, Enter to Today, password typed in 2.5 s, warm": typed}
        | (_told("cold", cold) if cold else {"built folder, cold": "not measured: only root can"})
    )


def _told(state: str, starts: list[dict[str, float]]) -> dict[str, str]:
    middle = {name: statistics.median(start[name] for start in starts) for name in starts[0]}
    least = {name: min(start[name] for start in starts) for name in starts[0]}
    return {
        f"built folder, {name}, {state}": f"{middle[name]:.0f} {unit} (least {least[name]:.0f})"
        for name, unit in (
            ("first paint", "ms"),
            ("log-in card", "ms"),
            (_TODAY, "ms"),
            ("processor until the log-in card", "ms"),
            ("memory at the log-in card", "MB"),
        )
    }


def _start(eye: Eye, display: str, data: Path, between_keys_ms: int = 1) -> dict[str, float]:
    environment = {"DISPLAY": display, "VCLINIC_DATA": str(data), "HOME": str(data), "LANG": "C.UTF-8"}
    _until(eye, lambda colour: colour == _BLACK)
    began = time.monotonic()
    process = subprocess.Popen([str(BUILT / "vclinic")], env=environment | {"PATH": os.defpath})
    try:
        painted = _until(eye, lambda colour: colour != _BLACK)
        asked = _until(eye, lambda colour: colour not in (_BLACK, _GROUND))
        ticks = Path(f"/proc/{process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        status = Path(f"/proc/{process.pid}/status").read_text("ascii")
        keys = ("xdotool", "mousemove", *map(str, _MIDDLE), "type", "--delay", str(between_keys_ms), _PASSWORD)
        subprocess.run(keys, env=environment | {"PATH": os.environ["PATH"]}, check=True)
        entered = time.monotonic()
        subprocess.run(("xdotool", "key", "Return"), env=environment | {"PATH": os.environ["PATH"]}, check=True)
        today = _until(eye, lambda colour: colour == _RAILS, _RAIL)
    finally:
        process.terminate()
        process.wait(20)
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
    return {
        "first paint": (painted - began) * 1000,
        "log-in card": (asked - began) * 1000,
        _TODAY: (today - entered) * 1000,
        "processor until the log-in card": (int(ticks[11]) + int(ticks[12])) * 1000 / os.sysconf("SC_CLK_TCK"),
        "memory at the log-in card": int(resident) / 1024,
    }


def _until(eye: Eye, holds: Callable[[int], bool], at: tuple[int, int] = _MIDDLE) -> float:
    end = time.monotonic() + _PATIENCE_S
    while not holds(eye.colour(at)):
        if time.monotonic() > end:
            raise TimeoutError("the screen does not show what was waited for")
        time.sleep(0.002)
    return time.monotonic()


def _dropped() -> bool:
    """Whether nothing of the disk is in memory any more."""
    if not os.access(_CACHES, os.W_OK):
        return False
    os.sync()
    _CACHES.write_text("3\n")
    return True


@contextmanager
def _screen() -> Generator[str]:
    told, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", f"{_WIDTH}x{_HEIGHT}x24"]
    server = subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL)
    os.close(tell)
    try:
        with os.fdopen(told) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()

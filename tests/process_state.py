"""What belongs to the whole process, and a test may leave changed for whichever file its worker runs next: seen by its name,
and put back.

The environment goes on to every program a later test starts; a signal's handler or a log's level is found changed by tests
that have nothing to do with the one that set it.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

_OF_THE_RUN = ("PYTEST_CURRENT_TEST", "PYPINYIN_NO_PHRASES")  # pytest's own; ours, set for good by the first name spelt
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGCHLD") if hasattr(signal, name)]


def state() -> dict[str, object]:
    """What the process is set to now, by name; for `changed_since`."""
    return {name: ask() for name, (ask, _) in _SETTINGS.items()}


def changed_since(before: dict[str, object]) -> list[str]:
    """What is set to something else than ``before``, a line each; it is put back."""
    lines: list[str] = []
    for name, (ask, put_back) in _SETTINGS.items():
        was, now = before[name], ask()
        if now != was:
            lines.append(f"{name} changed: {_difference(was, now)}")
            put_back(was)
    return lines


def _difference(was: object, now: object) -> str:
    if isinstance(was, dict) and isinstance(now, dict):
        names = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
        return ", ".join(f"{name} from {was.get(name)!r} to {now.get(name)!r}" for name in names)
    return f"from {was!r:.200} to {now!r:.200}"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OF_THE_RUN}


def _put_environment_back(was: dict[str, str]) -> None:
    for name in _environment().keys() - was.keys():
        del os.environ[name]
    os.environ.update(was)


def _handlers() -> dict[str, Any]:
    return {number.name: signal.getsignal(number) for number in _SIGNALS}


def _put_handlers_back(was: dict[str, Any]) -> None:
    for number in _SIGNALS:
        signal.signal(number, was[number.name])


def _set_hooks(was: tuple[Callable[..., object], Callable[..., object]]) -> None:
    sys.excepthook, threading.excepthook = was


_ROOT = logging.getLogger()
_SETTINGS: dict[str, tuple[Callable[[], object], Callable[[Any], object]]] = {
    "the environment": (_environment, _put_environment_back),
    "the folder we are in": (os.getcwd, os.chdir),
    "what is done on a signal": (_handlers, _put_handlers_back),
    "who hears of a fault nobody caught": (lambda: (sys.excepthook, threading.excepthook), _set_hooks),
    "the program's arguments": (lambda: list(sys.argv), lambda was: sys.argv.__setitem__(slice(None), was)),
    "where modules are looked for": (lambda: list(sys.path), lambda was: sys.path.__setitem__(slice(None), was)),
    "which lines of the log count": (lambda: _ROOT.level, _ROOT.setLevel),
    "who is handed the log": (lambda: list(_ROOT.handlers), lambda was: _ROOT.handlers.__setitem__(slice(None), was)),
}

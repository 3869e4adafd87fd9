"""The service manager of Windows, spoken to by its own functions (advapi32): no package of others is needed for six calls."""

import os
import sys
from collections.abc import Callable

from sync.server.service.life import Manager, State
from vclinic.domain.problem import Refused

NAME = "vclinic-township"
_CONNECT_S = 30.0  # the manager gives up a process that says nothing for so long
_HINT_MS = 40_000  # within which the next word comes; ending may take the requests' 15 s
_NOT_BEGUN = "service run 只由 Windows 的服务管理器运行。登记服务用 service install，手工开始用 serve。"


def of_this_machine() -> Manager:
    """The manager that began this process.

    Raises:
        Refused: ``no_service``, another system.
    """
    if sys.platform == "win32":
        return _WindowsManager()
    raise Refused("no_service", _NOT_BEGUN)


def with_streams() -> None:
    """A service may have no output at all, and libraries ask theirs whether it is a terminal."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


if sys.platform == "win32":
    import ctypes
    import threading
    from ctypes import wintypes

    _OWN_PROCESS = 0x10
    _ACCEPTED = 0x1 | 0x4  # to stop, and that the machine goes down
    _STOP, _INTERROGATE, _SHUTDOWN = 1, 4, 5
    _DONE, _UNKNOWN_CONTROL, _SPECIFIC = 0, 120, 1066
    _Main = ctypes.WINFUNCTYPE(None, wintypes.DWORD, ctypes.c_void_p)
    _Handler = ctypes.WINFUNCTYPE(wintypes.DWORD, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p)

    class _Entry(ctypes.Structure):
        _fields_ = (("name", wintypes.LPWSTR), ("main", _Main))

    class _Status(ctypes.Structure):
        _fields_ = tuple(
            (field, wintypes.DWORD)
            for field in ("kind", "state", "accepted", "exit_code", "own_code", "checkpoint", "hint_ms")
        )

    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _advapi.StartServiceCtrlDispatcherW.argtypes = (ctypes.POINTER(_Entry),)
    _advapi.RegisterServiceCtrlHandlerExW.argtypes = (wintypes.LPCWSTR, _Handler, ctypes.c_void_p)
    _advapi.RegisterServiceCtrlHandlerExW.restype = ctypes.c_void_p
    _advapi.SetServiceStatus.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Status))

    class _WindowsManager:
        """The dispatcher in a thread of its own: the server needs the main one for its signals."""

        def __init__(self) -> None:
            self._handle: int | None = None
            self._stop: Callable[[], None] = lambda: None
            self._checkpoint = 0
            self._known, self._over = threading.Event(), threading.Event()
            # Windows calls these back; they live as long as this object does
            self._main, self._handler = _Main(self._begun), _Handler(self._asked)

        def connect(self, stop: Callable[[], None]) -> None:
            self._stop = stop
            threading.Thread(target=self._dispatch, daemon=True).start()
            if not self._known.wait(_CONNECT_S) or not self._handle:
                raise Refused("no_service", _NOT_BEGUN)

        def report(self, state: State, failed: int = 0) -> None:
            settled = state in (State.RUNNING, State.STOPPED)
            self._checkpoint = 0 if settled else self._checkpoint + 1
            status = _Status(
                kind=_OWN_PROCESS,
                state=state,
                accepted=_ACCEPTED if state is not State.STOPPED else 0,
                exit_code=_SPECIFIC if failed else 0,
                own_code=failed,
                checkpoint=self._checkpoint,
                hint_ms=0 if settled else _HINT_MS,
            )
            _advapi.SetServiceStatus(self._handle, ctypes.byref(status))
            if state is State.STOPPED:
                self._over.set()

        def _dispatch(self) -> None:
            table = (_Entry * 2)(_Entry(NAME, self._main))
            _advapi.StartServiceCtrlDispatcherW(table)
            self._known.set()  # it came back at once: this is no service

        def _begun(self, _count: int, _arguments: int) -> None:
            self._handle = _advapi.RegisterServiceCtrlHandlerExW(NAME, self._handler, None)
            if self._handle:
                self.report(State.STARTING)
            self._known.set()
            self._over.wait()

        def _asked(self, control: int, _event: int, _data: int, _context: int) -> int:
            if control in (_STOP, _SHUTDOWN):
                self._stop()
            return _DONE if control in (_STOP, _SHUTDOWN, _INTERROGATE) else _UNKNOWN_CONTROL

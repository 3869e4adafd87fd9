"""Long work that gives way to whoever types: on two cores a backup would be felt at every key."""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
_NICE = 15
_LOWEST = -2  # what Windows calls THREAD_PRIORITY_LOWEST


def aside(call: Callable[[], T]) -> T:
    """What ``call`` returns or raises, run in a thread of its own whose priority is low; waits for it. A thread of its own,
    for a priority that was lowered may not be raised again by everybody."""
    results, faults = list[T](), list[BaseException]()

    def run() -> None:
        give_way()
        try:
            results.append(call())
        except BaseException as fault:  # noqa: BLE001 - raised again where it was asked for
            faults.append(fault)

    thread = threading.Thread(target=run, name="aside")
    thread.start()
    thread.join()
    if faults:
        raise faults[0]
    return results[0]


def give_way() -> None:
    """Lower the priority of this thread, where the system lets us."""
    with suppress(OSError):
        if sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.SetThreadPriority(kernel.GetCurrentThread(), _LOWEST)
        elif sys.platform == "linux":  # elsewhere this would be the whole program's
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)

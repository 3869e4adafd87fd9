"""Starts a setup file that outlives the program it replaces."""

import subprocess
import sys
from pathlib import Path
from typing import Protocol

from vclinic.delivery.plan import RESULT

WAIT_S = 120  # for the windows to be closed


class Runner(Protocol):
    """What installs."""

    def start(self, setup: Path, *, older: bool) -> None:
        """Start it and come back at once. It waits until the program is closed, puts the new one in its place after a
        self-check, leaves its exit code in `plan.RESULT` beside itself and starts the program again.

        Raises:
            OSError: it cannot be started.
        """
        ...

    def at_work(self) -> bool:
        """Whether a setup is at work now."""
        ...


if sys.platform == "win32":
    import ctypes

    _SYNCHRONIZE = 0x0010_0000

    class WindowsSetup:
        """The NSIS setup; switches and codes in docs/installer.md."""

        def start(self, setup: Path, *, older: bool) -> None:
            """Outside this program's console and group, so that it goes on when this one ends."""
            (setup.parent / RESULT).unlink(missing_ok=True)
            command = [str(setup), "/S", f"/WAIT={WAIT_S}", "/CHECK", "/RESULT", "/START"]
            apart = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
            subprocess.Popen(
                [*command, "/OLDER=allow"] if older else command,
                cwd=setup.parent,
                creationflags=apart,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                close_fds=True,
            )

        def at_work(self) -> bool:
            """By the name the setup holds while it runs."""
            mutex = ctypes.windll.kernel32.OpenMutexW(_SYNCHRONIZE, False, "vclinic-setup")
            if mutex:
                ctypes.windll.kernel32.CloseHandle(mutex)
            return bool(mutex)


def of_this_machine() -> Runner | None:
    """None where there are no setup files: there the program comes as a folder, by hand."""
    if sys.platform == "win32":
        return WindowsSetup()
    return None

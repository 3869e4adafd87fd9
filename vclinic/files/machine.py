"""By what this machine's system tells itself apart from others; it is kept nowhere but as part of a hash."""

import sys
from contextlib import suppress
from pathlib import Path

_LINUX = Path("/etc/machine-id")


def machine() -> str:
    """The name the system drew at its installation; "" where it has none, or does not let us read it."""
    with suppress(OSError):
        if sys.platform == "win32":
            import winreg

            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return _LINUX.read_text("ascii", "replace").strip()
    return ""

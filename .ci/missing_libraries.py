"""Prints the Debian packages whose libraries Qt would look for in vain, so that only what is missing gets installed.

Usage: missing_libraries.py [window] [build]
    ``window`` adds what a real X11 window needs beyond an offscreen one, ``build`` what PyInstaller needs.
"""

import ctypes
import sys
import sysconfig
from pathlib import Path

OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def loads(library: str) -> bool:
    """Whether the dynamic linker finds ``library``; asking it is the only answer that holds on every distribution."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def python_library_missing() -> bool:
    """Debian keeps Python's shared library, which a built program carries along, in a package of its own."""
    name = str(sysconfig.get_config_var("INSTSONAME") or "")
    folder = Path(str(sysconfig.get_config_var("LIBDIR") or "/"))
    return ".so" in name and not (folder / name).exists() and not loads(name)


def missing(purposes: list[str]) -> list[str]:
    """Package names, in the order of the lists above."""
    needed = OFFSCREEN | WINDOW if "window" in purposes else OFFSCREEN
    packages = [package for library, package in needed.items() if not loads(library)]
    if "build" in purposes and python_library_missing():
        packages.append(f"libpython{sys.version_info.major}.{sys.version_info.minor}")
    return packages


if __name__ == "__main__":
    print(" ".join(missing(sys.argv[1:])))

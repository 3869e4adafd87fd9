"""What a program that is not ours finds around it: the built folder sets paths to its own libraries, and a helper that loaded
those in place of its own would not start."""

import os
import sys
from collections.abc import Mapping

from PySide6.QtCore import QProcess, QProcessEnvironment

_KEPT_AS = "_ORIG"  # the value before the built folder changed it
_OURS = "_PYI_"


def outside_environment(environ: Mapping[str, str], folder: str) -> dict[str, str]:
    """``environ`` as it was before our built ``folder`` changed it; as it is where there is none (``""``)."""
    if not folder:
        return dict(environ)
    before = {name.removesuffix(_KEPT_AS): text for name, text in environ.items() if name.endswith(_KEPT_AS)}
    left = {
        name: _without(text, folder)
        for name, text in environ.items()
        if not (name.startswith(_OURS) or name.endswith(_KEPT_AS))
    }
    return {name: text for name, text in (left | before).items() if text}


def _without(text: str, folder: str) -> str:
    """A list of places without ours."""
    if folder not in text:
        return text
    return os.pathsep.join(place for place in text.split(os.pathsep) if not place.startswith(folder))


def start_outside(process: QProcess, program: str, arguments: list[str], environ: Mapping[str, str]) -> None:
    """Start a program that is not ours."""
    folder = str(getattr(sys, "_MEIPASS", ""))
    around = QProcessEnvironment()
    for name, text in outside_environment(environ, folder).items():
        around.insert(name, text)
    process.setProcessEnvironment(around)
    _search_libraries_in(None, folder)
    process.start(program, arguments)
    _search_libraries_in(folder, folder)


def _search_libraries_in(place: str | None, folder: str) -> None:
    """On Windows a process hands on where it looks for libraries: ours are of 64 bits, a reader's often of 32."""
    if sys.platform == "win32" and folder:
        import ctypes

        ctypes.windll.kernel32.SetDllDirectoryW(place)

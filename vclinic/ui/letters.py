"""Larger letters enlarge everything alike, so that nothing is cut; known before the store can be opened."""

import os
from contextlib import suppress
from pathlib import Path

from vclinic.ui.theme import BASE

_FILE, _FACTOR = "letters", "QT_SCALE_FACTOR"


def keep(folder: Path, pixels: int) -> None:
    """Remember the size for the next start; a disk that refuses costs no more than the old size."""
    with suppress(OSError):
        (folder / _FILE).write_text(str(pixels), encoding="ascii")


def kept(folder: Path) -> int:
    """The size chosen last; the usual one when there is none to read."""
    try:
        text = (folder / _FILE).read_text(encoding="ascii")[:3]
    except (OSError, ValueError):
        return BASE
    return int(text) if text.isdecimal() and 10 <= int(text) <= 40 else BASE


def prepare(folder: Path) -> None:
    """Tell Qt the size; before the application is made. What the machine's owner has set goes first."""
    pixels = kept(folder)
    if pixels != BASE:
        os.environ.setdefault(_FACTOR, f"{pixels / BASE:.4f}")

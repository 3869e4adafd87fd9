"""What the page needs of reporting by stick; main hands it in, for the windows know neither network nor protocol."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Carried:
    """What was written to a stick and read back.

    Attributes:
        changes: how many it carries. size: bytes of all files.
        renamed: another package already had the usual name; it was not touched.
        older: packages of earlier days that lie beside it.
    """

    files: tuple[Path, ...]
    changes: int
    size: int
    renamed: bool
    older: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What receipts brought. ``news``: what they told that was not known here, answers and notices."""

    stored: int
    refused: int
    notices: int
    news: int


Carry = Callable[[Path, Progress], Carried]
ReadBack = Callable[[Path], Answered]

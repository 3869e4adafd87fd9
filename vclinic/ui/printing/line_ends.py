"""Where a line of paper may end. A figure stays with the word it counts (80 天), a short clause stays whole (马上打 120,
早晨): who reads slowly must not put the halves together."""

import re
from collections.abc import Callable

from PySide6.QtCore import QTextBoundaryFinder

_SHORT = 7  # characters of a clause that is never torn
_CLAUSE = re.compile(r"[^，。；：、（）\n]+[，。；：、）]*")
_COUNTED = re.compile(r"[^\s，。；：、（）]{0,1} ?[\d][\d.–~/]*(?: ?[^\s，。；：、（）\d]{1,2})?")


def broken(text: str, width: float, advance: Callable[[str], float]) -> str:
    """The text with line ends put in where ``width`` wants them; as it is where it fits or where no good end is left."""
    return "\n".join(_lines(line, width, advance) for line in text.split("\n"))


def _lines(text: str, width: float, advance: Callable[[str], float]) -> str:
    if advance(text) <= width:
        return text
    lines: list[str] = []
    start = 0
    ends = [*_good_ends(text), len(text)]
    while start < len(text):
        fitting = [end for end in ends if end > start and advance(text[start:end].rstrip()) <= width]
        if not fitting:
            lines.append(text[start:])  # wider than the line whatever is kept together: broken as it comes
            break
        lines.append(text[start : fitting[-1]].rstrip())
        start = fitting[-1]
    return "\n".join(lines)


def _good_ends(text: str) -> list[int]:
    """Where the script allows a line to end and nothing that belongs together is torn."""
    kept: set[int] = set()
    for clause in _CLAUSE.finditer(text):
        if len(clause[0].rstrip("，。；：、）")) <= _SHORT:
            kept.update(range(clause.start() + 1, clause.end()))
    for figure in _COUNTED.finditer(text):
        kept.update(range(figure.start() + 1, figure.end()))
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    ends: list[int] = []
    place = finder.toNextBoundary()
    while place != -1:
        if place not in kept:
            ends.append(place)
        place = finder.toNextBoundary()
    return ends

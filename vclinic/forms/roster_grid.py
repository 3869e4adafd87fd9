"""One sheet of a roster file before anybody asks what it means: the same whichever kind of file it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_ROWS = 100_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that are one; row numbers as people see them, columns counted from 0, the last of each included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """The cells of a sheet as text by row number, and what the sheet does to them.

    ``struck`` are the places of struck-out text by row, ``unstruck`` the rows with other text of their own;
    ``partly`` are the places of cells with a part struck out, ``uncomputed`` of formulas
    whose result the file does not hold; ``remarks`` are what people noted on a cell, by row and
    place; ``hidden_columns`` are places counted from 0, ``notes`` Chinese sentences for the doctor; ``concealed`` is a
    sheet that nobody sees who opens the file.
    """

    title: str = ""
    rows: dict[int, list[str]] = field(default_factory=lambda: {})
    merges: list[Merge] = field(default_factory=lambda: [])
    hidden: set[int] = field(default_factory=set[int])
    struck: dict[int, set[int]] = field(default_factory=lambda: {})
    unstruck: set[int] = field(default_factory=set[int])
    partly: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    uncomputed: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    remarks: dict[tuple[int, int], str] = field(default_factory=lambda: {})
    hidden_columns: set[int] = field(default_factory=set[int])
    epoch_1904: bool = False
    notes: list[str] = field(default_factory=lambda: [])
    concealed: bool = False

    def enter(self, number: int, place: int, text: str, *, struck: bool) -> None:
        """Keep what a cell says."""
        row = self.rows.setdefault(number, [])
        row.extend([""] * (place + 1 - len(row)))
        row[place] = text
        if struck:
            self.struck.setdefault(number, set()).add(place)
        elif text.strip():
            self.unstruck.add(number)

    def filled(self) -> Iterator[tuple[int, list[str]]]:
        """(number, cells) of the rows that say anything, from above."""
        for number in sorted(self.rows):
            if any(cell.strip() for cell in self.rows[number]):
                yield number, self.rows[number]

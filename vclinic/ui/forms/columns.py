"""Widths of a form's columns: values keep theirs, what stands beside them gives way."""

from typing import NamedTuple

ROW, GUTTER, VALUE = 36, 30, 232


class Columns(NamedTuple):
    """Widths beside the values, which always keep theirs: roomy as drawn, narrow for a screen at 150 %."""

    label: int
    last: int
    gap: int
    line_label: int

    @property
    def paper(self) -> int:
        """The whole form's width."""
        return GUTTER + 2 * (self.label + VALUE + self.last) + self.gap


ROOMY, NARROW = Columns(108, 84, 8, 108), Columns(100, 72, 4, 84)

"""Pressure readings of one visit: whether another one is wanted before their mean can be trusted."""

from collections.abc import Sequence


def far_apart(readings: Sequence[tuple[int, int]], gap: int) -> bool:
    """Whether the last two readings in mmHg differ by more than ``gap``: one of them is not at rest (measuring rules)."""
    if len(readings) < 2:
        return False
    (high, low), (higher, lower) = readings[-2:]
    return abs(high - higher) > gap or abs(low - lower) > gap

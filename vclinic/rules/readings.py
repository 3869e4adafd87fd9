"""Pressure readings of one visit: which of them are judged, and whether another one is wanted before their mean can be
trusted."""

from collections.abc import Sequence

from vclinic.rules.vital_limits import VitalLimits


def far_apart(readings: Sequence[tuple[int, int]], gap: int) -> bool:
    """Whether the last two readings in mmHg differ by more than ``gap``: one of them is not at rest (measuring rules)."""
    if len(readings) < 2:
        return False
    (high, low), (higher, lower) = readings[-2:]
    return abs(high - higher) > gap or abs(low - lower) > gap


def judged_readings(readings: Sequence[tuple[int, int]], limits: VitalLimits) -> Sequence[tuple[int, int]]:
    """The readings whose mean is judged: those taken again after the first severe one, where there are any, else all of
    them (§5.4 of the limits)."""
    severe = next((place for place, reading in enumerate(readings) if limits.severe(reading)), None)
    return readings if severe is None else readings[severe + 1 :] or readings

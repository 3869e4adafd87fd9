"""What bounds the advice of every disease: the weight that suits an age, and how much exercise is too much."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from vclinic.resources import resource


@dataclass(frozen=True, slots=True)
class BodyMassRange:
    """Body mass index in kg/m² that suits people from an age on, both ends included.

    ``above`` says what somebody heavier is told: ``lose`` weight by a figure, ``watch`` it, or ``keep`` it as it is.
    """

    from_age: int
    low: float
    high: float
    above: str


@dataclass(frozen=True, slots=True)
class AdviceBounds:
    """Ages in years, minutes a time, times a week, beats a minute at rest. ``first_*``: the most of a first prescription,
    and what a week may add to it; ``talk``: effort where no pulse counts. ``salt_steps``: (what to do, why) by the
    form's code of how salty somebody eats; ``drink_step``: 两 a day taken off at a step of ``drink_weeks``;
    ``pulse_lesson``: how a pulse is counted, for the resident."""

    id: str
    body_mass: tuple[BodyMassRange, ...]
    body_mass_high_breath: float
    most_minutes: int
    old_age: int
    most_minutes_old: int
    most_times: int
    first_minutes: int
    first_times: int
    first_step_minutes: int
    slow_pulse: int
    fast_pulse: int
    least_minutes: int
    week_step_minutes: int
    talk: str
    salt_steps: Mapping[str, tuple[str, str]]
    smoking: str
    drink_step: float
    drink_weeks: str
    dry_days: int
    pulse_lesson: tuple[str, ...]

    def body_mass_at(self, age: int, *, short_of_breath: bool = False) -> BodyMassRange:
        """The range of an age; the birthday itself counts. Nobody short of breath loses weight below
        ``body_mass_high_breath``."""
        suits = [suits for suits in self.body_mass if suits.from_age <= age][-1]
        return replace(suits, high=max(suits.high, self.body_mass_high_breath)) if short_of_breath else suits

    def minutes_at(self, age: int, *, short_of_breath: bool, first: bool = False) -> int:
        """The longest one time may last; ``first``: nothing was prescribed before."""
        longest = self.most_minutes_old if age >= self.old_age or short_of_breath else self.most_minutes
        return min(longest, self.first_minutes) if first else longest

    def minutes_after(self, minutes: int, weeks: int) -> int:
        """The longest one time may last ``weeks`` after it was prescribed to last ``minutes``."""
        return minutes + self.week_step_minutes * max(0, weeks)

    def times(self, *, first: bool = False) -> int:
        """The most times a week."""
        return min(self.most_times, self.first_times) if first else self.most_times


@lru_cache(maxsize=1)
def advice_bounds() -> AdviceBounds:
    """The shipped bounds.

    Raises:
        KeyError, ValueError: the file is not whole; never advise beyond what is known to be safe.
    """
    raw: dict[str, Any] = json.loads(resource("prescriptions", "bounds.json").read_text(encoding="utf-8"))
    figures = (
        "most_minutes", "old_age", "most_minutes_old", "most_times", "first_minutes", "first_times", "first_step_minutes",
        "slow_pulse", "fast_pulse", "least_minutes", "week_step_minutes",
    )  # fmt: skip
    return AdviceBounds(
        id=raw["id"],
        body_mass=tuple(
            BodyMassRange(int(row["from_age"]), float(row["low"]), float(row["high"]), row["above"])
            for row in raw["body_mass"]
        ),
        body_mass_high_breath=float(raw["body_mass_high_breath"]["value"]),
        talk=raw["talk"],
        salt_steps={step["code"]: (step["text"], step["explain"]) for step in raw["salt_steps"]},
        smoking=raw["smoking"]["text"],
        drink_step=float(raw["drink"]["step_liang"]),
        drink_weeks=raw["drink"]["weeks"],
        dry_days=int(raw["drink"]["dry_days"]),
        pulse_lesson=tuple(raw["pulse_lesson"]["lines"]),
        **{name: int(raw[name]["value"]) for name in figures},
    )

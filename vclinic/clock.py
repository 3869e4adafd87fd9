"""The one place that reads the machine's clock; everything below `main` is handed a clock."""

import time
from datetime import date, datetime, timedelta

from vclinic.domain.dates import BEIJING, beijing_day


class SystemClock:
    """Real time as it is in Beijing, whatever zone the machine is set to, and a monotonic clock that nobody can set."""

    def now(self) -> datetime:
        """Wall time, +08:00."""
        return datetime.now(BEIJING)

    def today(self) -> date:
        """The clinical day."""
        return beijing_day(self.now())

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()


class SteppingClock:
    """A clock moved by hand, for the sample village, the demo and tests that tell of several days."""

    def __init__(self, start: datetime) -> None:
        self._now = start if start.tzinfo else start.replace(tzinfo=BEIJING)
        self._steady = 0.0

    def now(self) -> datetime:
        """The time it was set to."""
        return self._now

    def today(self) -> date:
        """Its day."""
        return beijing_day(self._now)

    def monotonic(self) -> float:
        """Seconds that passed by `pass_seconds` alone; setting the time does not move it."""
        return self._steady

    def set(self, moment: datetime) -> None:
        """Set the wall clock, forwards or backwards."""
        self._now = moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)

    def pass_seconds(self, seconds: float) -> None:
        """Let time go by on both clocks."""
        self._now += timedelta(seconds=seconds)
        self._steady += seconds

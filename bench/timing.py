"""Times in milliseconds, as a median and the slow end, because a doctor feels the slow end."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds over ``count`` calls."""

    median: float
    slow: float
    count: int

    def against(self, baseline: "Times") -> str:
        """These times, and how many times the baseline's median they are."""
        return f"{self}; {self.median / baseline.median:.1f} × the baseline of {baseline.median:.1f} ms"

    def __str__(self) -> str:
        return f"median {self.median:.1f} ms, 95 % within {self.slow:.1f} ms, {self.count} calls"


def timed(call: Callable[[T], object], inputs: Iterable[T]) -> Times:
    """``call`` once for each input, after one call that is not counted."""
    taken: list[float] = []
    for position, argument in enumerate(inputs):
        start = time.perf_counter()
        call(argument)
        if position:
            taken.append((time.perf_counter() - start) * 1000)
    return spread(taken)


def spread(taken: Sequence[float]) -> Times:
    """Milliseconds that were taken, in short."""
    return Times(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], len(taken))

"""The steps of a life under Wine: each begins where the one before ended, and says in a line what it found."""

import subprocess
import time
from collections.abc import Callable, Iterable

Step = Callable[[], str]
SKIPPED = 77  # the exit code of a level that cannot be tried here


def expect(holds: bool, otherwise: str) -> None:
    """Fail with a sentence unless it holds."""
    if not holds:
        raise AssertionError(otherwise)


def all_hold(steps: Iterable[Step]) -> bool:
    """Try one after the other and say how it went; the first that does not hold is the last."""
    for step in steps:
        began = time.monotonic()
        try:
            said = step()
        except (AssertionError, TimeoutError, subprocess.TimeoutExpired) as fault:
            print(f"✗ {step.__name__}: {fault}")
            return False
        print(f"✓ {step.__name__}: {said} [{time.monotonic() - began:.0f} s]", flush=True)
    return True

"""`make bench`: every figure, one line each. `python -m bench.run visit sync` measures only those."""

import platform
import sys
from collections.abc import Callable

from bench import checks, fair, folder, full_sync, intake, lists, own_records, packed, search, startup, visit, waiting

MEASURES: dict[str, Callable[[], dict[str, str]]] = {
    "folder": folder.measure,
    "start": lambda: startup.measure(3_000),
    "packed": packed.measure,
    "visit": lambda: visit.measure(3_000),
    "checks": checks.measure,
    "search": lambda: search.measure(3_000),
    "sync": lambda: full_sync.measure(300),
    "intake": intake.measure,
    "waiting": waiting.measure,
    "fair": fair.measure,
    "own": lambda: own_records.measure(3_000, 30),
    "lists": lambda: lists.measure(3_000, 5),
    "lists-county": lambda: lists.measure(50_000, 1) | lists.measure(50_000, 5),
    "search-county": lambda: search.measure(100_000),
}


def main(names: list[str]) -> int:
    """Measure ``names``, or everything; unknown names are wrong usage."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(MEASURES)}", file=sys.stderr)
        return 2
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()}")
    for name in names or MEASURES:
        for what, figure in MEASURES[name]().items():
            print(f"{what}: {figure}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

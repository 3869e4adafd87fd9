"""`make bench-sync`: every contender carries the same work; one table of figures and of ratios to ours."""

import statistics
import sys
from collections.abc import Sequence

from bench.link import LOSSY, OPEN, VILLAGE, Line
from bench.side.contenders import CONTENDERS, Took, here
from bench.side.work import chosen, documents, edit_visits, hold_back_a_day, last_place, let_go
from bench.village import village

RESIDENTS = 300
TIMES = 3  # the small works are done as often; the median counts


def carried(name: str, residents: int, line: Line, *, whole: bool = True) -> dict[str, Took]:
    """What a contender took for each work; with ``whole`` false the first full push is not told."""
    works: dict[str, Took] = {}
    with village(residents, 12) as station:
        held = hold_back_a_day(station)
        kept_back = {document["id"] for document in chosen(station, held)}
        everything = [document for document in documents(station) if document["id"] not in kept_back]
        with CONTENDERS[name](station, OPEN if whole else line) as carry:
            first = carry(everything)
            if whole:
                works["full push"] = first
            for work, count, beat in (("one edited visit", 1, 71), ("20 edited visits", 20, 75)):
                taken: list[Took] = []
                for turn in range(TIMES):
                    before = last_place(station)
                    edit_visits(station, count, beat + turn, held)
                    taken.append(carry(documents(station, before)))
                works[work] = sorted(taken, key=lambda took: took.bytes)[TIMES // 2]
            let_go(station, held)
            works["a day"] = carry(chosen(station, held))
    return works


def day_over(name: str, residents: int, line: Line) -> Took:
    """A working day over a poor link, everything else being there already."""
    with village(residents, 12) as station:
        held = hold_back_a_day(station)
        kept_back = {document["id"] for document in chosen(station, held)}
        everything = [document for document in documents(station) if document["id"] not in kept_back]
        with CONTENDERS[name](station, line) as carry:
            carry(everything[:40])  # the connection is open and warm; who hangs on whom is not looked at here
            let_go(station, held)
            return carry(chosen(station, held))


def _row(label: str, values: Sequence[float], form: str) -> str:
    first = values[0]
    told = [
        form.format(value) + (f" ({value / first:.2f}×)" if place and first else "")
        for place, value in enumerate(values)
    ]
    return f"| {label} | " + " | ".join(told) + " |"


def main(residents: int) -> int:
    """Print the table."""
    names = here()
    took = {name: carried(name, residents, OPEN) for name in names}
    print("| | " + " | ".join(names) + " |")
    print("|---|" + "---|" * len(names))
    full = [took[name]["full push"] for name in names]
    print(_row("full push, records a second", [one.records / one.seconds for one in full], "{:,.0f}"))
    print(_row("processor time of both sides, ms a record", [one.cpu / one.records * 1e3 for one in full], "{:.3f}"))
    print(_row("bytes a record, both ways", [one.bytes / one.records for one in full], "{:.0f}"))
    for work in ("one edited visit", "20 edited visits", "a day"):
        print(_row(f"{work}, bytes both ways", [took[name][work].bytes for name in names], "{:,.0f}"))
    print(_row("requests for a day", [took[name]["a day"].requests or 0 for name in names], "{:.0f}"))
    return 0


def throttled(residents: int) -> int:
    """Print what a day takes over the poor links."""
    names = here()
    for label, line in (("a day over 64 kbit/s and 600 ms, s", VILLAGE), ("the same, 5 % lost each way, s", LOSSY)):
        values = [statistics.median(day_over(name, residents, line).seconds for _ in range(TIMES)) for name in names]
        print(_row(label, values, "{:.1f}"), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(RESIDENTS) or ("--open" not in sys.argv and throttled(20)) or 0)

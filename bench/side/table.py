"""`make bench-sync`: every contender carries the same work; one table of figures and of ratios to ours."""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace

from bench.link import CUT, LOSSY, OPEN, VILLAGE, Line
from bench.side.contenders import CONTENDERS, Took, Unfinished, here
from bench.side.hands import shaking
from bench.side.work import (
    DAY,
    Held,
    chosen,
    documents,
    edit_visits,
    hold_back_a_day,
    keep_waiting,
    last_place,
    let_go,
)
from bench.village import village

RESIDENTS = 300
TIMES = 3  # the small works are done as often; the median counts
SEEDS = 5  # of losses and of cuts, the same for everybody
WARMING = 40  # records carried before the clock runs
A_MONTH = 30 * sum(DAY.values())  # records
A_MONTHS_RESIDENTS = 360  # whose year is more records than a month of the whole village
SLOW = frozenset(("one POST a record",))  # over half an hour for a month: a tenth of it is carried, and told so


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
            carry(everything[:WARMING])  # the connection is open and warm; who hangs on whom is not looked at here
            let_go(station, held)
            return carry(chosen(station, held))


def month_over(name: str, line: Line, count: int = A_MONTH) -> Took:
    """The first ``count`` records of a month's backlog over a poor link."""
    with village(A_MONTHS_RESIDENTS, 12) as station:
        backlog = Held(keep_waiting(station, WARMING).places[:count])
        assert len(backlog.places) == count
        with CONTENDERS[name](station, line) as carry:
            carry(documents(station)[:WARMING])
            let_go(station, backlog)
            return carry(chosen(station, backlog))


def cut_off(name: str, residents: int) -> str:
    """How many of `SEEDS` pushes over a line that is cut all the time end, and their bytes against an uncut one."""
    taken: list[int] = []
    for seed in range(SEEDS + 1):
        line = replace(CUT, seed=seed) if seed else OPEN
        with village(residents, 12) as station, CONTENDERS[name](station, line) as carry:
            try:
                taken.append(carry(documents(station)).bytes)
            except Unfinished:
                continue
    uncut, *cut = taken
    return f"{len(cut)} of {SEEDS}" + (f", {statistics.mean(cut) / uncut:.2f}× the bytes" if cut else "")


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
    """Print what a day and a month take over the poor links, and what opening a connection takes there."""
    names = here()
    for label, line in (
        ("a day over 64 kbit/s and 600 ms, s", VILLAGE),
        (f"the same, 5 % lost each way, mean of {SEEDS} seeds, s", LOSSY),
    ):
        lines = [replace(line, seed=seed, shakes_hands=False) for seed in range(1, 1 + (SEEDS if line.loss else 1))]
        values = [statistics.mean(day_over(name, residents, one).seconds for one in lines) for name in names]
        print(_row(label, values, "{:.2f}"), flush=True)
    standing = replace(VILLAGE, shakes_hands=False)
    months = [
        10 * month_over(name, standing, A_MONTH // 10).seconds if name in SLOW else month_over(name, standing).seconds
        for name in names
    ]
    print(_row("a month's backlog over the first of these links, s", months, "{:,.1f}"), flush=True)
    plain, secure = shaking(VILLAGE)
    print(f"opening a connection there: {plain:.2f} s for anybody, {secure:.2f} s with TLS 1.3", flush=True)
    return 0


def over_cut_lines(residents: int) -> int:
    """Print who gets through a line that is cut every 10 to 100 KB."""
    told = [cut_off(name, residents) for name in here()]
    print("| line cut every 10 to 100 KB: ends | " + " | ".join(told) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(RESIDENTS) or ("--open" not in sys.argv and (throttled(20) or over_cut_lines(RESIDENTS))) or 0)

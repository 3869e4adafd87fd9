"""A small program that is installed and updated: it opens the clinic's real store with the real code, as a version with
another number and perhaps another schema would. What it met is printed as one line of JSON.

Usage: -m tests.delivery.small_program PROGRAM --selfcheck
       -m tests.delivery.small_program PROGRAM DATA [--write NAME]

Its facts lie in PROGRAM/inner/program.json: version, healthy (does the self-check pass), and schema: ``same``, ``more`` (two
steps up), ``breaks`` (a step up and one that fails).
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.delivery.small_setup import FACTS, SmallSetup


def with_schema(schema: str) -> None:
    """Know the steps of another version."""
    if schema == "same":
        return
    from vclinic.storage import migrations, steps

    @migrations.migrations(name="0998_one_more")
    def one_more(db: Any) -> None:
        db.conn.execute("CREATE TABLE one_more (id TEXT PRIMARY KEY)")

    @migrations.migrations(name="0999_and_another")
    def and_another(db: Any) -> None:
        if schema == "breaks":
            raise ValueError("this step was never tried on real data")
        db.conn.execute("CREATE TABLE and_another (id TEXT PRIMARY KEY)")

    del one_more, and_another
    steps.KNOWN = (*steps.KNOWN, "0998_one_more", "0999_and_another")


def run(program: Path, data: Path, write: str) -> dict[str, object]:
    """A start, a log-in, perhaps somebody new, and the end."""
    from tests import worlds  # what a self-check can do without
    from vclinic.clock import SteppingClock
    from vclinic.delivery import applying, coming_back
    from vclinic.delivery.fetching import UPDATES
    from vclinic.domain.problem import Expected
    from vclinic.services import unlock
    from vclinic.services.clinic_setup import open_with_key

    facts = json.loads((program / "inner" / FACTS).read_text("utf-8"))
    version = str(facts["version"])
    with_schema(str(facts["schema"]))
    place, runner, clock = data / UPDATES, SmallSetup(program), SteppingClock(worlds.MORNING)
    met: dict[str, object] = {"version": version}
    told = applying.at_start(place, version, runner)
    met["start"] = told.sentence if told is not None else ""
    if told is not None and told.leave:
        return met
    applying.reached(place)
    key = unlock.unlock(data, worlds.SETUP.login, worlds.PASSWORD, clock)
    try:
        back = coming_back.come_back(data, place, key, clock)
        met["back"] = back.sentence if back is not None else ""
        station = open_with_key(data, key, worlds.SETUP.login, clock)
    except (Expected, ValueError) as fault:
        met["fault"] = str(fault)
        return met
    settled = applying.settled(place, version)
    met["settled"] = settled.sentence if settled is not None else ""
    if write:
        worlds.register(station, name=write, serial=77)
    station.store.close()
    return met


def main() -> int:
    """The self-check's exit code, or what was met."""
    program = Path(sys.argv[1])
    if sys.argv[2] == "--selfcheck":
        return 0 if json.loads((program / "inner" / FACTS).read_text("utf-8"))["healthy"] else 1
    print(json.dumps(run(program, Path(sys.argv[2]), sys.argv[4] if len(sys.argv) > 4 else ""), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How many changes were never sent when the store was last closed, kept beside the database: whoever takes the program away
has no password and must ask all the same. A number and nothing of anybody.

After a program that was killed it is set right by the count of the log (`log_count`): what was written since counts as not
sent. What was sent since is not known, so that the number may be too high, never too low.
"""

import json
from contextlib import suppress
from pathlib import Path

from vclinic.storage import log_count
from vclinic.storage.file_names import UNSENT


def keep(data_dir: Path, generation: str, entries: int, waiting: int) -> None:
    """Note that of the ``entries`` in the log of ``generation`` so many wait; where the disk does not let us, the last
    note stays."""
    fresh = data_dir / f"{UNSENT}.part"
    with suppress(OSError):
        fresh.write_text(json.dumps({"generation": generation, "entries": entries, "waiting": waiting}), "utf-8")
        fresh.replace(data_dir / UNSENT)


def noted(data_dir: Path) -> int | None:
    """How many changes wait at most; None where no note can be read, or the log is counted for another life of the store."""
    try:
        note = json.loads((data_dir / UNSENT).read_text("utf-8"))
        waiting, entries, generation = int(note["waiting"]), int(note["entries"]), str(note["generation"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    counted = log_count.kept(data_dir, generation)
    return None if counted is None else waiting + max(0, counted - entries)

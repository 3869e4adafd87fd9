"""How long the log was when this machine last wrote, kept beside the database: a copy of its files without the write-ahead
log lacks the newest entries, and nothing inside the copy could say so.

Best kept after every act without waiting for the disk: behind is harmless, ahead means that entries are missing. A store
that was restored is of another generation, for which the old count says nothing. That a count is kept stands in the
database (`COUNTED`), so that a count that is missing or spoilt is not taken for one that was never kept.
"""

import json
from contextlib import suppress
from pathlib import Path

from vclinic.storage.file_names import LOG_COUNT

COUNTED = "log_counted"


def keep(data_dir: Path, generation: str, entries: int) -> None:
    """Note that the log of ``generation`` (store id and id tag) holds ``entries``; where the disk does not let us, the
    count stays behind, or is missed at the next opening."""
    fresh = data_dir / f"{LOG_COUNT}.part"
    with suppress(OSError):
        fresh.write_text(json.dumps({"generation": generation, "entries": entries}), "utf-8")
        fresh.replace(data_dir / LOG_COUNT)


def begin(data_dir: Path, generation: str) -> bool:
    """Whether a count of ``generation`` stands there, if need be from nothing; only then may the database say so."""
    if kept(data_dir, generation) is None:
        keep(data_dir, generation, 0)
    return kept(data_dir, generation) is not None


def kept(data_dir: Path, generation: str) -> int | None:
    """How many entries the log of ``generation`` should hold at least; None where nothing can be read that says so."""
    try:
        noted = json.loads((data_dir / LOG_COUNT).read_text("utf-8"))
        return int(noted["entries"]) if noted["generation"] == generation else None
    except (OSError, ValueError, KeyError, TypeError):
        return None

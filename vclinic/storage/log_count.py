"""How long the log was when this machine last wrote, kept beside the database: a copy of its files without the write-ahead
log lacks the newest entries, and nothing inside the copy could say so.

Best kept after every act without waiting for the disk: behind is harmless, ahead means that entries are missing. A store
that was restored is of another generation, for which the old count says nothing.
"""

import json
from contextlib import suppress
from pathlib import Path

_NAME = "log-count.json"


def keep(data_dir: Path, generation: str, entries: int) -> None:
    """Note that the log of ``generation`` (store id and id tag) holds ``entries``; a disk that does not let us is
    told by the act itself."""
    fresh = data_dir / f"{_NAME}.part"
    with suppress(OSError):
        fresh.write_text(json.dumps({"generation": generation, "entries": entries}), "utf-8")
        fresh.replace(data_dir / _NAME)


def kept(data_dir: Path, generation: str) -> int:
    """How many entries the log of ``generation`` should hold at least; 0 where nothing was noted."""
    try:
        noted = json.loads((data_dir / _NAME).read_text("utf-8"))
        return int(noted["entries"]) if noted["generation"] == generation else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0

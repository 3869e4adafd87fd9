"""A small note beside the updates: whole or as it was before, whatever happens to the power."""

import json
import os
from pathlib import Path
from typing import Any, cast


def write_note(path: Path, note: dict[str, object]) -> None:
    """Put a note in the place of the former one, and wait for the disk.

    Raises:
        OSError: the disk; the former note stays.
    """
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(note, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_note(path: Path) -> dict[str, Any]:
    """A note; empty where there is none or it cannot be read as one."""
    try:
        noted: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", noted) if isinstance(noted, dict) else {}

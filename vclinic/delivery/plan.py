"""What an update is about to do, written down before it is done: whoever starts next, the old program or the new one, reads
here what was meant and how far it came."""

from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from vclinic.delivery.kept_note import read_note, write_note

PLAN, RESULT = "plan.json", "result.txt"
Stage = Literal["installing", "trying", "putting_back"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One update.

    Attributes:
        before, after: the versions, as the programs call themselves.
        setup: the name of the new setup file in the folder of updates. previous: that of the setup that brings the
            former program back; empty where none was kept.
        backup: the backup made before, a path.
        notes: what is new, in Chinese.
        stage: ``installing``, the setup was started; ``trying``, the new program runs and nobody has worked with it yet;
            ``putting_back``, the former setup was started.
        starts: how often the new program was started without coming to its first page.
    """

    before: str
    after: str
    setup: str
    previous: str
    backup: str
    notes: str
    stage: Stage
    starts: int = 0


def write(place: Path, plan: Plan) -> None:
    """Note it; raises `OSError`."""
    write_note(place / PLAN, asdict(plan))


def read(place: Path) -> Plan | None:
    """What was noted; None for nothing, or for a note that is none: then no update is under way."""
    noted = read_note(place / PLAN)
    texts = [noted.get(field.name) for field in fields(Plan) if field.name != "starts"]
    starts = noted.get("starts")
    if not all(isinstance(text, str) for text in texts) or type(starts) is not int:
        return None
    if noted["stage"] not in get_args(Stage):
        return None
    return Plan(**{field.name: noted[field.name] for field in fields(Plan)})


def drop(place: Path) -> None:
    """The update is over, well or not. A note that somebody holds just now is met again at the next start: that is no reason
    to keep a doctor out."""
    for name in (PLAN, RESULT):
        with suppress(OSError):
            (place / name).unlink(missing_ok=True)


def result(place: Path) -> int | None:
    """The exit code the setup left beside itself (docs/installer.md); None when it came to no end."""
    try:
        return int((place / RESULT).read_text("ascii"))
    except (OSError, ValueError):
        return None

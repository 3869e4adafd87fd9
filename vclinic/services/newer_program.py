"""What was last said of newer programs, by township or stick: so that nobody is asked twice a day, and what there is stands in
sight until it is installed."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from vclinic import __version__
from vclinic.services.workstation import Workstation

_SAID, _ASKED = (
    "newer_program",
    "newer_program_asked",
)  # what was said last; the day the township was last asked by itself


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was said on a day; ``version`` is "" when there was nothing newer.

    Attributes:
        on: the day. released: the day it was released, for people. size: bytes of its setup file.
        sequence: grows with each release.
    """

    on: date
    version: str = ""
    sequence: int = 0
    released: str = ""
    size: int = 0
    notes: str = ""


def note(station: Workstation, noticed: Noticed) -> None:
    """Keep what was said; of another version of this program it counts no more."""
    said: dict[str, Any] = asdict(noticed) | {"on": noticed.on.isoformat(), "to": __version__}
    station.store.set_meta({_SAID: json.dumps(said, ensure_ascii=False)})


def noticed(station: Workstation) -> Noticed | None:
    """What was said last; None before anybody was asked since this version runs."""
    with suppress(ValueError, KeyError, TypeError):  # a note of a program to come
        kept: object = json.loads(station.store.meta(_SAID).get(_SAID, ""))
        if isinstance(kept, dict):
            said = dict(cast("dict[str, Any]", kept))
            if said.pop("to") == __version__:
                return Noticed(date.fromisoformat(said.pop("on")), **said)
    return None


def to_be_asked(station: Workstation) -> bool:
    """Whether the township was not asked today; it counts as asked from now on, answered or not."""
    today = station.clock.today().isoformat()
    if station.store.meta(_ASKED).get(_ASKED) == today:
        return False
    station.store.set_meta({_ASKED: today})
    return True

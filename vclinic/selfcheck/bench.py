"""What the checks of one self-check share."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from vclinic.domain.problem import Problem
from vclinic.services.workstation import Workstation

T = TypeVar("T")


class Failed(Exception):
    """A check that found something wrong; its text says what."""


@dataclass(slots=True)
class Bench:
    """What the checks share: a folder, the station of a clinic made in it, and a visit; ``township`` and ``picture`` as
    they were asked for."""

    folder: Path
    township: str = ""
    picture: Path | None = None
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    station: Workstation | None = None
    resident_id: str = ""
    follow_up_id: str = ""

    def open_station(self) -> Workstation:
        """The station, once a store could be made."""
        if self.station is None:
            raise Failed("没有数据库可用。")
        return self.station


def expect(holds: bool, otherwise: str) -> None:
    """Fail with a sentence unless it holds."""
    if not holds:
        raise Failed(otherwise)


def good(result: T | list[Problem]) -> T:
    """The result, or a failure with the problems' sentences."""
    if isinstance(result, list):
        problems = cast("list[Problem]", result)
        raise Failed("；".join(f"{problem.field} {problem.text}" for problem in problems))
    return result

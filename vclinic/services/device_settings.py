"""Which helper speaks for the devices of this machine; it is the machine's own and never travels."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from vclinic.domain.problem import Problem
from vclinic.services.workstation import Workstation

_KEY = "devices"
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Attributes:
    on: whether the helper is started with the program.
    command: the helper program and what it is told, with quotation marks around what holds a space.
    """

    on: bool = False
    command: str = ""


def read(station: Workstation) -> DeviceSettings:
    """What is kept; names from a newer program are passed over."""
    stored: dict[str, Any] = json.loads(station.store.meta(_KEY).get(_KEY, "{}"))
    known = {field.name for field in fields(DeviceSettings)}
    return DeviceSettings(**{name: value for name, value in stored.items() if name in known})


def write(station: Workstation, settings: DeviceSettings) -> list[Problem]:
    """Keep them, or say what is missing."""
    command = settings.command.strip()
    if settings.on and not command:
        return [Problem("command", "required", "先填助手程序的命令，再启用。")]
    if not command.isprintable() or len(command) > _LONGEST:
        return [Problem("command", "not_a_line", f"命令要在一行里，不超过 {_LONGEST} 个字。")]
    kept = asdict(DeviceSettings(settings.on, command))
    station.store.set_meta({_KEY: json.dumps(kept, ensure_ascii=False)})
    return []

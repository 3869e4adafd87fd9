"""One call of the command line: its global options, the store it opens, the one answer it gives."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vclinic.clock import SystemClock
from vclinic.domain.problem import Refused
from vclinic.usage import password

if TYPE_CHECKING:
    from vclinic.services.workstation import Workstation


@dataclass
class Call:
    """Global options of one call; the station is opened on first use."""

    data: Path
    user: str
    as_json: bool
    clock: SystemClock = field(default_factory=SystemClock)
    _station: "Workstation | None" = None

    @property
    def station(self) -> "Workstation":
        """The open store."""
        if self._station is None:
            from vclinic.services.clinic_setup import open_clinic
            from vclinic.services.unlock import is_set_up, logins

            if not is_set_up(self.data):
                raise Refused("no_clinic", f"{self.data} 里还没有卫生室的资料。新建用 init，有备份用 restore。")
            known = [login for login, _ in logins(self.data)]
            user = self.user or (known[0] if len(known) == 1 else "")
            if not user:
                raise Refused("user_needed", f"这里有几个账号（{'、'.join(known)}），请用 --user 指明。")
            self._station = open_clinic(self.data, user, password(), self.clock)
        return self._station

    def close(self) -> None:
        """Let the store go."""
        if self._station is not None:
            self._station.store.close()

    def say(self, document: object, text: str) -> None:
        """One JSON object on stdout with --json, else a line for people."""
        click.echo(as_text(document) if self.as_json else text)


def as_text(document: object) -> str:
    """One line of JSON; half a character that somebody's JSON smuggled in cannot be written and becomes a ?."""
    return json.dumps(document, ensure_ascii=False, default=_plain).encode("utf-8", "replace").decode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))


def global_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--json and --data may stand after the command too."""

    def note_json(context: click.Context, _option: click.Parameter, value: bool) -> None:
        if value:
            context.obj.as_json = True

    def note_data(context: click.Context, _option: click.Parameter, value: Path | None) -> None:
        if value is not None:
            context.obj.data = value

    where = click.Path(path_type=Path)
    command = click.option("--data", type=where, expose_value=False, callback=note_data, help="数据目录")(command)
    return click.option("--json", is_flag=True, expose_value=False, callback=note_json, help="给出一个 JSON 对象")(
        command
    )


with_call = click.pass_obj

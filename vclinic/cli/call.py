"""One call of the command line: its global options, the store it opens, the one answer it gives."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

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
            from vclinic.services.unlock import is_set_up, logins, matching

            if not is_set_up(self.data):
                raise Refused("no_clinic", f"{self.data} 里还没有卫生室的资料。新建用 init，有备份用 restore。")
            known = [login for login, _ in logins(self.data)]
            user = matching(self.user, known) or (known[0] if len(known) == 1 and not self.user else self.user)
            if not user:
                raise Refused("user_needed", f"这里有几个账号（{'、'.join(known)}），请用 --user 指明。")
            self._station = open_clinic(self.data, user, password(), self.clock)
        return self._station

    def close(self) -> None:
        """Let the store go."""
        if self._station is not None:
            self._station.store.close()

    def say(self, document: object, text: str) -> None:
        """One JSON object on stdout with --json, else a line for people.

        Every answer out of a store says what is to be thought of its days: ``clock`` in the object, a sentence on stderr
        while the machine's clock is doubted or a day somebody said is worked with.
        """
        clock = self._of_the_clock()
        answer = document
        if isinstance(document, dict) and self._station is not None:
            answer = {**cast("dict[str, object]", document), "clock": clock}
        click.echo(as_text(answer) if self.as_json else text)
        if clock is not None:
            click.echo(clock["text"], err=True)

    def _of_the_clock(self) -> dict[str, Any] | None:
        if self._station is None:
            return None
        from vclinic.services import clock_trust

        if (doubt := clock_trust.look(self._station)) is not None:
            text = f"{doubt.sentence}按它算的日期不可靠；请调对电脑时间，或用 vclinic today 2026-11-28 这样确认今天是哪一天。"
            return {"state": "in_doubt", "kind": doubt.kind, "says": doubt.says, "known": doubt.known, "text": text}
        said = clock_trust.confirmation(self._station)
        if said is None:
            return None
        return {
            "state": "confirmed",
            "today": said.day,
            "by": said.by,
            "at": said.at,
            "why": said.why,
            "text": said.sentence,
        }


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

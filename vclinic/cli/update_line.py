"""A newer program from the township, over the enrolled line: seen, and fetched however often the line is cut."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from vclinic import __version__
from vclinic.cli import update as stick
from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Refused

if TYPE_CHECKING:
    from sync.client.updates import Township
    from vclinic.delivery.taking import Offered


@click.command("check")
@global_options
@with_call
def check(call: Call) -> None:
    """问卫生院有没有新版本。没有也是退出码 0。"""
    with _asking(call) as (_, offered):
        if isinstance(offered, Refused):
            call.say({"newer": False, "installed": __version__, "text": offered.sentence}, offered.sentence)
            return
    call.say(stick.document(offered), stick.told(offered))


@click.command("fetch")
@global_options
@with_call
def fetch(call: Call) -> None:
    """从卫生院取新版本到本机，核对签名。断了再来一次，会接着取。没有新版本也是退出码 0。"""
    from vclinic.delivery.fetching import UPDATES
    from vclinic.delivery.taking import take

    with _asking(call) as (source, offered):
        if isinstance(offered, Refused):
            call.say({"newer": False, "installed": __version__, "text": offered.sentence}, offered.sentence)
            return
        setup = take(source, offered, call.station.store.data_dir / UPDATES, _Tenths(call))
    call.say(
        stick.document(offered) | {"setup": str(setup)},
        f"{stick.told(offered)}\n签名核对过了，已取到 {setup}\n安装用 vclinic update apply。",
    )


update = stick.update  # with what is fetched over the line
update.add_command(check)
update.add_command(fetch)


@contextmanager
def _asking(call: Call) -> "Generator[tuple[Township, Offered | Refused]]":
    """The township, and what it offers."""
    from sync.client.updates import township
    from vclinic.delivery.fetching import UPDATES
    from vclinic.delivery.manifest import keys_of
    from vclinic.delivery.taking import look_for_newer
    from vclinic.storage.steps import KNOWN

    station = call.station
    with township(station.store, station.clock.now) as source:
        place, keys = station.store.data_dir / UPDATES, keys_of(stick.KEYS.read_text("utf-8"))
        yield source, look_for_newer(source, place, keys, installed=__version__, schema=len(KNOWN))


class _Tenths:
    """How far a fetch has come, on stderr where a person looks; each tenth once."""

    def __init__(self, call: Call) -> None:
        self._silent = call.as_json or not sys.stderr.isatty()
        self._tenths = 0

    def __call__(self, here: int, whole: int) -> None:
        tenths = here * 10 // whole
        if tenths > self._tenths and not self._silent:
            click.echo(f"已取 {tenths * 10}%（{here / 1e6:.1f} / {whole / 1e6:.1f} MB）", err=True)
        self._tenths = tenths

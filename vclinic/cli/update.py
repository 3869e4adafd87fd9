"""A newer program from a stick: believed by its signature, taken over whole, and the data backed up before anybody installs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vclinic import __version__
from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Expected
from vclinic.resources import resource

if TYPE_CHECKING:
    from vclinic.delivery.runner import Runner
    from vclinic.delivery.taking import Offered

KEYS = resource("delivery", "keys.json")


@click.group("update")
def update() -> None:
    """程序更新。"""


@update.command("from")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--look", is_flag=True, help="只看更新包里是什么，能不能装；不要密码")
@global_options
@with_call
def from_folder(call: Call, folder: Path, look: bool) -> None:
    """核对 U 盘上更新包的签名，取到本机，备份资料，然后告诉您运行哪个文件。"""
    from vclinic.delivery import taking
    from vclinic.delivery.fetching import UPDATES, Folder
    from vclinic.delivery.manifest import keys_of
    from vclinic.storage.steps import KNOWN

    source, place = Folder(folder), call.data / UPDATES
    offered = taking.look(source, place, keys_of(KEYS.read_text("utf-8")), installed=__version__, schema=len(KNOWN))
    if look:
        call.say(document(offered), told(offered))
        return
    from vclinic.delivery.installing import back_up

    backed_up = back_up(call.station, offered.manifest.version)
    try:
        setup = taking.take(source, offered, place)
    except Expected:
        backed_up.unlink(missing_ok=True)  # nobody clears these away: tries that brought nothing must not pile them up
        raise
    then = f"请关掉村医工作站，再运行 {setup}" if here() is None else "安装用 vclinic update apply。"
    call.say(
        document(offered) | {"setup": str(setup), "backup": str(backed_up)},
        f"{told(offered)}\n资料已备份：{backed_up}\n签名核对过了。{then}",
    )


def document(offered: "Offered") -> dict[str, object]:
    """What is on offer, for programs."""
    manifest = offered.manifest
    return {
        "newer": True,
        "version": manifest.version,
        "installed": __version__,
        "released": manifest.released,
        "size": manifest.size,
        "notes": manifest.notes_zh,
    }


def told(offered: "Offered") -> str:
    """The same for people."""
    manifest = offered.manifest
    return f"新版本 {manifest.version}（{manifest.released}），现在用的是 {__version__}。\n{manifest.notes_zh}"


@update.command("apply")
@global_options
@with_call
def apply(call: Call) -> None:
    """备份资料，开始安装已经取到的新版本；窗口都关掉后装上，装好自动打开。"""
    from vclinic.delivery.installing import install
    from vclinic.delivery.manifest import keys_of

    plan = install(call.station, keys_of(KEYS.read_text("utf-8")), here())
    call.say(
        {"version": plan.after, "installed": plan.before, "backup": plan.backup, "may_come_back": bool(plan.previous)},
        f"资料已备份：{plan.backup}\n开始安装 {plan.after}。请把村医工作站的窗口都关掉，两分钟内装好，会自动打开。",
    )


def here() -> "Runner | None":
    """What installs on this machine."""
    from vclinic.delivery.runner import of_this_machine

    return of_this_machine()

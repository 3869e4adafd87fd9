"""`vclinic-township service install|remove`: the township as a service of Windows."""

import sys
from contextlib import closing
from pathlib import Path

import click

from sync.server.care import plan
from sync.server.database.store import Clock, open_store
from sync.server.service import registered, run, windows
from sync.server.setup import settings as kept

BEGINNING_S = 120.0
PACKAGES = Path(__file__).parents[2]
SETTINGS = click.option(
    "--settings",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=kept.place,
    help="setup 写的设置文件；不写时就是它写的那个",
)


@click.group("service")
def service() -> None:
    """Windows 的服务：开机自己开始，出了错自己再来。"""


@service.command()
@SETTINGS
@click.pass_obj
def install(_clock: Clock, file: Path) -> None:
    """登记服务并开始（要管理员的权利）。升级程序以后再运行一次，就改用新的。"""
    settings = kept.read(file)
    with closing(open_store(settings.data)) as store, store.read() as session:
        second = plan.plan(session).second
    run.before_begun(settings.data)
    program = registered.command(Path(sys.executable), PACKAGES, file.absolute())
    registered.install(program, settings.data, [Path(second)] if second else [])
    begun = "已开始" if run.is_begun(settings.data, BEGINNING_S) else "正在开始（升级数据库要几分钟）"
    click.echo(f"服务 {windows.NAME} 已登记，{begun}，开机自动运行。")


@service.command()
def remove() -> None:
    """停止服务，不再登记（要管理员的权利）。数据都在。"""
    registered.remove()
    click.echo(f"服务 {windows.NAME} 已删除，数据都在。")

"""Reporting by USB stick."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Refused

_FILE = click.Path(path_type=Path)


@click.group("package")
def package() -> None:
    """没有网络时用U盘上报。"""


@package.command("out")
@click.argument("file", type=_FILE)
@click.option("--overwrite", is_flag=True, help="同名的文件已经在那里，也写在它上面")
@global_options
@with_call
def out(call: Call, file: Path, overwrite: bool) -> None:
    """把待上报的资料写成加密的上报包，带到卫生院；没收到回执的，以后还会再报。"""
    from sync.client.packages import write_package

    if file.is_file() and not overwrite:
        raise Refused(
            "file_exists", f"{file.name} 已经在那里，没有动它，也没有写上报包。请换一个文件名，或者加 --overwrite。"
        )
    station = call.station
    made = write_package(station.store, file, station.clock.now)
    names = "、".join(str(path) for path in made.files)
    call.say(
        {"changes": made.changes, "files": [str(path) for path in made.files]},
        f"上报包里有 {made.changes} 条：{names}。请带到卫生院，请他们收下后把回执带回来。",
    )


@package.command("receipts")
@click.argument("file", type=_FILE)
@global_options
@with_call
def receipts(call: Call, file: Path) -> None:
    """读入卫生院给的回执。"""
    from sync.client.packages import read_receipts
    from vclinic.services.sync_status import status

    station = call.station
    told = read_receipts(station.store, file, station.clock.now)
    answer = {"stored": told.stored, "refused": told.refused, "received": told.notices}
    call.say(
        answer | {"pending": status(station).pending},
        f"卫生院收下 {told.stored} 条，未接收 {told.refused} 条，新通知 {told.notices} 条。",
    )

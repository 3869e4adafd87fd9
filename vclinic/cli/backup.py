"""A backup is made."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@global_options
@with_call
def backup(call: Call, file: Path) -> None:
    """备份成一个加密文件，写好后打开核对一遍。"""
    from vclinic.services.backup import backup as make_backup

    report = make_backup(call.station, file)
    call.say({"file": str(report.path), "size": report.size, "counts": report.counts}, f"备份完成：{report.path}")

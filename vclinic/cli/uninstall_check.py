"""Asked by whatever takes the program away: whether something was never sent, and how it can still leave."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call

UNSENT = 3


@click.command("uninstall-check")
@click.option("--package", type=click.Path(path_type=Path), help="先把没上报的写进这个上报包")
@global_options
@click.pass_context
@with_call
def uninstall_check(call: Call, context: click.Context, package: Path | None) -> None:
    """卸载或升级之前问一声：还有没有没上报的资料。

    返回 0：没有；3：有，写了几条，给出上报包的文件名；1：打不开或写不成。
    """
    from sync.client.packages import suggested_name, write_package
    from vclinic.services.sync_status import status

    station = call.station
    now = status(station)
    named = suggested_name(station.clinic.village_code, station.clock.now())
    files: list[str] = []
    if package is not None and now.pending:
        files = [str(path) for path in write_package(station.store, package, station.clock.now).files]
    answer = {"pending": now.pending, "paired": now.paired, "package": named if now.pending else "", "files": files}
    if not now.pending:
        call.say(answer, "都上报了，可以卸载或升级。")
        return
    if files:
        text = f"还有 {now.pending} 条没上报，已写进上报包：{'、'.join(files)}。请带到卫生院，拿到回执再卸载。"
    elif now.paired:
        text = f"还有 {now.pending} 条没上报。请先联网上报，或者写成上报包带走：vclinic package out {named}"
    else:
        text = f"还有 {now.pending} 条没上报，而且还没有接入卫生院。请先做一份备份：资料只在这台电脑上。"
    call.say(answer, text)
    context.exit(UNSENT)

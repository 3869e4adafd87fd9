"""Asked by whatever takes the program away: whether something was never sent, and how it can still leave."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Refused

UNSENT = 3


@click.command("uninstall-check")
@click.option("--package", type=click.Path(path_type=Path), help="先把没上报的写进这个上报包")
@click.option("--noted", is_flag=True, help="不要密码：只看上次关闭程序时记下的条数")
@global_options
@click.pass_context
@with_call
def uninstall_check(call: Call, context: click.Context, package: Path | None, noted: bool) -> None:
    """卸载或升级之前问一声：还有没有没上报的资料。

    返回 0：没有；3：有，写了几条，给出上报包的文件名；1：打不开、写不成或说不准。
    """
    if noted:
        context.exit(_by_note(call))
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


def _by_note(call: Call) -> int:
    """What can be said without a password: the exit code.

    Raises:
        Refused: ``not_noted``.
    """
    from vclinic.services.unlock import is_set_up
    from vclinic.storage import unsent

    waiting = unsent.noted(call.data) if is_set_up(call.data) else 0
    if waiting is None:
        raise Refused(
            "not_noted", "说不准有没有没上报的：没有记下条数，或资料是从别处拷来、恢复来的。请打开一次程序再关掉。"
        )
    said = f"最多还有 {waiting} 条没上报。请打开程序上报，或写成上报包带走。" if waiting else "都上报了，可以卸载。"
    call.say({"pending": waiting}, said)
    return UNSENT if waiting else 0

"""One round of reporting."""

import click

from vclinic import garbage
from vclinic.cli.call import Call, global_options, with_call


@click.command("sync")
@global_options
@with_call
@click.pass_context
def sync(context: click.Context, call: Call) -> None:
    """上报一轮。退出码 0：这一轮结束了（没有网络也算，以后会自动再报）；1：要有人处理。"""
    from sync.client.engine import attempt
    from sync.client.who_acts import NOBODY, who_acts
    from vclinic.services.sync_status import status

    station = call.station
    began = station.clock.monotonic()
    garbage.seldom()
    ended = attempt(station.store, station.clock.now, steady=station.clock.monotonic)
    report, fault = ended.report, ended.fault
    who = who_acts(fault) if fault is not None else NOBODY
    answer = {
        "sent": report.pushed,
        "stored": report.stored - report.duplicate,
        "duplicate": report.duplicate,
        "refused": report.refused,
        "received": report.notices + report.fetched,
        "requests": report.requests,
        "bytes_up": report.bytes_up,
        "bytes_down": report.bytes_down,
        "seconds": round(station.clock.monotonic() - began, 3),
        "pending": status(station).pending,
        "error": None if fault is None else {"code": fault.code, "text": fault.sentence, "who": who},
    }
    text = (
        f"上报 {report.pushed} 条，卫生院收下 {report.stored} 条，"
        f"未接收 {report.refused} 条，新通知 {report.notices} 条。"
    )
    if fault is None or call.as_json:
        call.say(answer, text)
    if fault is not None:
        click.echo(fault.sentence, err=True)
        context.exit(0 if who == NOBODY else 1)

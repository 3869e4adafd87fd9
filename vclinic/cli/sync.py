"""One round of reporting."""

from dataclasses import asdict

import click

from vclinic.cli.call import Call, global_options, with_call


@click.command("sync")
@global_options
@with_call
def sync(call: Call) -> None:
    """上报一轮。"""
    from sync.client.engine import sync as sync_round

    report = asdict(sync_round(call.station.store, call.station.clock.now, steady=call.station.clock.monotonic))
    text = (
        f"上报 {report['pushed']} 条，卫生院收下 {report['stored']} 条，"
        f"未接收 {report['refused']} 条，新通知 {report['notices']} 条。"
    )
    call.say(report, text)

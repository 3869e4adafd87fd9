"""The store is looked over."""

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Refused


@click.command("check")
@click.option("--count-anew", is_flag=True, help="资料确实是全的：应有多少条，从现在的条数重新记起")
@global_options
@with_call
def check(call: Call, count_anew: bool) -> None:
    """检查数据库：文件、每条资料和它的变更、库存账。"""
    from vclinic.services.backup import check as check_store

    if count_anew:
        call.station.store.count_anew()
    report = check_store(call.station)
    text = f"检查完毕，有 {len(report.problems)} 个问题。" if report.problems else "检查完毕，没有问题。"
    call.say({"ok": not report.problems, "problems": report.problems, "counts": report.counts}, text)
    if report.problems:
        raise Refused("check_failed", "；".join(report.problems))

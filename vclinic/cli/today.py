"""Which day it is, and somebody's word for it where the machine's clock is doubted."""

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Refused
from vclinic.usage import TYPED


@click.command("today")
@click.argument("day", type=TYPED, required=False)
@global_options
@with_call
def today(call: Call, day: str | None) -> None:
    """今天是哪一天；电脑时间可疑时，写上日期（2026-11-28）来确认，作数 24 小时。"""
    from vclinic.services.clock_trust import confirm_today

    problems = confirm_today(call.station, day) if day is not None else []
    if problems:
        raise Refused(problems[0].code, problems[0].text)
    worked_with = call.station.clock.today()
    call.say({"today": worked_with}, f"今天按 {worked_with} 算。")

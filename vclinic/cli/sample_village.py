"""An invented village, for practice."""

import click

from vclinic.cli.call import Call, global_options, with_call

_NAMES = {
    "residents": "居民",
    "enrolments": "建档",
    "visits": "随访",
    "prescriptions": "处方",
    "dispensings": "发药",
    "batches": "批次",
}


@click.command("sample-village")
@click.option("--residents", type=click.IntRange(20, 100_000), default=300, show_default=True, help="多少居民")
@click.option("--months", type=click.IntRange(0, 60), default=12, show_default=True, help="过去几个月的随访")
@click.option("--seed", type=int, default=1, show_default=True, help="同一个数造出同一个村")
@global_options
@with_call
def sample_village(call: Call, residents: int, months: int, seed: int) -> None:
    """在空的卫生室里造一个样板村：居民、随访、处方、发药。"""
    from vclinic.services.sample_village import fill, refuse_real_clinic

    refuse_real_clinic(call.station)
    report = fill(call.station, residents, months, seed)
    call.say(report, "，".join(f"{_NAMES[name]} {number}" for name, number in report.items()))

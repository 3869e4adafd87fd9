"""An invented village, for practice."""

import click

from vclinic.cli.call import Call, global_options, with_call


@click.command("sample-village")
@click.option("--residents", type=click.IntRange(20, 100_000), default=300, show_default=True)
@click.option("--months", type=click.IntRange(0, 60), default=12, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@global_options
@with_call
def sample_village(call: Call, residents: int, months: int, seed: int) -> None:
    """在空的卫生室里造一个样板村：居民、随访、处方、发药。"""
    from vclinic.services.sample_village import fill, refuse_real_clinic

    refuse_real_clinic(call.station)
    report = fill(call.station, residents, months, seed)
    call.say(report, "，".join(f"{name} {number}" for name, number in report.items()))

"""How reporting stands."""

import click

from vclinic.cli.call import Call, global_options, with_call


@click.command("status")
@global_options
@with_call
def status(call: Call) -> None:
    """上报情况。"""
    from vclinic.services.sync_status import describe, status as sync_status

    now = sync_status(call.station)
    names = (
        "pending", "stored", "refused", "returned", "accepted", "last_success", "stick_at", "stopped", "needs_action",
    )  # fmt: skip
    call.say({name: getattr(now, name) for name in names}, describe(now, call.station.clock.now()).text)

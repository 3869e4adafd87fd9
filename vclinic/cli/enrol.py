"""This machine joins the township."""

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import TYPED


@click.command("enrol")
@click.argument("url", type=TYPED)
@click.argument("code", type=TYPED)
@global_options
@with_call
def enrol(call: Call, url: str, code: str) -> None:
    """用卫生院给的地址和一次性接入码接入。"""
    from sync.client.pairing import pair

    device = pair(call.station.store, url, code)
    call.say({"device": device.id, "township": device.township}, f"已接入{device.township}。")

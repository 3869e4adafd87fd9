"""This machine joins the township."""

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import TYPED


@click.command("enrol")
@click.argument("pairing", type=TYPED)
@click.argument("code", type=TYPED, default="")
@global_options
@with_call
def enrol(call: Call, pairing: str, code: str) -> None:
    """用卫生院给的接入文字接入（带 # 的一整段，加引号）；本机试用也可以写地址和接入码。"""
    from sync.client.pairing import pair

    device = pair(call.station.store, pairing, code)
    call.say({"device": device.id, "township": device.township}, f"已接入{device.township}。")

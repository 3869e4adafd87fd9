"""One file for whoever helps from afar, with nobody's data in it."""

from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call


@click.command("support", short_help="写一个支持包（.zip）给技术支持，里面没有居民的资料。")
@click.argument("file", type=click.Path(path_type=Path))
@global_options
@with_call
def support(call: Call, file: Path) -> None:
    """写一个支持包：版本、状态、设置、日志、数据库的样子。没有居民、医生和卫生室的资料。"""
    from vclinic.services.support import support as write

    made = write(call.station, file)
    call.say(
        {"file": str(made.path), "size": made.size, "members": list(made.members)},
        f"支持包已写到 {made.path}（{made.size / 1024:.0f} KB），里面没有居民的资料，可以发给技术支持。",
    )

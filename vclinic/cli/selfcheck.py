"""Asked of an installation by whoever built it, by the setup program and by support staff: does it work?"""

from pathlib import Path

import click

from vclinic.usage import TYPED, TypedChoice

PLATFORMS = ("offscreen", "xcb", "windows")  # what ships: delivery/kept_files.py


@click.command("selfcheck")
@click.argument("result", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--township", type=TYPED, default="", help="接入文字：再用临时资料接入这个卫生院，加密上报一次（试用的卫生院）"
)
@click.option("--platform", type=TypedChoice(PLATFORMS), help="在屏幕上做：Windows 写 windows，Linux 写 xcb")
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False), help="把第一页在屏幕上的样子存成 PNG")
@click.pass_context
def selfcheck(
    context: click.Context, result: Path | None, township: str, platform: str | None, picture: Path | None
) -> None:
    """检查装好的程序能不能用；不碰资料。

    只用临时文件夹。RESULT 是写结果的 JSON 文件。返回 0：通过；1：没有通过。
    """
    from vclinic.selfcheck import main

    context.exit(main(result, township=township, platform=platform or "", picture=picture))

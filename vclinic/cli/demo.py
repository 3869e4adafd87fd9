"""The village, the township and their day."""

import sys
from importlib.util import find_spec
from pathlib import Path

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.domain.problem import Refused


@click.command("demo")
@click.option("--headless", is_flag=True, help="没有屏幕：离屏演一遍，留下截图和小结")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("demo-out"), show_default=True, help="截图和小结放在哪里"
)
@click.option("--keep", type=click.Path(path_type=Path), help="数据放在哪里（默认用临时目录）")
@global_options
@with_call
def demo(call: Call, headless: bool, out: Path, keep: Path | None) -> None:
    """样板村加卫生院服务器：有屏幕时打开程序，没有时演一遍从村到镇的一天。"""
    if find_spec("vclinic.demo") is None:  # the program that ships to clinics has no township in it
        raise Refused("no_demo", "安装版里没有演示。请在开发机上运行 make run。")
    from vclinic.demo import run

    sys.exit(run(headless, out, keep, call.as_json))

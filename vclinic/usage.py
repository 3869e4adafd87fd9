"""What both commands say and ask alike: wrong usage in one Chinese line, and the password."""

import os
import sys
from datetime import datetime
from typing import cast

import click

from vclinic.domain.problem import Refused
from vclinic.domain.typed import line


class TypedText(click.types.StringParamType):
    """Every word of a command line that is no file name: made even as in the windows."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return line(super().convert(value, param, ctx))


class TypedChoice(click.Choice[str]):
    """One of a few words, however wide it is typed."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(line(value), param, ctx)


class TypedDay(click.DateTime):
    """A day, however wide it is typed."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        return super().convert(line(value) if isinstance(value, str) else value, param, ctx)


TYPED = TypedText()


def password(confirm: bool = False) -> str:
    """VCLINIC_PASSWORD; else asked for without showing it, or read from a pipe.

    Raises:
        Refused: there is none and nobody to ask.
    """
    given = os.environ.get("VCLINIC_PASSWORD")
    if given is not None:
        return given
    if sys.stdin.isatty():
        again = "再输一次" if confirm else False
        return str(click.prompt("密码", hide_input=True, confirmation_prompt=again, err=True))
    piped = sys.stdin.readline().rstrip("\r\n")
    if not piped:
        raise Refused("password_needed", "要有密码：请设环境变量 VCLINIC_PASSWORD，或在能输入的终端里运行。")
    return piped


def usage_sentence(fault: click.UsageError, program: str) -> str:
    """What is wrong with the words typed, and where to read on."""
    match fault:
        case click.exceptions.NoArgsIsHelpError():
            wrong = "后面还差一个命令"
        case click.NoSuchOption():
            wrong = f"没有 {fault.option_name} 这个选项"
        case click.BadOptionUsage():
            wrong = f"{fault.option_name} 后面还差一个值"
        case click.MissingParameter() if fault.param is not None:
            wrong = f"还差 {_hint(fault, fault.param)}"
        case click.BadParameter() if fault.param is not None:
            wrong = f"{_hint(fault, fault.param)} 的值不对{_wanted(fault.param.type)}"
        case _:
            wrong = "没有这样的命令或写法"
    path = fault.ctx.command_path if fault.ctx else program
    return f"用法不对：{wrong}。用法见：{path} --help"


def _hint(fault: click.UsageError, param: click.Parameter) -> str:
    if isinstance(param, click.Argument):
        return f"'{(param.name or '').upper()}'"
    return param.get_error_hint(fault.ctx) if fault.ctx else str(param.name)


def _wanted(kind: object) -> str:
    """What may stand there, where that can be said in a few words."""
    if isinstance(kind, click.IntRange):
        return f"，应是 {kind.min}–{kind.max} 的整数"
    if isinstance(kind, click.types.IntParamType):
        return "，应是整数"
    if isinstance(kind, click.DateTime):
        return "，要写成 2026-11-24 这样的日期"
    if isinstance(kind, click.Choice):
        choices = cast("click.Choice[str]", kind).choices
        return f"，可以是：{'、'.join(choices)}"
    return ""

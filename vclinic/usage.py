"""What both commands say and ask alike: wrong usage in one Chinese line, and the password."""

import io
import os
import re
import sys
from collections.abc import Iterable
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

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_PLACES = {
    "INTEGER RANGE": "整数",
    "INTEGER": "整数",
    "DIRECTORY": "文件夹",
    "FILE": "文件",
    "PATH": "路径",
    "TEXT": "文字",
}
_REMARKS = (
    (re.compile(r"Show this message and exit\."), "看这些说明"),
    (re.compile(r"\brequired\b(?=[;\]])"), "必填"),
    (re.compile(r"\bdefault: "), "不写时 "),
)
_USAGE = {"[OPTIONS]": "[选项]", "[COMMAND]": "[命令]", "COMMAND": "命令", "[ARGS]...": "[参数]…"}


class ChineseHelp(click.HelpFormatter):
    """What click itself says around our sentences in ``--help``."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, " ".join(_USAGE.get(part, part) for part in args.split()), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(_place(term), _remark(text)) for term, text in rows], col_max, col_spacing)


def speak_chinese() -> None:
    """Help of every command of this process goes through ``ChineseHelp``, and what it says can be said anywhere."""
    click.Context.formatter_class = ChineseHelp
    speak_utf8()


def speak_utf8() -> None:
    """Answers that go into a file or to another program are UTF-8, whatever the code page: Windows would take its own,
    which lacks rare names and the ticks of the self-check, and would stop in the middle. A terminal keeps its way."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():  # a windowed program has none
            stream.reconfigure(encoding="utf-8", errors=stream.errors)


def _place(term: str) -> str:
    for typed, text in _PLACES.items():
        term = re.sub(rf"(?<=\s){typed}$", text, term)
    return term


def _remark(text: str) -> str:
    for english, chinese in _REMARKS:
        text = english.sub(chinese, text)
    return text


def password(confirm: bool = False) -> str:
    """VCLINIC_PASSWORD; else asked for without showing it, or read from a pipe.

    Raises:
        Refused: there is none and nobody to ask.
    """
    given = os.environ.get("VCLINIC_PASSWORD")
    if given is not None:
        return given
    if sys.stdin.isatty():
        return _typed_twice() if confirm else _hidden("密码")
    piped = sys.stdin.readline().rstrip("\r\n")
    if not piped:
        raise Refused("password_needed", "要有密码：请设环境变量 VCLINIC_PASSWORD，或在能输入的终端里运行。")
    return piped


def _typed_twice() -> str:
    while True:
        typed = _hidden("密码")
        if _hidden("再输一次") == typed:
            return typed
        click.echo("两次输的不一样，请重新输。", err=True)


def _hidden(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True))


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

"""Wrong usage in one Chinese line, and a password from wherever there is one."""

import io
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import click
import pytest

from sync.server.cli import township
from vclinic.cli.main import main
from vclinic.domain.problem import Refused
from vclinic.usage import TYPED, TypedChoice, TypedDay, TypedText, password, speak_chinese, speak_utf8, usage_sentence


@click.group()
def program() -> None:
    """A program with one command."""


@program.command()
@click.argument("file")
@click.option("--count", type=click.IntRange(1, 500))
@click.option("--seed", type=int)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--how", type=click.Choice(["fast", "well"]))
@click.option("--code", required=True)
def work(**_: object) -> None:
    """Do it."""


@pytest.mark.parametrize(
    ("text", "wrong", "command"),
    [
        ("", "后面还差一个命令", "program"),
        ("play", "没有这样的命令或写法", "program"),
        ("--loud work", "没有 --loud 这个选项", "program"),
        ("work --loud", "没有 --loud 这个选项", "program work"),
        ("work x --code", "--code 后面还差一个值", "program"),
        ("work --code 1", "还差 'FILE'", "program work"),
        ("work x", "还差 '--code'", "program work"),
        ("work x --code 1 --count 501", "'--count' 的值不对，应是 1–500 的整数", "program work"),
        ("work x --code 1 --count many", "'--count' 的值不对，应是 1–500 的整数", "program work"),
        ("work x --code 1 --seed 1.5", "'--seed' 的值不对，应是整数", "program work"),
        ("work x --code 1 --day 24.11.", "'--day' 的值不对，要写成 2026-11-24 这样的日期", "program work"),
        ("work x --code 1 --how fair", "'--how' 的值不对，可以是：fast、well", "program work"),
        ("work x y --code 1", "没有这样的命令或写法", "program work"),
    ],
)
def test_what_is_wrong_is_one_line_and_where_to_read_on(text: str, wrong: str, command: str) -> None:
    with pytest.raises(click.UsageError) as told:
        program.main(text.split(), "program", standalone_mode=False)
    assert usage_sentence(told.value, "program") == f"用法不对：{wrong}。用法见：{command} --help"


class Typed(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


def ask_nobody(monkeypatch: pytest.MonkeyPatch, *, given: str | None = None, piped: str = "") -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
    if given is None:
        monkeypatch.delenv("VCLINIC_PASSWORD", raising=False)
    else:
        monkeypatch.setenv("VCLINIC_PASSWORD", given)


@pytest.mark.parametrize(
    ("given", "piped", "answer"),
    [
        ("from-outside", "from-the-pipe\n", "from-outside"),
        ("", "from-the-pipe\n", ""),
        (None, "from-the-pipe\n", "from-the-pipe"),
        (None, "windows\r\n", "windows"),
        (None, " spaces stay \nnext", " spaces stay "),
    ],
)
def test_the_environment_goes_before_the_pipe(
    monkeypatch: pytest.MonkeyPatch, given: str | None, piped: str, answer: str
) -> None:
    ask_nobody(monkeypatch, given=given, piped=piped)
    assert password() == answer


@pytest.mark.parametrize("piped", ["", "\n"])
def test_without_anybody_to_ask_it_is_refused(monkeypatch: pytest.MonkeyPatch, piped: str) -> None:
    ask_nobody(monkeypatch, piped=piped)
    with pytest.raises(Refused, match="VCLINIC_PASSWORD"):
        password()


def test_at_a_terminal_it_is_asked_for_and_a_new_one_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["liuhe-2026", "liuhe-2026", "liuhe-2027", "liuhe-2026", "liuhe-2026"])
    ask: Callable[[str], str] = lambda _: next(answers)  # noqa: E731 - what click asks with
    ask_nobody(monkeypatch)
    monkeypatch.setattr(sys, "stdin", Typed())
    monkeypatch.setattr("click.termui.hidden_prompt_func", ask)
    assert password() == "liuhe-2026"
    assert password(confirm=True) == "liuhe-2026"
    assert list(answers) == [], "two that differ are asked for again"
    assert "liuhe" not in capsys.readouterr().out


def _taken(command: click.Command, path: str) -> dict[str, click.ParamType[object]]:
    kinds = {f"{path} {param.name}": param.type for param in command.params}
    for name, inner in getattr(command, "commands", {}).items():
        kinds |= _taken(inner, f"{path} {name}")
    return kinds


@pytest.mark.parametrize(("command", "path"), [(main, "vclinic"), (township, "vclinic-township")])
def test_every_word_of_a_command_line_is_a_file_a_number_or_goes_through_the_normaliser(
    command: click.Command, path: str
) -> None:
    even = (
        TypedText,
        TypedChoice,
        TypedDay,
        click.Path,
        click.IntRange,
        click.types.IntParamType,
        click.types.BoolParamType,
    )
    kinds = _taken(command, path)
    assert len(kinds) > 20
    assert {name: kind for name, kind in kinds.items() if not isinstance(kind, even)} == {}


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        (TYPED, "ｗａｎｇ\u3000", "wang"),
        (TYPED, "喻\uf9f7明", "喻立明"),
        (TypedChoice(["visit", "drug"]), "ｖｉｓｉｔ\u200b", "visit"),
        (TypedDay(), "２０２６－１１－２４", datetime(2026, 11, 24)),
        (TypedDay(), datetime(2026, 11, 24), datetime(2026, 11, 24)),
        (click.IntRange(1, 500), "２０", 20),
    ],
)
def test_an_argument_is_read_however_wide_it_is_typed(
    kind: click.ParamType[object], typed: object, read: object
) -> None:
    assert kind.convert(typed, None, None) == read


class Terminal(io.TextIOWrapper):
    """What a person sits at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("kind", "encoding", "written"),
    [
        (io.TextIOWrapper, "cp1252", "✓ 𠮷".encode()),
        (io.TextIOWrapper, "cp936", "✓ 𠮷".encode()),
        (io.TextIOWrapper, "utf-8", "✓ 𠮷".encode()),
        (Terminal, "utf-16-le", "✓ 𠮷".encode("utf-16-le")),
    ],
)
def test_what_goes_into_a_file_or_to_a_program_is_utf_8_and_a_terminal_keeps_its_way(
    kind: type[io.TextIOWrapper], encoding: str, written: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", kind(content, encoding=encoding))
    speak_utf8()
    sys.stdout.write("✓ 𠮷")
    sys.stdout.flush()
    assert content.getvalue() == written


def test_a_password_from_a_pipe_is_utf_8_and_a_windowed_program_has_no_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VCLINIC_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("柳河𠮷\n".encode()), encoding="cp1252"))
    speak_utf8()
    assert password() == "柳河𠮷"


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


_COMMANDS = [*_commands(township, "vclinic-township"), *_commands(main, "vclinic")]
_ENGLISH = (
    "Usage",
    "Options",
    "Commands",
    "Show this",
    "[required",
    "default",
    "...",
    " TEXT ",
    " DIRECTORY ",
    "INTEGER",
)


@pytest.mark.parametrize(("path", "command"), _COMMANDS, ids=[path for path, _ in _COMMANDS])
def test_help_is_chinese_and_says_what_every_option_is_for(path: str, command: click.Command) -> None:
    speak_chinese()
    usage, _, text = command.get_help(click.Context(command, info_name=path)).partition("\n")
    assert usage.startswith(f"用法：{path}")
    assert [english for english in _ENGLISH if english in text] == []
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []

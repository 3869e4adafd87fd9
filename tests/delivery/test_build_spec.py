"""Nothing that ships imports what build.spec leaves out: in a checkout it would be there, in a clinic it would not."""

import ast
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT, tracked


def spec_value(name: str) -> list[str]:
    """A list of names as build.spec states it."""
    for statement in ast.parse((ROOT / "build.spec").read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            value = statement.value
            text = value.func.value if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else value
            constant = ast.literal_eval(text)
            return constant.split() if isinstance(constant, str) else list(constant)
    raise AssertionError(f"build.spec has no {name}")


LEFT_OUT = [*spec_value("NOT_IN_THE_CLINIC"), *spec_value("UNWANTED")]


def imported(source: str) -> set[str]:
    """Every module a file asks for, wherever in it; ``from a import b`` may mean the module a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def left_out(names: set[str]) -> set[str]:
    return {name for name in names if any(f"{name}.".startswith(f"{package}.") for package in LEFT_OUT)}


def shipped() -> list[Path]:
    """Our modules that go to the clinics."""
    gone = tuple(str(ROOT.joinpath(*name.split("."))) for name in spec_value("NOT_IN_THE_CLINIC"))
    ours = [
        path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"vclinic", "sync"}
    ]
    return [path for path in ours if not str(path).startswith(gone)]


def test_what_ships_imports_nothing_that_does_not() -> None:
    wrong = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in shipped()
        for name in left_out(imported(path.read_text("utf-8")))
    }
    # The command asks first whether the demo is there, and says so when it is not.
    assert {file for file, _ in wrong} == {"vclinic/cli/demo.py"}


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("from PySide6.QtNetwork import QLocalServer", {"PySide6.QtNetwork", "PySide6.QtNetwork.QLocalServer"}),
        ("from PySide6 import QtNetwork", {"PySide6.QtNetwork"}),
        ("def late():\n    import lzma", {"lzma"}),
        ("import sync.server.app", {"sync.server.app"}),
        ("import bz2_like\nfrom PySide6.QtCore import Qt", set()),
    ],
)
def test_an_import_of_what_is_left_out_is_seen(source: str, caught: set[str]) -> None:
    assert left_out(imported(source)) == caught

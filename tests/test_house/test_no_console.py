"""No black window flashes up behind the doctor's: on Windows a program that is started says that it needs no console."""

import ast

from tests.test_house.tracked import ROOT, tracked

STARTS = {"run", "call", "check_call", "check_output", "Popen", "system", "popen", "spawnl", "spawnv"}
OF = {"subprocess", "os"}
SHIPS = (ROOT / "vclinic", ROOT / "sync" / "client", ROOT / "sync" / "protocol")
STAYS = ("vclinic/demo/", "vclinic/devices/simulator")  # as build.spec leaves them out


def flashing(tree: ast.AST) -> list[int]:
    """Lines that start a program of another kind than Qt's own (QProcess asks for no console by itself)."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in STARTS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in OF
        and "creationflags" not in {keyword.arg for keyword in call.keywords}
    ]


def test_nothing_that_ships_starts_a_program_with_a_console() -> None:
    shipped = [path for path in tracked() if path.suffix == ".py" and any(map(path.is_relative_to, SHIPS))]
    clinics = [path for path in shipped if not path.relative_to(ROOT).as_posix().startswith(STAYS)]
    assert len(clinics) > 300
    hits = [
        f"{path.relative_to(ROOT)}:{line}" for path in clinics for line in flashing(ast.parse(path.read_text("utf-8")))
    ]
    assert hits == []


def test_one_that_did_would_be_seen() -> None:
    assert flashing(ast.parse("import subprocess\nsubprocess.run(['ver'], check=False)\n")) == [2]
    assert flashing(ast.parse("subprocess.Popen(['a'], creationflags=subprocess.CREATE_NO_WINDOW)")) == []

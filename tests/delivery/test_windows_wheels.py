"""What is fetched for the Windows build is what Windows would install, whoever asks."""

import re
import sys
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci" / "windows"))
import wheels

H = "--hash=sha256:" + "0" * 64
LOCK = f"""\
Colorama_X==0.4.6 ; sys_platform == 'win32' \\
    {H} \\
    {H}
    # via somebody
macholib==1.16.4 ; sys_platform == 'darwin' \\
    {H}
pycparser==3.12 ; implementation_name != 'PyPy' \\
    {H}
click==8.5.1 \\
    {H}
    # via vclinic (pyproject.toml)
"""


def test_markers_are_asked_for_windows_and_not_for_this_machine() -> None:
    assert wheels.pins(LOCK) == {
        "colorama-x": f"Colorama_X==0.4.6 {H} {H}",
        "pycparser": f"pycparser==3.12 {H}",
        "click": f"click==8.5.1 {H}",
    }


def test_only_the_packages_that_are_wanted() -> None:
    assert set(wheels.pins(LOCK, frozenset({"click", "macholib"}))) == {"click"}


def test_everything_the_clinic_ships_and_the_builder_needs_on_windows_is_there_with_a_hash() -> None:
    needed = wheels.needed()
    assert set(wheels.pins((ROOT / ".ci/lock/clinic.txt").read_text("utf-8"))) <= set(needed)
    assert {"pyinstaller", "pefile", "pywin32-ctypes"} <= set(needed)
    assert [pin for pin in needed.values() if "--hash=sha256:" not in pin] == []


def test_the_list_of_builders_is_what_the_lock_says_pyinstaller_asks_for() -> None:
    lock = (ROOT / ".ci/lock/all.txt").read_text("utf-8")
    asking = re.compile(r"#\s+(via )?pyinstaller(-hooks-contrib)?$", re.MULTILINE)
    asked = {block.split("==")[0] for block in re.split(r"\n(?=\S)", lock) if asking.search(block)}
    on_windows = set(wheels.pins(lock, frozenset(asked)))
    assert on_windows | {"pyinstaller"} == wheels.BUILDERS


def test_a_wheel_of_another_version_is_taken_away_and_what_is_there_is_not_asked_for(tmp_path: Path) -> None:
    for name in ("click-8.5.1-py3-none-any.whl", "pycparser-3.11-py3-none-any.whl", "gone-1.0-py3-none-any.whl"):
        (tmp_path / name).touch()
    lacking = wheels.missing(tmp_path, wheels.pins(LOCK))
    assert set(lacking) == {"colorama-x", "pycparser"}
    assert [path.name for path in tmp_path.iterdir()] == ["click-8.5.1-py3-none-any.whl"]


def test_nothing_is_fetched_when_nothing_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "click-8.5.1-py3-none-any.whl").touch()
    monkeypatch.setattr(wheels.sys, "executable", str(tmp_path / "no-python"))
    assert wheels.fetched(tmp_path, {"click": f"click==8.5.1 {H}"}) == []


def test_without_a_network_nothing_is_said_about_the_pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nobody listens
    with pytest.raises(wheels.NoNetworkError, match="1 of 1"):
        wheels.fetched(tmp_path, {"click": f"click==8.5.1 {H}"})


def test_a_pin_without_a_windows_wheel_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "linuxonly-1.0-cp311-cp311-manylinux_2_28_x86_64.whl").touch()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    assert wheels.fetched(tmp_path / "wheels", {"linuxonly": f"linuxonly==1.0 {H}"}) == ["linuxonly"]
    assert "linuxonly" in capsys.readouterr().err

"""Import tables are read off real Windows programs; whatever nobody brings is named."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pefile
import pytest

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci" / "windows"))
import imports


@pytest.fixture(scope="module")
def program() -> bytes:
    """A small 64-bit program for Windows, which pip carries for its scripts."""
    spec = find_spec("pip")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "_vendor" / "distlib" / "t64.exe").read_bytes()


def asking_for(program: bytes, dll: bytes) -> bytes:
    """The same program with another DLL in its table."""
    assert program.count(b"KERNEL32.dll") == 1
    return program.replace(b"KERNEL32.dll", dll.ljust(12, b"\0"))


def test_the_table_of_a_real_program(program: bytes) -> None:
    assert imports.imported(program) == {"kernel32.dll", "shlwapi.dll"}


def test_a_program_that_asks_windows_only_is_closed(program: bytes) -> None:
    assert imports.problems({"a.exe": program}) == []


@pytest.mark.parametrize("dll", [b"oci.dll", b"icuuc.dll"])
def test_what_nobody_brings_is_named_with_who_asks(program: bytes, dll: bytes) -> None:
    """icuuc.dll is part of newer Windows; a program that asks for it does not start on the first Windows 10."""
    (line,) = imports.problems({"plugins/a.dll": asking_for(program, dll)})
    assert line == f"{dll.decode()} is asked for by plugins/a.dll and neither ships nor belongs to Windows 10 1809"


@pytest.mark.parametrize("place", ["oci.dll", "deep/OCI.dll"])
def test_what_ships_is_enough_wherever_it_lies(program: bytes, place: str) -> None:
    assert imports.problems({"a.exe": asking_for(program, b"oci.dll"), place: program}) == []


def test_what_is_looked_at_elsewhere_is_enough(program: bytes) -> None:
    assert imports.problems({"a.exe": asking_for(program, b"python3.dll")}, frozenset({"python3.dll"})) == []


@pytest.mark.parametrize(
    "place", ["icuuc.dll", "x/ICUDT72.dll", "ucrtbase.dll", "api-ms-win-crt-heap-l1-1-0.dll", "bcrypt.dll"]
)
def test_a_copy_of_windows_own_must_not_ship(program: bytes, place: str) -> None:
    assert imports.problems({place: program}) == [f"{Path(place).name.lower()} ships, which is Windows' own"]


def test_what_is_no_program_is_an_error() -> None:
    with pytest.raises(pefile.PEFormatError):
        imports.imported(b"MZ but nothing else")


@pytest.mark.parametrize(
    ("names", "code", "said"),
    [(["a.exe", "b/c.pyd"], 0, "2 programs and libraries are closed"), (["readme.txt"], 1, "holds no program")],
)
def test_a_built_folder_is_checked(tmp_path: Path, program: bytes, names: list[str], code: int, said: str) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(program)
    script = ROOT / ".ci" / "windows" / "imports.py"
    run = subprocess.run([sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=False)
    assert (run.returncode, said in run.stdout) == (code, True)

"""The archive of modules that ships: what PyInstaller wrote goes in, what the built program reads comes out."""

import marshal
import subprocess
import sys
import zipfile
from pathlib import Path
from types import CodeType, ModuleType

import PyInstaller
import pytest
import zstandard
from PyInstaller.archive.readers import ZlibArchiveReader
from PyInstaller.archive.writers import ZlibArchiveWriter

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
import packed_archive  # pyright: ignore[reportMissingImports]
import packed_modules  # pyright: ignore[reportMissingImports]

DOCUMENTED = '''"""About the module."""
from __future__ import annotations

class Person:
    """About persons."""

    def name(self):
        """About the name."""
        assert self
        return "About the name."

def empty():
    """Nothing but this."""
'''
KEPT = packed_modules.re.compile(r"ours\b")


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """As PyInstaller writes it: two packages of the same text, one without a file, and enough to learn a dictionary from."""
    sources = {"ours": DOCUMENTED, "theirs": DOCUMENTED, "ours_not": DOCUMENTED}
    sources |= {
        f"many.of{number}": f"value_{number} = 'text number {number}' * {number}\n" * 40 for number in range(200)
    }
    places = {name: tmp_path / f"{name}.py" for name in sources}
    for name, place in places.items():
        place.write_text(sources[name], "utf-8")
    codes: dict[str, CodeType | None] = {name: compile(text, f"{name}.py", "exec") for name, text in sources.items()}
    entries = [(name, str(place), "PYMODULE") for name, place in places.items()]
    archive = tmp_path / "loose.pyz"
    ZlibArchiveWriter(str(archive), [("many", "-", "PYMODULE"), *entries], codes | {"many": None})
    return archive


@pytest.fixture
def packed(loose: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(packed_modules, "DICTIONARY_BYTES", 4000)
    target = tmp_path / "modules.pyz"
    packed_modules.repack(loose, target, sources_of(loose), KEPT)
    return target


def sources_of(archive: Path) -> dict[str, str]:
    names = ZlibArchiveReader(str(archive)).toc
    return {name: "" if name == "many" else str(archive.parent / f"{name}.py") for name in names}


def run(code: CodeType) -> ModuleType:
    module = ModuleType("tried")
    exec(code, module.__dict__)  # noqa: S102 - written above
    return module


def test_pyinstaller_still_lists_what_is_in_it(loose: Path, packed: Path) -> None:
    assert list(ZlibArchiveReader(str(packed)).toc) == list(ZlibArchiveReader(str(loose)).toc)
    assert packed.read_bytes()[4:8] == loose.read_bytes()[4:8]


@pytest.mark.parametrize(("name", "keeps"), [("ours", True), ("theirs", False), ("ours_not", False)])
def test_docstrings_stay_behind_and_nothing_else(packed: Path, name: str, *, keeps: bool) -> None:
    code = packed_archive.read_module(packed.read_bytes(), name)
    module = run(code)
    said = (module.__doc__, module.Person.__doc__, module.Person.name.__doc__, module.empty.__doc__)
    everything = ("About the module.", "About persons.", "About the name.", "Nothing but this.")
    assert said == (everything if keeps else (None, None, None, None))
    assert module.Person().name() == "About the name."
    assert module.empty() is None
    with pytest.raises(AssertionError):
        module.Person.name(None)
    assert code.co_filename == f"{name}.py"


def test_the_same_modules_give_the_same_bytes(loose: Path, packed: Path, tmp_path: Path) -> None:
    packed_modules.repack(loose, tmp_path / "again.pyz", sources_of(loose), KEPT)
    assert (tmp_path / "again.pyz").read_bytes() == packed.read_bytes()


def test_a_module_takes_the_place_of_another(packed: Path) -> None:
    before = packed.read_bytes()
    changed = packed_archive.with_module(before, "theirs", compile("number = 7", "theirs.py", "exec"))
    assert run(packed_archive.read_module(changed, "theirs")).number == 7
    same = [packed_archive.read_module(content, "many.of7").co_consts for content in (before, changed)]
    assert same[0] == same[1]


def test_the_built_program_reads_it(packed: Path, tmp_path: Path) -> None:
    """As it starts: its own folder, PyInstaller's importers, and none of the archive's modules to help."""
    (tmp_path / "zstandard").mkdir()
    extension = next(Path(zstandard.__file__).parent.glob("backend_c.*"))
    (tmp_path / "zstandard" / extension.name).symlink_to(extension)
    loader = Path(PyInstaller.__file__).parent / "loader"
    script = f"""
import sys, runpy
sys.path.insert(0, {str(loader)!r})
sys._MEIPASS = {str(tmp_path)!r}
runpy.run_path({str(ROOT / ".ci" / "shared_modules.py")!r})
import pyimod02_importers
archive = pyimod02_importers.pyz_archive
space = {{}}
exec(archive.extract("many.of3"), space)
raw = archive.extract("many.of3", raw=True)
import marshal
print(space["value_3"], archive.extract("many"), marshal.loads(raw).co_filename)
import os
os.rename({str(packed)!r}, {str(packed) + ".moved"!r})
archive.extract("many.of3")
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert told.stdout == "text number 3text number 3text number 3 None many/of3.py\n", told.stderr
    assert told.returncode == 1
    assert "the program was moved or replaced" in told.stderr.splitlines()[-1]


def test_a_stored_library_is_compressed_and_stays_the_same(tmp_path: Path) -> None:
    library = tmp_path / "base_library.zip"
    files = {f"encodings/cp{number}.pyc": marshal.dumps([number] * 400) for number in range(3)}
    with zipfile.ZipFile(library, "w") as stored:
        for name, content in files.items():
            stored.writestr(zipfile.ZipInfo(name), content)
    before = library.stat().st_size
    packed_modules.deflate(library)
    with zipfile.ZipFile(library) as deflated:
        assert {name: deflated.read(name) for name in deflated.namelist()} == files
        assert {entry.date_time for entry in deflated.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert library.stat().st_size < before / 2


def test_the_other_sqlite_offers_what_sqlite_utils_asks_for(tmp_path: Path) -> None:
    """A schema step is run by it, in a program that has no other."""
    script = f"""
import sys
sys.path.insert(0, {str(ROOT / ".ci" / "in_place_of")!r})
import sqlite3, sqlite3.dbapi2, sqlcipher3, sqlite_utils
assert sqlite3.Connection is sqlcipher3.dbapi2.Connection is sqlite3.dbapi2.Connection
database = sqlite_utils.Database({str(tmp_path / "a.db")!r})
database["person"].insert({{"id": 1, "name": "周国平"}}, pk="id")
migrations = sqlite_utils.Migrations("tried")
@migrations()
def one(database):
    database["person"].add_column("phone", str)
migrations.apply(database)
print(database["person"].columns_dict, "_sqlite3" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    columns = "{'id': <class 'int'>, 'name': <class 'str'>, 'phone': <class 'str'>}"
    assert told.stdout == f"{columns} False\n", told.stderr

"""A Windows folder as another version: what is changed of it, and that the folder it was made from stays as it was."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from PyInstaller.archive.writers import ZlibArchiveWriter

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
sys.path.insert(0, str(ROOT / ".ci" / "windows"))
import packed_archive  # pyright: ignore[reportMissingImports]
import packed_modules  # pyright: ignore[reportMissingImports]
from another_version import another_version  # pyright: ignore[reportMissingImports]

MODULES = {"vclinic": "__version__ = '0.1.0'\nBUILT = 1\n", "vclinic.other": "x = '0.1.0'\n"}


def archive(path: Path, magic: bytes = importlib.util.MAGIC_NUMBER) -> None:
    """As the build writes it, with as many modules more as a dictionary is learnt from."""
    more = {f"more.of{number}": f"value_{number} = '{number}' * {number}\n" * 40 for number in range(200)}
    codes = {name: compile(source, name, "exec") for name, source in (MODULES | more).items()}
    loose = path.with_suffix(".loose")
    ZlibArchiveWriter(str(loose), [(name, str(path), "PYMODULE") for name in codes], codes)
    packed_modules.repack(loose, path, {}, packed_modules.re.compile(""))
    content = path.read_bytes()
    path.write_bytes(content[:4] + magic + content[8:])


def says(path: Path, name: str) -> tuple[object, ...]:
    """The constants of a module in an archive."""
    return packed_archive.read_module(path.read_bytes(), name).co_consts


@pytest.fixture(autouse=True)
def few_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too few for the dictionary of a real build."""
    monkeypatch.setattr(packed_modules, "DICTIONARY_BYTES", 4000)


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    made = tmp_path / "payload"
    (made / "_internal" / "resources" / "delivery").mkdir(parents=True)
    (made / "_internal" / "resources" / "delivery" / "keys.json").write_text('{"keys": []}')
    archive(made / "_internal" / "modules.pyz")
    return made


def test_only_the_number_and_the_keys_are_others(payload: Path, tmp_path: Path) -> None:
    made = another_version(payload, tmp_path / "made", "3.0.0", ("ab" * 32,), "0.1.0")
    inner = made / "_internal"
    assert json.loads((inner / "resources" / "delivery" / "keys.json").read_text()) == {"keys": ["ab" * 32]}
    assert "3.0.0" in says(inner / "modules.pyz", "vclinic")
    assert "0.1.0" in says(inner / "modules.pyz", "vclinic.other")
    assert "0.1.0" in says(payload / "_internal" / "modules.pyz", "vclinic")
    assert (payload / "_internal" / "resources" / "delivery" / "keys.json").read_text() == '{"keys": []}'


def test_a_number_that_is_not_there_is_not_changed_in_silence(payload: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"does not call itself 0\.2\.0"):
        another_version(payload, tmp_path / "made", "3.0.0", (), "0.2.0")


def test_the_archive_of_another_python_is_refused(payload: Path, tmp_path: Path) -> None:
    archive(payload / "_internal" / "modules.pyz", b"\x00\x00\x00\x00")
    with pytest.raises(ValueError, match="another Python"):
        another_version(payload, tmp_path / "made", "3.0.0", (), "0.1.0")

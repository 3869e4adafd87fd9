"""L0: the setup file is made by makensis with warnings for errors, from a small folder in the place of the program."""

import os
import re
import shutil
import struct
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT

MAKER = ROOT / ".ci" / "windows" / "installer.py"
SCRIPT = (ROOT / "resources" / "installer" / "vclinic.nsi").read_text("utf-8")
TABLE = (ROOT / "docs" / "installer.md").read_text("utf-8")
X64 = 0x8664


def folder(parent: Path, names: tuple[str, ...], mtime: int = 1_700_000_000) -> Path:
    """A payload whose files hold their own names."""
    payload = parent / "vclinic"
    for name in names:
        path = payload / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
        os.utime(path, (mtime, mtime))
    return payload


NAMES = ("vclinic.exe", "vclinicw.exe", "_internal/a.txt", "_internal/深/钱$(1) 元.txt", "_internal/b/c.pyd")


def make(payload: Path, out: Path, *options: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(MAKER), str(payload), str(out), *options],
        env=os.environ | ({} if path is None else {"PATH": path}),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def setup_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("setup")
    made = make(folder(place, NAMES), place / "dist", "--version", "1.12.3")
    assert made.returncode == 0, made.stdout + made.stderr
    return place / "dist" / "vclinic-setup-1.12.3.exe"


def test_it_is_a_program_for_64_bit_windows(setup_file: Path) -> None:
    """A 32-bit one would end with 0 under a 64-bit Wine and install nothing."""
    content = setup_file.read_bytes()
    begins = struct.unpack_from("<I", content, 0x3C)[0]
    assert content[begins : begins + 4] == b"PE\0\0"
    assert struct.unpack_from("<H", content, begins + 4)[0] == X64


@pytest.mark.parametrize("text", ["村医工作站 安装程序", "村医工作站 项目组", "1.12.3"])
def test_windows_can_show_what_it_is(setup_file: Path, text: str) -> None:
    content = setup_file.read_bytes()
    assert text.encode("utf-16-le") + b"\0\0" in content


def test_windows_can_compare_its_version(setup_file: Path) -> None:
    """The four numbers stand behind the mark of a fixed version, each in 16 bits, the upper of a pair first."""
    content = setup_file.read_bytes()
    begins = content.index(struct.pack("<I", 0xFEEF04BD))
    assert struct.unpack_from("<4H", content, begins + 8) == (12, 1, 0, 3)


def test_it_asks_for_no_administrator(setup_file: Path) -> None:
    assert b'requestedExecutionLevel level="asInvoker"' in setup_file.read_bytes()


def test_the_same_files_give_the_same_bytes_whenever_and_in_whatever_order_they_were_written(
    setup_file: Path, tmp_path: Path
) -> None:
    again = make(folder(tmp_path, NAMES[::-1], mtime=1_600_000_000), tmp_path / "again.exe", "--version", "1.12.3")
    assert again.returncode == 0
    assert sha256((tmp_path / "again.exe").read_bytes()).digest() == sha256(setup_file.read_bytes()).digest()


def test_another_content_gives_other_bytes(setup_file: Path, tmp_path: Path) -> None:
    payload = folder(tmp_path, NAMES)
    (payload / "_internal" / "a.txt").write_text("b", "utf-8")
    assert make(payload, tmp_path / "other.exe", "--version", "1.12.3").returncode == 0
    assert (tmp_path / "other.exe").read_bytes() != setup_file.read_bytes()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "vclinic has no vclinic.exe"),
        (NAMES[1:], "vclinic has no vclinic.exe"),
        (NAMES[:2], "vclinic has no _internal"),
        ((*NAMES, "readme.txt"), "vclinic has readme.txt, which no upgrade would replace"),
    ],
)
def test_a_folder_that_is_not_the_program_makes_no_setup(names: tuple[str, ...], said: str, tmp_path: Path) -> None:
    made = make(folder(tmp_path, names), tmp_path / "setup.exe")
    assert (made.returncode, (tmp_path / "setup.exe").exists()) == (1, False)
    assert f"installer: {said}" in made.stderr.splitlines()


@pytest.mark.parametrize("version", ["", "1.0rc1", "1.2.3.4.5", "1.-1", "一"])
def test_a_version_that_upgrades_could_not_compare_makes_no_setup(version: str, tmp_path: Path) -> None:
    made = make(folder(tmp_path, NAMES), tmp_path / "setup.exe", "--version", version)
    assert (made.returncode, (tmp_path / "setup.exe").exists()) == (1, False)
    assert "is not one to four numbers" in made.stderr


def test_without_makensis_it_says_that_nothing_was_made(tmp_path: Path) -> None:
    made = make(folder(tmp_path, NAMES), tmp_path / "setup.exe", path=str(tmp_path))
    assert made.returncode == 77
    assert made.stderr == "SKIPPED installer: makensis is not installed (Debian: nsis)\n"


def test_a_script_that_is_warned_about_makes_no_setup(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for part in (MAKER, ROOT / "resources" / "installer", ROOT / "pyproject.toml"):
        place = tree / part.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if part.is_dir() else shutil.copy)(part, place)
    script = tree / "resources" / "installer" / "vclinic.nsi"
    script.write_text(f"{SCRIPT}\nVar NobodyReadsThis\n", "utf-8")
    made = subprocess.run(
        [
            sys.executable,
            str(tree / MAKER.relative_to(ROOT)),
            str(folder(tmp_path, NAMES)),
            str(tmp_path / "setup.exe"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, (tmp_path / "setup.exe").exists()) == (1, False)
    assert "NobodyReadsThis" in made.stdout + made.stderr


def test_every_exit_code_of_the_script_is_in_the_manual_and_no_other() -> None:
    codes = {int(code) for code in re.findall(r"^!define [A-Z_]+ (\d+)$", SCRIPT, re.MULTILINE)}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", TABLE, re.MULTILINE)} == {0, *codes}


def test_every_switch_of_the_script_is_in_the_manual() -> None:
    switches = set(re.findall(r'(?:\$\{GetOptions\} \$R0|insertmacro Wish) "(/[A-Z]+=?)', SCRIPT))
    assert switches == {"/WAIT=", "/CHECK", "/OLDER=", "/UNSENT=", "/RESULT", "/START"}
    assert [switch for switch in sorted(switches) if f"`{switch}" not in TABLE] == []


@pytest.mark.parametrize(
    ("keys", "said"), [("", True), ('{"keys": []}', True), (f'{{"keys": ["{"ab" * 32}"]}}', False)]
)
def test_whoever_makes_one_without_a_publishers_key_is_told(tmp_path: Path, keys: str, said: bool) -> None:
    """Such a program takes no update, which nobody would see before the first one is due."""
    payload = folder(tmp_path, NAMES)
    if keys:
        place = payload / "_internal" / "resources" / "delivery"
        place.mkdir(parents=True)
        (place / "keys.json").write_text(keys, "utf-8")
    made = make(payload, tmp_path / "made.exe", "--quick")
    assert made.returncode == 0, made.stdout + made.stderr
    assert ("NO KEY IS PINNED" in made.stderr) is said

"""What a township's server is set up from holds the server's set only, is the same from the same tree, and is refused when
it was changed on its way."""

import ast
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from sync.server.setup import answers
from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci"))
import township_package
import township_wheel

H = "--hash=sha256:" + "0" * 64
LOCK = f"""\
alone==1 \\
    {H}
    # via nobody-here
asked-for==2 \\
    {H} \\
    {H}
    # via
    #   -c .ci/lock/clinic.txt
    #   vclinic (pyproject.toml)
Below_It==3 ; implementation_name != 'pypy' \\
    {H}
    # via
    #   alone
    #   asked-for
deepest==4 \\
    {H}
    # via below-it
on-windows==5 ; sys_platform == 'win32' \\
    {H}
    # via asked-for
"""


def test_what_is_asked_for_brings_along_what_it_needs_on_linux_and_nothing_else() -> None:
    assert township_package.pins(LOCK, frozenset({"asked-for"})) == {
        "asked-for": f"asked-for==2 {H} {H}",
        "below-it": f"Below_It==3 {H}",
        "deepest": f"deepest==4 {H}",
    }


def test_a_package_that_is_not_pinned_stops_the_build_by_its_name() -> None:
    with pytest.raises(SystemExit, match="no pin of forgotten"):
        township_package.pins(LOCK, frozenset({"alone", "forgotten"}))


@pytest.fixture(scope="module")
def shipped() -> dict[str, str]:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    return township_package.pins(township_package.LOCK.read_text("utf-8"), township_package.roots(project))


def test_the_clinics_windows_and_the_workshops_tools_do_not_go_to_a_server(shipped: dict[str, str]) -> None:
    assert (
        set(shipped) & {"pyside6-essentials", "shiboken6", "requests", "pytest", "ruff", "pyinstaller", "playwright"}
        == set()
    )
    assert {"fastapi", "uvicorn", "sqlcipher3", "psycopg-binary", "fpdf2", "pip"} <= set(shipped)


def test_whatever_a_shipped_module_imports_even_late_is_in_the_package(shipped: dict[str, str]) -> None:
    owners = packages_distributions()
    lacking: set[str] = set()
    for name, body in township_wheel.members().items():
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(body)):
            asked = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            asked += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for module in asked:
                top = module.partition(".")[0]
                ours = top in ("sync", "vclinic", *sys.stdlib_module_names)
                if not ours and not {str(canonicalize_name(owner)) for owner in owners[top]} & set(shipped):
                    lacking.add(f"{name}: {module}")
    assert lacking == set()


def test_every_module_of_the_server_is_imported_from_the_wheel_alone(tmp_path: Path) -> None:
    wheel = township_wheel.write(tmp_path, "1.2.3", ["click==8"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")  # noqa: S202  written above
    asking = (
        "import importlib, pkgutil, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "import sync.server, sync.protocol\n"
        "for root in (sync.server, sync.protocol):\n"
        "    for module in pkgutil.walk_packages(root.__path__, root.__name__ + '.'):\n"
        "        importlib.import_module(module.name)\n"
        "from vclinic.rules import rule_set\n"
        "from sync.protocol.two import packing\n"
        "assert rule_set.resource('rules').is_dir() and packing.resource('sync', '1', 'dictionary').is_file()\n"
        "ours = [module for name, module in sys.modules.items() if name.split('.')[0] in ('sync', 'vclinic')]\n"
        "strangers = [m.__file__ for m in ours if m.__file__ and not m.__file__.startswith(sys.argv[1])]\n"
        "print(len(ours), strangers, 'PySide6' in sys.modules)\n"
    )  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", asking, str(tmp_path / "installed")],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    count, rest = run.stdout.split(" ", 1)
    assert (int(count) > 200, rest) == (True, "[] False\n")


def test_the_wheel_is_what_pip_knows_and_the_same_twice(tmp_path: Path) -> None:
    once, again = (
        township_wheel.write(tmp_path / name, "1.2.3", ["b==2", "a==1"]) for name in made(tmp_path, "a", "b")
    )
    assert once.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(once) as archive:
        info = "vclinic_township-1.2.3.dist-info"
        assert "Requires-Dist: a==1\nRequires-Dist: b==2\n" in archive.read(f"{info}/METADATA").decode()
        recorded = [line.split(",")[0] for line in archive.read(f"{info}/RECORD").decode().splitlines()]
        assert sorted(recorded) == sorted(archive.namelist())
        names = archive.namelist()
    assert [
        name for name in names if "__pycache__" in name or name.startswith(("vclinic/ui", "sync/client", "tests"))
    ] == []
    assert "sync/server/console/templates/base.html" in names
    assert "resources/fonts/OFL.txt" in names  # a font goes nowhere without its licence


def made(folder: Path, *names: str) -> Iterator[str]:
    for name in names:
        (folder / name).mkdir()
        yield name


def test_the_archive_has_no_dates_no_owners_and_a_script_that_runs() -> None:
    files = {"install.sh": b"#!/bin/sh\n", "wheels/a.whl": b"a", "安装说明.txt": b"b"}
    packed = township_package.archive("vclinic-township-1", files)
    assert packed == township_package.archive("vclinic-township-1", dict(reversed(files.items())))
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        told = {entry.name: (entry.mode, entry.mtime, entry.uid) for entry in tar.getmembers()}
    assert told == {
        "vclinic-township-1/install.sh": (0o755, 0, 0),
        "vclinic-township-1/wheels/a.whl": (0o644, 0, 0),
        "vclinic-township-1/安装说明.txt": (0o644, 0, 0),
    }


def test_pip_is_given_our_own_wheel_by_its_hash_and_not_itself(tmp_path: Path) -> None:
    own = tmp_path / "vclinic_township-1.2.3-py3-none-any.whl"
    own.write_bytes(b"wheel")
    text = township_package.requirements({"click": f"click==8.5.1 {H}", "pip": f"pip==26 {H}"}, own)
    digest = hashlib.sha256(b"wheel").hexdigest()
    assert text == f"click==8.5.1 \\\n    {H}\nvclinic-township==1.2.3 \\\n    --hash=sha256:{digest}\n"


def wheel_of(folder: Path, name: str, version: str) -> tuple[Path, str]:
    """A small wheel pip takes, and its pin."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file, f"{name}=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def test_wheels_that_were_fetched_are_not_asked_for_again_and_others_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # nobody to ask
    kept, pin = wheel_of(tmp_path / "kept", "one", "1.0")
    superseded, _ = wheel_of(tmp_path / "kept", "one", "0.9")
    township_package.fetch(tmp_path / "kept", {"one": pin})
    assert (kept.exists(), superseded.exists()) == (True, False)


def test_a_wheel_with_other_bytes_than_the_lock_says_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    _, pin = wheel_of(tmp_path / "kept", "one", "1.0")
    changed = re.sub("sha256:.", "sha256:" + ("0" if "sha256:0" not in pin else "1"), pin)
    with pytest.raises(SystemExit, match=r"not every pin could be fetched for Python 3\.11"):
        township_package.fetch(tmp_path / "kept", {"one": changed})


@pytest.fixture
def unpacked() -> Iterator[Path]:
    """The script in a folder that everybody may read, its sums beside it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copy(ROOT / "resources" / "township" / "install.sh", folder)
    (folder / "VERSION").write_text("1.2.3\n")
    sums = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in ("VERSION", "install.sh")
    ]
    (folder / "SHA256SUMS").write_text("".join(sums))
    yield folder
    shutil.rmtree(folder)


def installing(folder: Path) -> tuple[int, str]:
    """The script as somebody without root's rights runs it."""
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    run = subprocess.run(
        ["/bin/sh", str(folder / "install.sh")], capture_output=True, text=True, check=False, **nobody  # type: ignore[call-overload]
    )  # fmt: skip
    return run.returncode, run.stderr


def test_without_roots_rights_the_script_says_how_and_changes_nothing(unpacked: Path) -> None:
    assert installing(unpacked) == (1, "请用 root 运行：sudo sh install.sh\n")


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_package_that_was_damaged_on_its_way_is_not_installed(unpacked: Path, how: str) -> None:
    (unpacked / "VERSION").write_text("1.2.4\n") if how == "changed" else (unpacked / "VERSION").unlink()
    code, told = installing(unpacked)
    assert (code, told.splitlines()[-1]) == (1, "安装包的文件不完整或被改过，没有安装。请重新拷贝，再核对一次。")


def test_of_two_unpacked_packages_the_older_is_not_installed_by_chance(unpacked: Path) -> None:
    run = subprocess.run(
        ["/bin/sh", unpacked / "install.sh", "vclinic-township-2/install.sh"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, "解开了不止一个安装包" in run.stderr) == (1, True)


def test_the_answers_of_the_page_are_answers(tmp_path: Path) -> None:
    page = (ROOT / "resources" / "township" / "安装说明.txt").read_text("utf-8")
    (written,) = re.findall(r'^ {5}(\{"data".*?\}\})$', page, re.DOTALL | re.MULTILINE)
    (tmp_path / "answers.json").write_text(written, "utf-8")
    given = answers.from_file(tmp_path / "answers.json")
    assert given.administrator is not None
    assert (given.settings.address, given.administrator.login, given.at) == ("192.168.1.8", "admin", "02:30")


def test_the_script_is_plain_sh() -> None:
    script = ROOT / "resources" / "township" / "install.sh"
    assert subprocess.run(["/bin/sh", "-n", script], check=False).returncode == 0

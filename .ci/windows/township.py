"""The township's server for Windows as a folder that needs nothing but python.org's 3.11: build/windows/township, and as one
file dist/vclinic-township-VERSION-windows.zip.

Usage: township.py [OUT]    (OUT: a folder for the zip; without it only the folder is made)

Inside: `lib`, which Python runs as it is (the locked packages for 64-bit Windows, each checked by its hash, and our own);
`vclinic-township.cmd`; one page in Chinese. Same tree, same bytes. Exit 0 made, 1 a pin has no wheel or pip failed.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / ".ci"), str(Path(__file__).resolve().parent)]
import township_package  # noqa: E402  beside this file's folder
import township_wheel  # noqa: E402
import wheels  # noqa: E402

WHEELS = ROOT / "build" / "windows" / "township-wheels"
FOLDER = ROOT / "build" / "windows" / "township"
PAGES = ROOT / "resources" / "township" / "windows"
MACHINE = {name: value for name, value in wheels.WINDOWS.items() if not name.startswith("python_")}
BEGIN = "from sync.server.__main__ import main\n\nif __name__ == '__main__':\n    main()\n"
_THEN = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say


def needed(project: str, lock: str) -> dict[str, str]:
    """What is installed beside our own packages: name → version and hashes. ``project``, ``lock``: the files' texts."""
    wanted = township_package.pins(lock, township_package.roots(project), MACHINE)
    return {name: line for name, line in wanted.items() if name != township_package.INSTALLER}


def put_together(folder: Path, version: str, wanted: dict[str, str]) -> None:
    """Let the folder hold exactly this version.

    Raises:
        SystemExit: a pin has no wheel for 64-bit Windows.
    """
    if lacking := wheels.fetched(WHEELS, wanted):
        sys.exit(f"township for Windows: no wheel of {', '.join(lacking)}")
    shutil.rmtree(folder, ignore_errors=True)
    lib = folder / "lib"
    with tempfile.TemporaryDirectory() as place:
        own = township_wheel.write(Path(place), version, [line.split(" ", 1)[0] for line in wanted.values()])
        asked = Path(place, "requirements.txt")  # by name: of a file's path pip would leave a note in what ships
        asked.write_text(township_package.requirements(wanted, own), "utf-8")
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-index",
        ]
        command += ["--no-compile", "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"]
        command += ["--only-binary=:all:", "--require-hashes", "--find-links", str(WHEELS), "--find-links", place]
        command += ["--target", str(lib), "-r", str(asked)]
        subprocess.run(command, check=True)
    shutil.rmtree(lib / "bin", ignore_errors=True)  # this machine's scripts
    (lib / "__main__.py").write_text(BEGIN, "utf-8")
    for page in sorted(PAGES.iterdir()):
        ends = "\r\n" if page.suffix in (".cmd", ".txt") else "\n"
        (folder / page.name).write_bytes(page.read_text("utf-8").replace("\n", ends).encode())


def packed(folder: Path, inside: str) -> list[tuple[str, bytes]]:
    """Every file by its place in the zip."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return [(f"{inside}/{path.relative_to(folder).as_posix()}", path.read_bytes()) for path in files]


def main() -> int:
    """Make the folder, and the zip where a place for it is named."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    version = str(tomllib.loads(project)["project"]["version"])
    try:
        put_together(FOLDER, version, needed(project, township_package.LOCK.read_text("utf-8")))
    except wheels.NoNetworkError as fault:
        sys.exit(f"township for Windows: {fault}")
    if len(sys.argv) > 1:
        name = f"vclinic-township-{version}"
        made = Path(sys.argv[1]) / f"{name}-windows.zip"
        made.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for place, body in packed(FOLDER, name):
                archive.writestr(zipfile.ZipInfo(place, _THEN), body, zipfile.ZIP_DEFLATED, 9)
        print(f"{made}: {made.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fetches, by hash, the wheels the Windows program is made of: all of clinic.txt, and the tools that build it.

Usage: wheels.py FOLDER
    FOLDER  keeps what it has; a second call reads file names only. Wheels that are no longer pinned are taken away.

pip alone would ask the markers of the machine it runs on and leave out what only Windows needs; here they are asked
for Windows first. Exit 0 all there, 1 a pin has no wheel for 64-bit Windows or pip failed.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name, parse_wheel_filename

LOCKS = Path(__file__).resolve().parents[1] / "lock"
WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": "3.11",
    "python_full_version": "3.11.7",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}
# What PyInstaller and its hooks ask for; a test compares them with what the lock says they ask for.
BUILDERS = frozenset(
    "pyinstaller pyinstaller-hooks-contrib altgraph packaging pefile pywin32-ctypes setuptools".split()
)
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>[^\\\n]+?))?\s*\\?\n")


class NoNetworkError(Exception):
    """The package index could not be reached; nothing is known about the pins."""


def pins(lock: str, wanted: frozenset[str] | None = None) -> dict[str, str]:
    """The lock's entries that Windows installs: name → version and hashes as pip reads them, without the marker.

    Args:
        lock: a lock file's text.
        wanted: only these names; None is all.
    """
    result: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", lock):
        pin = _PIN.match(block + "\n")
        if pin is None:
            continue
        name = str(canonicalize_name(pin["name"]))
        if wanted is not None and name not in wanted:
            continue
        if pin["marker"] and not Marker(pin["marker"]).evaluate(WINDOWS):
            continue
        hashes = " ".join(re.findall(r"--hash=sha256:[0-9a-f]{64}", block))
        result[name] = f"{pin['name']}=={pin['version']} {hashes}"
    return result


def needed() -> dict[str, str]:
    """Everything that is installed for the build on Windows."""
    tools = pins((LOCKS / "all.txt").read_text("utf-8"), BUILDERS)
    return tools | pins((LOCKS / "clinic.txt").read_text("utf-8"))


def package_of(wheel: Path) -> str:
    """Whose wheel it is, e.g. ``pyside6-essentials``."""
    return str(parse_wheel_filename(wheel.name)[0])


def missing(folder: Path, wanted: dict[str, str]) -> dict[str, str]:
    """The pins whose wheel is not in the folder; other wheels are taken away."""
    lacking = dict(wanted)
    for wheel in folder.glob("*.whl"):
        name, version, *_ = parse_wheel_filename(wheel.name)
        pin = wanted.get(str(name), "")
        if pin.split(" ", 1)[0].endswith(f"=={version}"):
            lacking.pop(str(name), None)
        else:
            wheel.unlink()
    return lacking


def fetched(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Fetch the pins the folder lacks; returns those that have no wheel for 64-bit Windows.

    Raises:
        NoNetworkError: the index could not be reached.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lacking = missing(folder, wanted)
    if not lacking:
        return []
    with tempfile.TemporaryDirectory() as place:
        asked = Path(place, "pins.txt")
        asked.write_text("\n".join(lacking.values()) + "\n", "utf-8")
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--disable-pip-version-check",
            "--no-deps",
            "--retries",
            "1",
        ]
        command += ["--require-hashes", "--only-binary=:all:", "--platform", "win_amd64"]
        command += ["--python-version", "3.11", "--implementation", "cp", "-d", str(folder), "-r", str(asked)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    still = missing(folder, wanted)
    if run.returncode and "Retrying (" in run.stderr:
        raise NoNetworkError(
            f"{len(still)} of {len(wanted)} are not in {folder}, and the package index does not answer"
        )
    if run.returncode:
        sys.stderr.write(run.stderr)
    return sorted(still)


def main() -> int:
    """Fetch what is missing."""
    lacking = fetched(Path(sys.argv[1]), needed())
    if lacking:
        print(f"wheels: no wheel for 64-bit Windows of {', '.join(lacking)}", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())

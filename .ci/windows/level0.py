"""Level 0, in every `make test`: what can be known of the Windows program without building it.

Proves: every pin that ships has a wheel for 64-bit Windows, with the locked hash; the libraries in those wheels that the
keep rule lets through ask for nothing but each other, Python's own and Windows 10's; none of them is icu*.dll.
Does not prove that anything runs. The setup file's part of the level is tests/delivery/test_installer_script.py.

The wheels (95 MB) are fetched once into build/windows/wheels. Exit 0 holds, 1 does not, 77 skipped: they could not be
fetched, because there is no network.
"""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import imports  # noqa: E402  beside this file
import wheels  # noqa: E402

from vclinic.delivery.kept_files import kept  # noqa: E402

WHEELS = ROOT / "build" / "windows" / "wheels"
# python.org's DLLs come with the interpreter, not in a wheel; the build reads their tables too (build.sh).
OF_PYTHON = frozenset({"python3.dll", "python311.dll", "vcruntime140.dll"})
SKIPPED = 77


def shipped(folder: Path, names: set[str]) -> dict[str, bytes]:
    """Content of the DLLs and extensions in these packages' wheels that the keep rule lets through."""
    files: dict[str, bytes] = {}
    for wheel in sorted(folder.glob("*.whl")):
        if wheels.package_of(wheel) not in names:
            continue
        with zipfile.ZipFile(wheel) as package:
            for place in package.namelist():
                if place.lower().endswith((".dll", ".pyd")) and kept(place, "win32"):
                    files[place] = package.read(place)
    return files


def main() -> int:
    """Fetch, read, say."""
    wanted = wheels.needed()
    try:
        lacking = wheels.fetched(WHEELS, wanted)
    except wheels.NoNetworkError as fault:
        print(f"SKIPPED level0: the Windows wheels could not be fetched ({fault})", file=sys.stderr)
        return SKIPPED
    lines = [f"no wheel for 64-bit Windows: {pin}" for pin in lacking]
    files = shipped(WHEELS, set(wheels.pins((wheels.LOCKS / "clinic.txt").read_text("utf-8"))))
    lines += imports.problems(files, OF_PYTHON)
    print(
        "\n".join(lines)
        if lines
        else f"level 0: {len(wanted)} pins have Windows wheels, {len(files)} libraries are closed"
    )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

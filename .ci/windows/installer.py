"""Makes the one setup file of the clinic program from its Windows folder.

Usage: installer.py PAYLOAD OUT [--version VERSION] [--quick]
    PAYLOAD  the folder PyInstaller made: vclinic.exe, vclinicw.exe, _internal
    OUT      the setup file to write, or a folder for vclinic-setup-VERSION.exe

Same folder, same bytes: files go in by name, without their dates. Exit 0 made, 1 the folder is not what it should be or
makensis refused (warnings count), 77 makensis is not installed.
"""

import argparse
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "resources" / "installer" / "vclinic.nsi"
LICENCE = ROOT / "resources" / "installer" / "licence.txt"
ICON = ROOT / "resources" / "icons" / "vclinic.ico"
PROGRAMS = ("vclinic.exe", "vclinicw.exe")
INSIDE = "_internal"
SKIPPED = 77


def quad(version: str) -> str:
    """Windows wants four numbers: 1.2.3 is 1.2.3.0.

    Raises:
        SystemExit: the version says more than numbers, which an upgrade could not compare.
    """
    if not re.fullmatch(r"\d{1,5}(\.\d{1,5}){0,3}", version):
        sys.exit(f"installer: version {version!r} is not one to four numbers, so upgrades could not be told apart")
    return ".".join([*version.split("."), "0", "0", "0"][:4])


def problems(payload: Path) -> list[str]:
    """What the folder lacks or has too much; the script moves exactly these three names."""
    present = {path.name for path in payload.iterdir()} if payload.is_dir() else set()
    lacking = [f"{payload.name} has no {name}" for name in (*PROGRAMS, INSIDE) if name not in present]
    return lacking + [
        f"{payload.name} has {name}, which no upgrade would replace" for name in sorted(present - {*PROGRAMS, INSIDE})
    ]


def unpinned(payload: Path) -> bool:
    """Whether the program in the folder knows no publisher's key, so that it will take no update."""
    keys = payload / INSIDE / "resources" / "delivery" / "keys.json"
    return not (keys.is_file() and json.loads(keys.read_text("utf-8"))["keys"])


def file_commands(payload: Path) -> str:
    """NSIS's own `File /r` takes files in the order of the disk; these lines take them by name."""
    lines: list[str] = []
    folder: Path | None = None
    for path in sorted(payload.rglob("*")):
        if not path.is_file():
            continue
        if path.parent != folder:
            folder = path.parent
            inside = "".join("\\" + part.replace("$", "$$") for part in folder.relative_to(payload).parts)
            lines.append(f'SetOutPath "$INSTDIR\\new{inside}"')
        lines.append(f'File "{path}"')  # where a file comes from is taken as it stands
    return "\n".join(lines) + "\n"


def side_picture() -> bytes:
    """The left side of the first and the last page, as a Windows bitmap: the program's own mark, in its colour."""
    width, height, middle, arm, half_arm = 164, 314, (82, 96), 40, 11
    ground, mark = bytes((0x70, 0x64, 0x0B)), b"\xff\xff\xff"  # blue, green, red
    rows: list[bytes] = []
    for y in range(height - 1, -1, -1):  # the lowest row first
        down = abs(y - middle[1])
        reach = arm if down <= half_arm else half_arm if down <= arm else -1
        rows.append(b"".join(mark if abs(x - middle[0]) <= reach else ground for x in range(width)))
    pixels = b"".join(rows)
    shape, print_size = (width, height, 1, 24, 0, len(pixels)), (2835, 2835)  # 24 bits, not packed; dots a metre
    header = struct.pack("<IiiHHIIiiII", 40, *shape, *print_size, 0, 0)
    place = 14 + len(header)
    file_header = struct.pack("<2sIII", b"BM", place + len(pixels), 0, place)
    return file_header + header + pixels


def main() -> int:
    """Check the folder, write what is generated into a temporary folder, run makensis."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("payload", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--version", default=tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    )
    parser.add_argument("--quick", action="store_true", help="packed loosely, for trials: quicker, larger")
    asked = parser.parse_args()
    if shutil.which("makensis") is None:
        print("SKIPPED installer: makensis is not installed (Debian: nsis)", file=sys.stderr)
        return SKIPPED
    payload, four = asked.payload.resolve(), quad(asked.version)
    if wrong := problems(payload):
        print("\n".join(f"installer: {line}" for line in wrong), file=sys.stderr)
        return 1
    out = asked.out / f"vclinic-setup-{asked.version}.exe" if asked.out.is_dir() or not asked.out.suffix else asked.out
    out.parent.mkdir(parents=True, exist_ok=True)
    size = sum(path.stat().st_size for path in payload.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory(prefix="vclinic-installer-") as folder:
        files, licence, side = Path(folder, "files.nsh"), Path(folder, "licence.txt"), Path(folder, "side.bmp")
        side.write_bytes(side_picture())
        files.write_text(file_commands(payload), "utf-8")
        licence.write_text(LICENCE.read_text("utf-8"), "utf-8-sig", newline="\r\n")  # as Windows' own text box reads it
        facts = (
            {
                "VERSION": asked.version,
                "VERSION_QUAD": four,
                "SIZE_KB": str(-(-size // 1024)),
                "FILES": str(files),
                "LICENCE": str(licence),
                "SIDE": str(side),
                "OUT": str(out.resolve()),
            }
            | ({"ICON": str(ICON)} if ICON.exists() else {})
            | ({"QUICK": ""} if asked.quick else {})
        )
        made = subprocess.run(
            [
                "makensis",
                "-V2",
                "-WX",
                "-INPUTCHARSET",
                "UTF8",
                *(f"-D{name}={fact}" for name, fact in facts.items()),
                str(SCRIPT),
            ],
            check=False,
        )
    if made.returncode == 0:
        print(f"{out}  {out.stat().st_size / 1e6:.1f} MB")
        if unpinned(payload):
            print(
                "installer: NO KEY IS PINNED; what this installs will refuse every update (docs/updates.md)",
                file=sys.stderr,
            )
    return 1 if made.returncode else 0


if __name__ == "__main__":
    sys.exit(main())

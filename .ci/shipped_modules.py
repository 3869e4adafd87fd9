"""Says whether parts of the township or the demo got into a built clinic program, which a clinic's computer has no use for.

Usage: shipped_modules.py FOLDER    (the built folder; exit 1 and the names of what should not be there)
"""

import sys
from pathlib import Path

from PyInstaller.archive.readers import ZlibArchiveReader

FORBIDDEN = frozenset(
    "fastapi uvicorn starlette jinja2 psycopg fpdf fontTools pytest sync.server vclinic.demo vclinic.devices.simulator".split()
)


def forbidden(modules: list[str]) -> list[str]:
    """Those that are one of the forbidden packages or inside one."""
    return sorted(name for name in modules if any(f"{name}.".startswith(f"{package}.") for package in FORBIDDEN))


def main() -> int:
    """Read the archive both programs share."""
    modules = list(ZlibArchiveReader(str(Path(sys.argv[1], "_internal", "modules.pyz"))).toc)
    wrong = forbidden(modules)
    if wrong:
        print(f"build: not for a clinic's computer: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

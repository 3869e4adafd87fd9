"""Says whether a built clinic program has grown over what a clinic's computer and line are asked to bear.

Usage: folder_size.py FOLDER    (the built folder, Windows' or Linux's; exit 1, how far over, and what weighs most)
"""

import sys
from collections.abc import Mapping
from pathlib import Path

MIB = 1 << 20
LIMIT_MIB = {"Windows": 95, "Linux": 150}  # what delivery promises: docs/windows.md
NAMED = 12


def too_large(sizes: Mapping[str, int], limit: int) -> list[str]:
    """Lines that say how far ``sizes`` (file: bytes) are over ``limit`` bytes and which files weigh most; empty if they fit."""
    total = sum(sizes.values())
    if total <= limit:
        return []
    heaviest = sorted(sizes.items(), key=lambda file: (-file[1], file[0]))[:NAMED]
    return [
        f"build: the folder has {total / MIB:.2f} MiB, {(total - limit) / MIB:.2f} over the {limit / MIB:.0f} it may have",
        *(f"{size / MIB:8.2f} {name}" for name, size in heaviest),
    ]


def main() -> int:
    """Weigh what is on the disk; a link weighs nothing."""
    folder = Path(sys.argv[1])
    made_for = "Windows" if (folder / "vclinic.exe").exists() else "Linux"
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    over = too_large(sizes, LIMIT_MIB[made_for] * MIB)
    print(
        "\n".join(over) or f"{made_for}: {sum(sizes.values()) / MIB:.1f} of {LIMIT_MIB[made_for]} MiB", file=sys.stderr
    )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

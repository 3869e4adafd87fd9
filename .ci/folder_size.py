"""Refuses a built clinic program that has grown larger than its platform allows, and says what in it is biggest.

Usage: folder_size.py FOLDER    (the built folder; exit 1 when it is too large)

On Windows it has to come over a village's line and lie twice on its disk while it is updated. What makes the folder larger
is left out again (build.spec, vclinic/delivery/kept_files.py), or the limit is raised here, knowingly.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

MIB = 1024 * 1024
WINDOWS, ELSEWHERE = 95, 150  # MiB
_NAMED = 12


def sizes(folder: Path) -> dict[str, int]:
    """Bytes of every file, by its place in the folder; a link weighs nothing."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def limit(files: Mapping[str, int]) -> int:
    """In MiB, by the platform the folder was built for."""
    return WINDOWS if "vclinic.exe" in files else ELSEWHERE


def biggest(files: Mapping[str, int], named: int = _NAMED) -> list[tuple[str, int]]:
    """Files and, with a slash behind them, the packages under ``_internal`` as a whole, heaviest first."""
    weights: Counter[str] = Counter()
    for name, size in files.items():
        weights[name] += size
        parts = PurePosixPath(name).parts
        inside = 2 if parts[0] == "_internal" else 1
        if len(parts) > inside:
            weights["/".join(parts[:inside]) + "/"] += size
    return weights.most_common(named)


def too_large(files: Mapping[str, int]) -> str:
    """What there is to say against the folder; empty when it is small enough."""
    whole, allowed = sum(files.values()), limit(files)
    if whole <= allowed * MIB:
        return ""
    over = (
        f"the folder has {whole / MIB:.2f} MiB, {whole - allowed * MIB:,} bytes over its {allowed} MiB. Biggest in it:"
    )
    return "\n".join([over, *(f"  {size / MIB:7.2f} MiB  {name}" for name, size in biggest(files))])


def main() -> int:
    """Weigh it."""
    files = sizes(Path(sys.argv[1]))
    if "vclinic" not in files and "vclinic.exe" not in files:
        print(f"build: {sys.argv[1]} holds no program", file=sys.stderr)
        return 1
    if wrong := too_large(files):
        print(f"build: {wrong}", file=sys.stderr)
        return 1
    print(f"folder: {sum(files.values()) / MIB:.2f} of {limit(files)} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

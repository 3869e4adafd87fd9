"""The files that belong to the project, with or without git."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_BUILT = {".venv", ".git", "build", "dist", "demo-out", "__pycache__", "node_modules"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file a reader of the repository sees: what git tracks or would track, else the tree without what is built."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        listed_now = [ROOT / name for name in listed.split("\0") if name]
    else:
        listed_now = [path for path in ROOT.rglob("*") if not _built(path)]
    return tuple(sorted(path for path in listed_now if path.is_file()))


def _built(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return any(part in _BUILT or part.endswith((".egg-info", "_cache")) or part == ".hypothesis" for part in parts)

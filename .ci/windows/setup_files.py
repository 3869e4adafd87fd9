"""Setup files made of a folder, and folders compared file by file."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

MAKER = Path(__file__).resolve().with_name("installer.py")


def hashes(folder: Path, *left_out: str) -> dict[str, str]:
    """Every file of a folder with the hash of its content."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in left_out
    }


def make(payload: Path, out: Path, version: str, *options: str) -> Path:
    """A setup file of ``payload``."""
    subprocess.run([sys.executable, str(MAKER), str(payload), str(out), "--version", version, *options], check=True)
    return out

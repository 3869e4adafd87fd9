"""Releases made with the releaser's own script and keys that live for one test."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.test_house.tracked import ROOT

SCRIPT = ROOT / ".ci" / "windows" / "release.py"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def new_key(path: Path) -> str:
    """A private key at ``path``; its public half."""
    done = run("new-key", path)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def pinned(path: Path, *public: str) -> Path:
    """A ``keys.json``."""
    path.write_text(json.dumps({"keys": public}), "utf-8")
    return path


def sign(setup: Path, key: Path, out: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """A release of ``setup`` in ``out``; options by their names, with _ for -."""
    notes = out.with_name(f"{out.name}-notes.txt")
    notes.write_text("更正：打印时不再漏行。\n", "utf-8")
    options = {
        "key": str(key), "version": "9.1.0", "sequence": "5", "min_from": "0.1.0", "schema": "99",
        "released": "2026-11-28", "notes": str(notes), "out": str(out),
    }  # fmt: skip
    named = [part for name, value in (options | changed).items() for part in (f"--{name.replace('_', '-')}", value)]
    return run("sign", setup, *named)


def whole(
    folder: Path, content: bytes = b"MZ" + bytes(70_000), version: str = "9.1.0", **changed: str
) -> tuple[Path, Path]:
    """A release as a stick brings it, and the ``keys.json`` that pins who signed it: the same for all of one folder.

    Args:
        content: of the setup file.
    """
    key, keys = folder / "key.pem", folder / "keys.json"
    if not key.exists():
        pinned(keys, new_key(key))
    setup = folder / f"vclinic-setup-{version}.exe"
    setup.write_bytes(content)
    out = folder / f"U 盘 {version}-{changed.get('sequence', '5')}"
    done = sign(setup, key, out, version=version, **changed)
    assert done.returncode == 0, done.stderr
    return out, keys


def rot(path: Path) -> None:
    """One byte becomes another as on a failing disk: nobody wrote the file."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

"""The Windows folder as another version of the program would be: another number in its code, other pinned keys. What updates
are tried with, without building the program once for every version."""

import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from packed_archive import read_module, with_module

_MAGIC = slice(4, 8)


def another_version(payload: Path, out: Path, version: str, keys: tuple[str, ...], built_as: str) -> Path:
    """A copy of ``payload`` in ``out`` that calls itself ``version`` and believes ``keys`` (hexadecimal public halves).

    Args:
        built_as: the version the payload calls itself.

    Raises:
        ValueError: the archive of modules is another Python's, or does not say ``built_as``.
    """
    shutil.copytree(payload, out, copy_function=os.link)
    _replace(out / "_internal" / "resources" / "delivery" / "keys.json", json.dumps({"keys": keys}).encode())
    archive = out / "_internal" / "modules.pyz"
    _replace(archive, _renamed(archive.read_bytes(), built_as, version))
    return out


def _replace(path: Path, content: bytes) -> None:
    path.unlink()  # it is a link: the file itself belongs to the payload
    path.write_bytes(content)


def _renamed(archive: bytes, built_as: str, version: str) -> bytes:
    if archive[_MAGIC] != importlib.util.MAGIC_NUMBER:
        raise ValueError("the archive was made by another Python")
    code = read_module(archive, "vclinic")
    if built_as not in code.co_consts:
        raise ValueError(f"the program does not call itself {built_as}")
    constants = tuple(version if value == built_as else value for value in code.co_consts)
    return with_module(archive, "vclinic", code.replace(co_consts=constants))

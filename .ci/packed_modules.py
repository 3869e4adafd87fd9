"""Packs the modules of the built program closer than PyInstaller does: a third less to read from a slow disk.

PyInstaller compresses each module for itself. Modules are short and much alike, so here all share one dictionary, and
Zstandard, which the program has for what it sends, unpacks four times as fast as zlib. What libraries say about
themselves to their programmers, their docstrings, stays behind; ours is what the commands' help is made of.

The file keeps PyInstaller's header and table of contents (its ``ZlibArchiveReader`` lists it). The dictionary lies between
header and modules, its length in the header's free bytes. `.ci/shared_modules.py` reads it in the built program,
`.ci/packed_archive.py` in others.
"""

import ast
import marshal
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import CodeType

import zstandard
from packed_archive import HEADER
from PyInstaller.archive.readers import ZlibArchiveReader

DICTIONARY_BYTES = 500_000
LEVEL = 19


def undocumented(source: str, file_name: str) -> CodeType:
    """A module compiled without its docstrings; all else, assertions too, as it was."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            said = node.body.pop(0)
            if not node.body:
                node.body = [ast.copy_location(ast.Pass(), said)]
    return compile(tree, file_name, "exec", dont_inherit=True)


def repack(archive: Path, target: Path, sources: Mapping[str, str], keep_docstrings: re.Pattern[str]) -> None:
    """Write ``target`` with the modules of PyInstaller's ``archive``; the same modules give the same bytes.

    Args:
        sources: where a module was compiled from, by its name; what is not there keeps its docstrings.
        keep_docstrings: matches the beginning of the names of the modules that keep theirs.
    """
    reader = ZlibArchiveReader(str(archive))
    contents: dict[str, tuple[int, bytes]] = {}
    for name, (kind, *_) in reader.toc.items():
        code = reader.extract(name)
        source = sources.get(name, "")
        if isinstance(code, CodeType) and source.endswith(".py") and not keep_docstrings.match(name):
            code = undocumented(Path(source).read_text("utf-8"), code.co_filename)
        contents[name] = (kind, b"" if code is None else marshal.dumps(code))
    _write(target, archive.read_bytes()[4:8], contents)


def _write(target: Path, magic: bytes, contents: Mapping[str, tuple[int, bytes]]) -> None:
    dictionary = _trained(content for _, content in contents.values())
    compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary)
    table: list[tuple[str, tuple[int, int, int]]] = []
    packed = bytearray(HEADER.size) + dictionary.as_bytes()
    for name, (kind, content) in contents.items():
        piece = compressor.compress(content) if content else b""
        table.append((name, (kind, len(packed), len(piece))))
        packed += piece
    packed[: HEADER.size] = HEADER.pack(b"PYZ\0", magic, len(packed), len(dictionary))
    target.write_bytes(packed + marshal.dumps(table))


def _trained(contents: Iterable[bytes]) -> zstandard.ZstdCompressionDict:
    """With both measures given it is no search by chance: the same modules, the same dictionary."""
    dictionary = zstandard.train_dictionary(DICTIONARY_BYTES, [content for content in contents if content], k=2000, d=8)
    dictionary.precompute_compress(level=LEVEL)
    return dictionary


def deflate(archive: Path) -> None:
    """Compress a zip file that was only stored: the library Python itself starts with. Only where zlib is a part of
    Python, as it is on Windows; elsewhere it would be looked for in the very file."""
    with zipfile.ZipFile(archive) as stored:
        files = [(entry, stored.read(entry)) for entry in stored.infolist()]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as deflated:
        for entry, content in files:
            entry.compress_type = zipfile.ZIP_DEFLATED
            deflated.writestr(entry, content)

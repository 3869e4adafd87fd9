"""One module out of the archive of a built program, and another into its place; `.ci/packed_modules.py` says how it is made.

It needs neither the built program nor PyInstaller.
"""

import marshal
import struct
from types import CodeType

import zstandard

HEADER = struct.Struct("!4s4sii1x")  # PYZ, Python's magic, where the contents stand, length of the dictionary


def read_module(archive: bytes, name: str) -> CodeType:
    """A module of a packed archive; KeyError when it has none of that name."""
    *_, table, length = HEADER.unpack_from(archive)
    dictionary = zstandard.ZstdCompressionDict(archive[HEADER.size : HEADER.size + length])
    _, start, size = dict(marshal.loads(archive[table:]))[name]  # noqa: S302 - of our own build
    content = zstandard.ZstdDecompressor(dict_data=dictionary).decompress(archive[start : start + size])
    return marshal.loads(content)  # noqa: S302


def with_module(archive: bytes, name: str, code: CodeType) -> bytes:
    """The packed archive with another module in the place of the one of that name."""
    header, magic, table, length = HEADER.unpack_from(archive)
    dictionary = zstandard.ZstdCompressionDict(archive[HEADER.size : HEADER.size + length])
    entries = dict(marshal.loads(archive[table:]))  # noqa: S302 - of our own build
    piece = zstandard.ZstdCompressor(dict_data=dictionary).compress(marshal.dumps(code))
    entries[name] = entries[name][0], table, len(piece)
    changed = bytearray(archive[:table]) + piece
    changed[: HEADER.size] = HEADER.pack(header, magic, len(changed), length)
    return bytes(changed) + marshal.dumps(list(entries.items()))

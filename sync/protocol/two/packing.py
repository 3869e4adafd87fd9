"""Small bodies packed small: zstd with a dictionary both sides have, without the bytes that say what is known anyway."""

from functools import lru_cache
from pathlib import Path

import zstandard

from sync.protocol import wire
from sync.protocol.errors import ProtocolError
from sync.protocol.two.columns import MAX_BYTES
from vclinic.resources import resource

FAST, SMALL = 9, 19
_BARE = zstandard.FORMAT_ZSTD1_MAGICLESS


def pack(content: bytes, edition: int, level: int) -> bytes:
    """``content`` as one frame that states its size; nothing stays nothing."""
    return _compressor(edition, level).compress(content) if content else b""


def unpack(packed: bytes, edition: int, most: int = MAX_BYTES) -> bytes:
    """What was packed.

    Raises:
        ProtocolError: ``malformed``, or ``too_large`` for more than ``most`` bytes.
    """
    if not packed:
        return b""
    try:
        size = zstandard.get_frame_parameters(packed, format=_BARE).content_size
        if size > most:  # an unstated size is as large as can be
            raise ProtocolError("too_large", "这一批展开后太大，没有接收。请分几次上报。")
        content = _decompressor(edition).decompress(packed, max_output_size=most)
    except zstandard.ZstdError as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault
    return content


def dictionary_file(edition: int) -> Path:
    """Where the dictionary of an edition lies."""
    return resource("sync", str(edition), "dictionary")


@lru_cache
def _dictionary(edition: int) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(dictionary_file(edition).read_bytes())


def _compressor(edition: int, level: int) -> zstandard.ZstdCompressor:
    dictionary = _prepared(edition, level)
    settings = zstandard.ZstdCompressionParameters.from_level(  # pyright: ignore[reportUnknownMemberType]
        level, format=_BARE, write_content_size=True, write_dict_id=False, write_checksum=False
    )
    return zstandard.ZstdCompressor(dict_data=dictionary, compression_params=settings)


@lru_cache
def _prepared(edition: int, level: int) -> zstandard.ZstdCompressionDict:
    dictionary = zstandard.ZstdCompressionDict(dictionary_file(edition).read_bytes())
    dictionary.precompute_compress(level=level)  # pyright: ignore[reportUnknownMemberType]
    return dictionary


def _decompressor(edition: int) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=_dictionary(edition), format=_BARE, max_window_size=MAX_BYTES)

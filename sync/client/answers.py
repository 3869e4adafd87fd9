"""Reads an answer's body within limits of time and size, packed and unpacked: a broken server must not hang a
clinic's PC or fill its memory."""

import socket
import time

import requests
import zstandard

from sync.client.patience import TOO_SLOW, ending
from vclinic.domain.problem import WorldFault

_MAX_REPLY = 8_000_000
_PATIENCE, _SLOWEST = 60.0, 20.0  # after a minute, bytes a second below which nothing useful ever arrives
_PIECE = 65_536


def read(reply: requests.Response) -> bytes:
    """The body as received, within its limits; a connection that was not read to its end is closed."""
    try:
        content = _pieces(reply, getattr(reply.raw.connection, "sock", None))
    except Exception:
        reply.close()
        raise
    if len(content) > _MAX_REPLY:
        reply.close()
    return content


def _pieces(reply: requests.Response, line: socket.socket | None) -> bytes:
    content, began = bytearray(), time.monotonic()
    while len(content) <= _MAX_REPLY:
        with ending(line, _PATIENCE):  # between two pieces: the lines that part them may trickle too
            piece = reply.raw.read1(_PIECE, decode_content=False)
        if not piece:
            break
        content += piece
        waited = time.monotonic() - began
        if waited > _PATIENCE and len(content) < waited * _SLOWEST:
            raise WorldFault("too_slow", TOO_SLOW)
    return bytes(content)


def unpacked(packed: bytes, encoding: str) -> bytes:
    """The body as it was before it was packed; requests itself does not know zstd."""
    if len(packed) > _MAX_REPLY or encoding not in ("", "identity", "zstd"):
        raise nonsense()
    if encoding != "zstd":
        return packed
    try:
        if zstandard.frame_content_size(packed) > _MAX_REPLY:  # the limit below holds for unstated sizes only
            raise nonsense()
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MAX_REPLY)
    except zstandard.ZstdError as fault:
        raise nonsense() from fault


def nonsense(status: int = 200) -> WorldFault:
    """The fault for an answer that cannot be the township's."""
    sentence = "对方的回答看不懂，可能不是卫生院服务器，或者中间有网页认证。资料都在本机，稍后会自动再报。"
    return WorldFault(f"nonsense_{status}", sentence)

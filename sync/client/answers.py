"""Reads an answer's body within limits of time and size, packed and unpacked: a broken server must not hang a
clinic's PC or fill its memory."""

import socket
import time
from collections.abc import Iterator

import requests
import zstandard

from sync.client.patience import TOO_SLOW, ending
from vclinic.domain.problem import WorldFault

_MAX_REPLY = 8_000_000
_PATIENCE, _SLOWEST = 60.0, 20.0  # after a minute, bytes a second below which nothing useful ever arrives
_PIECE = 65_536
_SIGN_IN = frozenset((301, 302, 303, 307, 308, 511))
_PROXY = 407
_AWAY = frozenset((429, 500, 502, 503, 504))


def read(reply: requests.Response) -> bytes:
    """The body as received, within its limits; a connection that was not read to its end is closed."""
    content = bytearray()
    for piece in pieces(reply):
        content += piece
        if len(content) > _MAX_REPLY:
            reply.close()
            break
    return bytes(content)


def pieces(reply: requests.Response) -> Iterator[bytes]:
    """The body as it comes, however long; a connection that was not read to its end is closed.

    Raises:
        WorldFault: ``too_slow``. And whatever the line raises.
    """
    line: socket.socket | None = getattr(reply.raw.connection, "sock", None)
    came, began, whole = 0, time.monotonic(), False
    try:
        while True:
            with ending(line, _PATIENCE):  # between two pieces: the lines that part them may trickle too
                piece = reply.raw.read1(_PIECE, decode_content=False)
            if not piece:
                whole = True
                return
            came += len(piece)
            waited = time.monotonic() - began
            if waited > _PATIENCE and came < waited * _SLOWEST:
                raise WorldFault("too_slow", TOO_SLOW)
            yield piece
    finally:
        if not whole:
            reply.close()


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
    """The fault for an answer that cannot be the township's; only what heals by itself is said to be tried again."""
    if status in _SIGN_IN:
        sentence = (
            "这个网络要先在网页上登录，或者地址转到了别处，没有上报。"
            "请打开浏览器随便上一个网页，登录后再上报；还不行请核对卫生院地址。资料都在本机。"
        )
    elif status == _PROXY:
        sentence = "这个网络的代理服务器挡住了上报。请换一个网络，或请管网络的人放行卫生院地址。资料都在本机。"
    elif status in _AWAY:
        sentence = "卫生院服务器这会儿没有开，或者正在维护。资料都在本机，稍后会自动再报。"
    elif 400 <= status < 500:
        sentence = "这个地址上没有卫生院的上报服务。请照卫生院给的地址核对，端口也要对。资料都在本机。"
    else:
        sentence = (
            "对方的回答看不懂，可能不是卫生院服务器，或者这个网络要先在网页上登录。"
            "请先用浏览器登录网络，再核对卫生院地址。资料都在本机。"
        )
    return WorldFault(f"nonsense_{status}", sentence)

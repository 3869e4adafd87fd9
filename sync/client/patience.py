"""One time limit on a whole exchange: a read timeout alone never ends while a byte comes now and then."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

from vclinic.domain.problem import WorldFault

TOO_SLOW = "网络太慢，这一次没有收到卫生院的完整回答。资料都在本机，稍后会自动再报。"


@contextmanager
def ending(line: socket.socket | None, seconds: float) -> Generator[None]:
    """Cut ``line`` when the block takes longer than ``seconds``.

    Raises:
        WorldFault: ``too_slow``, whatever the cut made of the block.
    """
    cut = threading.Event()

    def end() -> None:
        cut.set()
        if line is not None:
            with suppress(OSError):  # gone already
                socket.socket.shutdown(line, socket.SHUT_RDWR)  # the raw one: a TLS line would wait for a farewell

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as fault:
        if cut.is_set():
            raise WorldFault("too_slow", TOO_SLOW) from fault
        raise
    finally:
        timer.cancel()
        timer.join()
    if cut.is_set():
        raise WorldFault("too_slow", TOO_SLOW)

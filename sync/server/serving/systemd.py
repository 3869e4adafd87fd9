"""Says to systemd that requests are accepted, so that `systemctl start` ends when the township really serves."""

import os
import socket
from contextlib import suppress

VARIABLE = "NOTIFY_SOCKET"


def tell_ready() -> None:
    """Send READY=1 as sd_notify(3) does; nothing where nobody listens. A name beginning with @ is an abstract socket."""
    named = os.environ.get(VARIABLE, "")
    family = getattr(socket, "AF_UNIX", None)
    if family is None or not named.startswith(("/", "@")):
        return
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as telling:
        telling.sendto(b"READY=1", "\0" + named[1:] if named.startswith("@") else named)

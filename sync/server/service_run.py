"""What Windows begins: little is read in, it is said who this is, and only then is the server read in."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sync.server.service import run, windows
from sync.server.service.registered import VERB
from sync.server.setup import settings as kept
from sync.server.setup.settings import PROXY, Settings
from vclinic.domain.problem import Expected


def asked(arguments: Sequence[str]) -> bool:
    """Whether this command line is the service's."""
    return tuple(arguments[:-1]) == VERB


def main(arguments: Sequence[str], clock: Callable[[], datetime]) -> int:
    """Be the service. 0 it was asked to stop, 1 with a sentence on stderr where there is somebody to read it."""
    windows.with_streams()
    try:
        settings = kept.read(Path(arguments[-1]))
        run.run(windows.of_this_machine(), settings.data, lambda ready: _serve(settings, clock, ready))
    except Expected as fault:
        sys.stderr.write(f"{fault.sentence}\n")
        return 1
    return 0


def _serve(settings: Settings, clock: Callable[[], datetime], ready: Path) -> None:
    from sync.server import serve

    wanted = serve.Wanted(
        host=settings.host,
        port=settings.port,
        ready_file=ready,
        secure=False if settings.certificate == PROXY else None,
        given=settings.given,
        allowed=(settings.address,),
    )
    serve.run(settings.data, clock, wanted)

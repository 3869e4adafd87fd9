"""What is done once when a database is opened: its schema is brought up, and whose township it is for is found out or,
for a new one, drawn; all in one transaction."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlmodel import select

from sync.server.database import migrations, township_id
from sync.server.database.faults import told_in_words
from sync.server.database.schema_0007 import EPOCH, new_epoch
from sync.server.database.session import TownshipSession, criteria
from sync.server.database.tables import Township
from sync.server.database.township_id import TOWNSHIP, WHOLE
from vclinic.domain.problem import Refused

NAME = "name"


@dataclass(frozen=True, slots=True)
class Opened:
    """A township in a database that is ready for it. ``steps`` were applied just now."""

    township_id: str
    name: str
    epoch: str
    steps: tuple[str, ...]


def open_up(engine: Engine, township: str, keep: Callable[[str], None]) -> Opened:
    """Bring the schema up for a township.

    Args:
        township: its id; "" for the only one there is.
        keep: told the id before anything is final.

    Raises:
        Refused: ``missing``, it is not in this database; ``which_township``; ``newer``.
    """
    with _building(engine) as connection:
        ready = migrations.TOWNSHIPS in migrations.done(connection)
        whose = township or (township_id.only_one(connection) if ready else "") or township_id.draw()
        connection.execution_options(**{TOWNSHIP: whose})
        steps = migrations.migrate(connection)
        facts = _facts(connection, whose)
        if not facts:
            raise Refused("missing", "这个数据库里没有卫生院的数据，请先用 init 建立。")
        keep(whose)
    return Opened(whose, facts.get(NAME, ""), epoch=facts[EPOCH], steps=tuple(steps))


def found(engine: Engine, township: str, name: str, keep: Callable[[str], None]) -> Opened:
    """Make a new township; others may be in the database.

    Args:
        township: the id its folder names; "" draws one.

    Raises:
        Refused: ``exists``.
    """
    with _building(engine) as connection:
        before = migrations.done(connection)
        if before and migrations.TOWNSHIPS not in before:  # of a former program, of one township
            there = text("SELECT count(*) FROM township WHERE key = :key")
            if connection.execute(there, {"key": NAME}).scalar_one():
                raise exists()
        steps = migrations.migrate(connection)
        whose = township or township_id.draw()
        if _facts(connection, whose):
            raise exists()
        epoch = new_epoch()
        with TownshipSession(connection, whose, criteria(whose), join_transaction_mode="rollback_only") as session:
            session.add_all([Township(key=NAME, value=name), Township(key=EPOCH, value=epoch)])
            session.commit()
        keep(whose)
    return Opened(whose, name, epoch=epoch, steps=tuple(steps))


def exists() -> Refused:
    """The refusal to make a township where there is one."""
    return Refused("exists", "这个数据库里已经有一个卫生院的数据，没有改动它。")


@contextmanager
def _building(engine: Engine) -> Generator[Connection]:
    """A transaction in which the schema may be changed."""
    with told_in_words(), engine.execution_options(write=True, **{WHOLE: True}).begin() as connection:
        yield connection


def _facts(connection: Connection, township: str) -> dict[str, str]:
    with TownshipSession(connection, township, criteria(township), join_transaction_mode="rollback_only") as session:
        return {row.key: row.value for row in session.exec(select(Township))}

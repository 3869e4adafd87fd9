"""Counting no further than anybody wants to know: a county's lists have millions of rows."""

from collections.abc import Sequence

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, func, select

from sync.server.database.session import own
from sync.server.database.store import Condition


def counted(session: Session, kind: type[SQLModel], conditions: Sequence[Condition], most: int) -> int:
    """How many rows there are; ``most`` and one where there are more than ``most``."""
    some = select(*inspect(kind).primary_key).where(own(session, kind), *conditions).limit(most + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()

"""A session of one township: every statement asked through it names the township, every row added through it is given it.

What asks the tables without the classes of rows (Core, SQL) says so itself, with `own`. Nothing ever joins two townships,
so that the tables may lie on as many servers as there are townships.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, column, event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlmodel import Session, SQLModel

from sync.server.database.tables import Row

_TOWNSHIP, _CRITERIA = "township_id", "township_criteria"


class TownshipSession(Session):
    """A session in which only the rows of one township are there."""

    def __init__(self, bind: Engine | Connection, township_id: str, criteria: Any, **settings: Any) -> None:
        super().__init__(bind, **settings)
        self.info[_TOWNSHIP], self.info[_CRITERIA] = township_id, criteria


def criteria(township_id: str) -> Any:
    """The condition on every table of a statement; made once for many sessions."""
    return with_loader_criteria(Row, lambda row: _column(row) == township_id, include_aliases=True)


def _column(row: Any) -> Any:
    none: ColumnElement[Any] = column(_TOWNSHIP)
    return getattr(row, _TOWNSHIP, none)  # it is tried once on the base, which has no table


def township_of(session: Session) -> str:
    """Whose rows a session is about."""
    township: str = session.info[_TOWNSHIP]
    return township


def own(session: Session, kind: type[SQLModel]) -> ColumnElement[bool]:
    """The condition by which a statement on a plain table is about this township only."""
    condition: ColumnElement[bool] = getattr(kind, "__table__").c.township_id == township_of(session)  # noqa: B009
    return condition


@event.listens_for(TownshipSession, "do_orm_execute")
def _only_own(state: ORMExecuteState) -> None:  # pyright: ignore[reportUnusedFunction]
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(state.session.info[_CRITERIA])


@event.listens_for(TownshipSession, "before_flush")
def _made_own(session: Session, _context: UOWTransaction, _instances: object) -> None:  # pyright: ignore[reportUnusedFunction]
    township = township_of(session)
    for row in (*session.new, *session.dirty):
        if isinstance(row, Row) and row.township_id != township:
            row.township_id = township

"""What rows have in common: a table named by hand, a record that travels, and which side owns it."""

from typing import ClassVar

from sqlmodel import Field, SQLModel


class Row(SQLModel):
    """A row of a table that is named by hand."""

    __tablename__: ClassVar[str]  # pyright: ignore[reportIncompatibleVariableOverride] - a plain name, not a directive


class Travelling(Row):
    """A record that travels between clinic and township, as declared in `domain.entities`."""

    id: str = Field(primary_key=True)
    revision: int = 1

    @classmethod
    def entity(cls) -> str:
        """What both sides call this kind of record."""
        return cls.__tablename__


class Synced(Travelling):
    """What every row that reaches the township carries. ``change_id`` names the change that wrote this revision."""

    change_id: str = ""
    recorded_at: str = ""


class Told(Travelling):
    """What every row of a record the township owns carries: its data word for word and the notice that brought it."""

    record: str
    notice_seq: int


def told_as(entity: str) -> type[Told]:
    """The rows a record of the township is kept in.

    Raises:
        LookupError: the kind has no table: a bug.
    """
    for kind in Told.__subclasses__():
        if kind.entity() == entity:
            return kind
    raise LookupError(entity)

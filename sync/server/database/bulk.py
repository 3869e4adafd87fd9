"""Many rows in one statement, in the quickest way each engine has: a thousand changes come in one batch, and a statement
put together for each of their rows took as long as to keep them."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Table

Row = Mapping[str, Any]
SIGN = "\ufffd"  # stands for NUL, which PostgreSQL keeps in no text


def insert(connection: Connection, target: Table, rows: Sequence[Row], otherwise: str = "") -> None:
    """Insert rows that all have the same columns. PostgreSQL gets them as one JSON text, so that one statement and one
    answer go over the line; SQLite has no line, and runs one prepared statement for each row.

    Args:
        otherwise: what becomes of a row whose key is there; an error where it is empty.
    """
    if not rows:
        return
    names = list(rows[0])
    into = f"INSERT INTO {target.name} ({_listed(names)})"
    if connection.dialect.name == "postgresql":
        columns = ", ".join(f'"{name}" {_type(target, name)}' for name in names)
        chosen = f"SELECT * FROM json_to_recordset(%s::json) AS given ({columns})"  # noqa: S608  names of our tables
        given = json.dumps([_without_nul(row) for row in rows], ensure_ascii=False)
        connection.exec_driver_sql(f"{into} {chosen} {otherwise}", (given,))
    else:
        marks = ", ".join("?" * len(names))
        values = [tuple(row[name] for name in names) for row in rows]
        connection.exec_driver_sql(f"{into} VALUES ({marks}) {otherwise}", values)


def _without_nul(row: Row) -> dict[str, Any]:
    """As `text_without_nul` does for what goes as it is: JSON would spell the character out, and be refused."""
    return {name: value.replace("\0", SIGN) if isinstance(value, str) else value for name, value in row.items()}


def replacing(target: Table, names: Collection[str]) -> str:
    """What becomes of a row whose key is there: these columns are written anew."""
    keys = [column.name for column in target.primary_key]
    fresh = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in keys)
    return f"ON CONFLICT ({_listed(keys)}) DO UPDATE SET {fresh}"


SKIPPED = "ON CONFLICT DO NOTHING"


def _listed(names: Collection[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _type(target: Table, name: str) -> str:
    return "bigint" if isinstance(target.c[name].type, BigInteger) else "text"

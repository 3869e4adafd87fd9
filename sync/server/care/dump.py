"""Every row of a township as lines of JSON, the same from either engine, so that a backup of one opens on the other.

A line is a heading (``{"table": …, "columns": […]}``), a row of the last heading (a list), or the end
(``{"counts": {…}}``). Tables stand in the order of their references, so that rows can be put in as they come.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, inspect, text

from sync.server.care.sealed import damaged
from sync.server.database import migrations

_STEPS = "schema_step"
_AT_ONCE = 1000
FORGOTTEN = ("login_session",)  # whoever was signed in signs in again


def lines(connection: Connection, township: str) -> Generator[str]:
    """The rows of a township at one moment: the connection's transaction sees one. "" for all the rows of a database from
    before rows said whose they are."""
    counts: dict[str, int] = {}
    for name in tables(connection):
        columns = sorted(column["name"] for column in inspect(connection).get_columns(name))
        yield _spelled({"table": name, "columns": columns})
        counts[name] = 0
        listed = ", ".join(f'"{column}"' for column in columns)
        query = f'SELECT {listed} FROM "{name}"' + (" WHERE township_id = :township" if township else "")  # noqa: S608
        asked = text(query).execution_options(yield_per=_AT_ONCE)
        for row in connection.execute(asked, {"township": township} if township else {}):
            counts[name] += 1
            yield _spelled([_plain(value) for value in row])
    yield _spelled({"counts": counts})


def tables(connection: Connection) -> list[str]:
    """The tables with a township's rows, what is referred to first."""
    ordered = inspect(connection).get_sorted_table_and_fkc_names()
    return [name for name, _ in ordered if name is not None and name != _STEPS]


def steps(connection: Connection) -> list[str]:
    """The schema steps a database has been through, in order."""
    known = [name for name, _ in migrations.STEPS]
    return [name for name in migrations.done(connection) if name in known]


def put_in(connection: Connection, told: Iterable[str]) -> dict[str, int]:
    """Put the lines into an empty database of the same schema steps; returns the rows by table.

    Raises:
        Refused: ``damaged_backup``, the lines are not all there.
    """
    for name in reversed(tables(connection)):  # what steps have put in themselves
        connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608
    counts: dict[str, int] = {}
    for name, columns, rows in _parts(told):
        counts[name] = counts.get(name, 0) + len(rows)
        if rows and name not in FORGOTTEN:
            listed = ", ".join(f'"{column}"' for column in columns)
            marks = ", ".join(f":c{place}" for place in range(len(columns)))
            connection.execute(
                text(f'INSERT INTO "{name}" ({listed}) VALUES ({marks})'),  # noqa: S608
                [{f"c{place}": _kept(value) for place, value in enumerate(row)} for row in rows],
            )
    return counts


def rows(connection: Connection, names: Iterable[str], township: str) -> dict[str, int]:
    """How many rows of a township some tables have; as `lines` takes it."""
    where, told = (" WHERE township_id = :township", {"township": township}) if township else ("", {})
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"{where}'), told).scalar_one()  # noqa: S608
        for name in names
    }


def count(told: Iterable[str]) -> dict[str, int]:
    """Read the lines to their end; returns the rows by table. Raises as `put_in`."""
    counts: dict[str, int] = {}
    for name, _, rows in _parts(told):
        counts[name] = counts.get(name, 0) + len(rows)
    return counts


def _parts(told: Iterable[str]) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """(table, columns, some of its rows); a table without rows comes once."""
    counts: dict[str, int] = {}
    name, columns, rows, ended = "", list[str](), list[list[Any]](), False
    for line in told:
        read: Any = json.loads(line)
        if line.startswith("["):
            rows.append(read)
            counts[name] += 1
            if len(rows) == _AT_ONCE:
                yield name, columns, rows
                rows = []
            continue
        if name:
            yield name, columns, rows
        rows = []
        if "counts" in read:
            ended = read["counts"] == counts
            name = ""
        else:
            name, columns = read["table"], read["columns"]
            counts[name] = 0
    if not ended:
        raise damaged()


def _spelled(line: Any) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:
    """Bytes stand as an object, which no column of ours holds."""
    return {"bytes": b64encode(value).decode("ascii")} if isinstance(value, bytes) else value


def _kept(value: str | int | dict[str, str] | None) -> str | int | bytes | None:
    return b64decode(value["bytes"]) if isinstance(value, dict) else value

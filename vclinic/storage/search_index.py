"""What finds a resident: names from any character on, initials and pinyin by prefix, and three or more digits of an ID
number or telephone anywhere. Written with the resident, in the same transaction."""

import json
import re
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection, text as sql
from sqlmodel import Session

from vclinic.domain.names import normal_name, search_keys

_WHOLE, _INSIDE, _NUMBER, _HEAD = 0, 1, 2, 3
_PHRASE = 3  # letters or digits a trigram index needs
_LAST = "\U0010ffff"
_NOT_IN_NUMBERS = re.compile(r"[-—–－−‐‑()（）+\s]")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-8]\d{6,7})")
_BY_NAME = """SELECT resident_id, rank, key FROM name_key WHERE rank = :rank AND key >= :low AND key < :high
    ORDER BY key LIMIT :limit"""
_SEEN_BY_NAME = """SELECT k.resident_id, k.rank, k.key FROM seen s CROSS JOIN name_key k
    ON k.resident_id = s.resident_id AND k.key >= :low AND k.key < :high"""


class Searched(Protocol):
    """What somebody is found by; every `Resident` has it."""

    @property
    def name(self) -> str:
        """As on the record."""
        ...

    @property
    def id_no(self) -> str:
        """Number of the identity card; "" for none."""
        ...

    @property
    def phone(self) -> str:
        """As it was written; "" for none."""
        ...


def name_keys(name: str) -> dict[str, int]:
    """Search key → rank (0 from the beginning of the name, 1 from inside): 王建国 is found by 建国, jg and jianguo."""
    keys: dict[str, int] = {}
    written = normal_name(name) or name  # an earlier program kept look-alike characters as they came
    for start in range(len(written)):
        rank = _WHOLE if start == 0 else _INSIDE
        keys.setdefault(written[start:], rank)
    readings = search_keys(name)
    for whole in (*readings.initials, *readings.full):
        keys[whole] = _WHOLE
    for inside in readings.inside:
        keys.setdefault(inside, _INSIDE)
    return keys


def only_digits(number: str) -> str:
    """A telephone number without what people write between its digits: one record is found however it was written."""
    return "".join(filter(str.isdecimal, number))


def index_resident(session: Session, resident_id: str, resident: Searched) -> None:
    """Replace the search keys of one resident."""
    index_residents(session, ((resident_id, resident),))


def index_residents(session: Session, people: Sequence[tuple[str, Searched]]) -> None:
    """Replace the search keys of residents: a statement for all of them, for a roster brings thousands."""
    if not people:
        return
    session.flush()
    connection = session.connection()
    ids = [resident_id for resident_id, _ in people]
    before = _number_rows(connection, ids)
    new = [{"id": resident_id} for resident_id in ids if resident_id not in before]
    if before:
        connection.execute(sql("DELETE FROM number_index WHERE rowid = :n"), [{"n": n} for n in before.values()])
        connection.execute(sql("DELETE FROM name_key WHERE resident_id = :id"), [{"id": one} for one in before])
    if new:
        connection.execute(sql("INSERT INTO number_row (resident_id) VALUES (:id)"), new)
    rows = _number_rows(connection, ids) if new else before
    connection.execute(
        sql("INSERT INTO number_index (rowid, numbers) VALUES (:n, :numbers)"),
        [
            {"n": rows[resident_id], "numbers": f"{resident.id_no} {only_digits(resident.phone)}"}
            for resident_id, resident in people
        ],
    )
    connection.execute(
        sql("INSERT OR IGNORE INTO name_key (key, resident_id, rank) VALUES (:key, :id, :rank)"),
        [
            {"key": key, "id": resident_id, "rank": rank}
            for resident_id, resident in people
            for key, rank in name_keys(resident.name).items()
        ],
    )


def _number_rows(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Resident id → row of the index of numbers, of those who have one."""
    query = sql("SELECT resident_id, n FROM number_row WHERE resident_id IN (SELECT value FROM json_each(:ids))")
    return {row.resident_id: row.n for row in connection.execute(query, {"ids": json.dumps(list(ids))})}


def find_ids(session: Session, wanted: str, limit: int) -> list[tuple[str, int]]:
    """(resident id, rank) for one typed text; lower rank is the better match. Of those who match by name, ``limit``
    are read in the order of their keys, and whoever was opened lately on this machine besides.

    Ranks: -1 the whole name, 0 name from its beginning, 1 inside a name, 2 number fragment, 3 household head.
    """
    ranks: dict[str, int] = {}
    for resident_id, rank, key in _by_name(session, wanted, limit):
        better = -1 if rank == _WHOLE and key == wanted else rank
        ranks[resident_id] = min(better, ranks.get(resident_id, better))
    number = _NOT_IN_NUMBERS.sub("", wanted)
    if len(number) >= _PHRASE and number.isascii() and number.isalnum():
        for resident_id in _by_number(session, _written(number), limit):
            ranks.setdefault(resident_id, _NUMBER)
    if not wanted.isascii():
        for resident_id in _by_head(session, wanted, limit):
            ranks.setdefault(resident_id, _HEAD)
    return sorted(ranks.items(), key=lambda ranked: ranked[1])


def _by_name(session: Session, wanted: str, limit: int) -> list[tuple[str, int, str]]:
    run, span = session.connection().execute, {"low": wanted, "high": wanted + _LAST}
    rows = [*run(sql(_SEEN_BY_NAME), span)]
    for rank in (_WHOLE, _INSIDE):
        rows += run(sql(_BY_NAME), span | {"rank": rank, "limit": max(0, limit - len(rows))})
    return [(resident_id, rank, key) for resident_id, rank, key in rows]


def _written(number: str) -> list[str]:
    """The ways a number may stand in the index: a landline also with a dash, and alone without its area code."""
    landline = _LANDLINE.fullmatch(number)
    return [number, f"{landline[1]}-{landline[2]}", f" {landline[2]}"] if landline else [number]


def _by_number(session: Session, phrases: list[str], limit: int) -> list[str]:
    query = (
        "SELECT r.resident_id FROM number_index i JOIN number_row r ON r.n = i.rowid "
        "WHERE number_index MATCH :phrase LIMIT :limit"
    )
    phrase = " OR ".join(f'"{phrase}"' for phrase in phrases)
    return list(session.connection().execute(sql(query), {"phrase": phrase, "limit": limit}).scalars())


def _by_head(session: Session, wanted: str, limit: int) -> list[str]:
    query = "SELECT id FROM resident WHERE household_head >= :low AND household_head < :high LIMIT :limit"
    span = {"low": wanted, "high": wanted + _LAST, "limit": limit}
    return list(session.connection().execute(sql(query), span).scalars())

"""What finds a resident: names from any character on, initials and pinyin by prefix, and three or more digits of an ID
number or telephone anywhere. Written with the resident, in the same transaction."""

from sqlalchemy import text as sql
from sqlmodel import Session

from vclinic.domain.names import search_keys
from vclinic.domain.resident import Resident

_WHOLE, _INSIDE = 0, 1


def name_keys(name: str) -> dict[str, int]:
    """Search key → rank (0 from the beginning of the name, 1 from inside): 王建国 is found by 建国, jg and jianguo."""
    keys: dict[str, int] = {}
    for start in range(len(name)):
        rank = _WHOLE if start == 0 else _INSIDE
        keys.setdefault(name[start:], rank)
    readings = search_keys(name)
    for whole in (*readings.initials, *readings.full):
        keys[whole] = _WHOLE
    for inside in readings.inside:
        keys.setdefault(inside, _INSIDE)
    return keys


def index_resident(session: Session, resident_id: str, resident: Resident) -> None:
    """Replace the search keys of one resident."""
    session.flush()
    connection = session.connection()
    row = connection.execute(
        sql("SELECT n FROM number_row WHERE resident_id = :id"), {"id": resident_id}
    ).scalar_one_or_none()
    if row is None:
        connection.execute(sql("INSERT INTO number_row (resident_id) VALUES (:id)"), {"id": resident_id})
        row = connection.execute(sql("SELECT last_insert_rowid()")).scalar_one()
    else:
        connection.execute(sql("DELETE FROM number_index WHERE rowid = :n"), {"n": row})
        connection.execute(sql("DELETE FROM name_key WHERE resident_id = :id"), {"id": resident_id})
    connection.execute(
        sql("INSERT INTO number_index (rowid, numbers) VALUES (:n, :numbers)"),
        {"n": row, "numbers": f"{resident.id_no} {resident.phone}"},
    )
    connection.execute(
        sql("INSERT OR IGNORE INTO name_key (key, resident_id, rank) VALUES (:key, :id, :rank)"),
        [{"key": key, "id": resident_id, "rank": rank} for key, rank in name_keys(resident.name).items()],
    )


def find_ids(session: Session, wanted: str, limit: int) -> list[tuple[str, int]]:
    """(resident id, rank) for one typed text; lower rank is the better match.

    Ranks: -1 the whole name, 0 name from its beginning, 1 inside a name, 2 number fragment, 3 household head.
    """
    connection = session.connection()
    found: dict[str, int] = {}
    upper = wanted + "\U0010ffff"
    rows = connection.execute(
        sql(
            "SELECT resident_id, rank, key FROM name_key WHERE key >= :low AND key < :high ORDER BY rank, key LIMIT :limit"
        ),
        {"low": wanted, "high": upper, "limit": limit},
    )
    for resident_id, rank, key in rows:
        better = -1 if rank == _WHOLE and key == wanted else rank
        found[resident_id] = min(better, found.get(resident_id, 9))
    if len(wanted) >= 3 and wanted.isascii() and wanted.isalnum():
        rows = connection.execute(
            sql(
                "SELECT r.resident_id FROM number_index i JOIN number_row r ON r.n = i.rowid "
                "WHERE number_index MATCH :phrase LIMIT :limit"
            ),
            {"phrase": f'"{wanted}"', "limit": limit},
        )
        for (resident_id,) in rows:
            found.setdefault(resident_id, 2)
    if not wanted.isascii():
        rows = connection.execute(
            sql("SELECT id FROM resident WHERE household_head >= :low AND household_head < :high LIMIT :limit"),
            {"low": wanted, "high": upper, "limit": limit},
        )
        for (resident_id,) in rows:
            found.setdefault(resident_id, 3)
    return sorted(found.items(), key=lambda each: each[1])

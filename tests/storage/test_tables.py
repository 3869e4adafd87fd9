"""What the columns themselves refuse, whatever program writes them."""

from collections.abc import Iterator

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from tests import worlds
from vclinic.domain.entities import owned_by
from vclinic.services import counter_sheet, dispense
from vclinic.storage.database import connect
from vclinic.storage.tables import AnnouncementRow, told_as

RESIDENT_LISTS = (
    "payment_codes drug_allergy_codes exposure_codes past_diseases surgeries traumas transfusions family_father "
    "family_mother family_sibling family_child disability_codes extra"
).split()
NOT_JSON = "[1,"
CHECK, TYPE, MISSING, NO_DAY = "CHECK constraint", "cannot store", "NOT NULL constraint", "is no day"

REFUSED: list[tuple[str, str, object, str]] = [
    ("change", "revision", 0, CHECK),
    ("change", "payload", NOT_JSON, CHECK),
    ("change", "revision", "two", TYPE),
    ("change", "act", None, MISSING),
    *[("resident", column, NOT_JSON, CHECK) for column in RESIDENT_LISTS],
    ("resident", "revision", 0, CHECK),
    ("resident", "name", None, MISSING),
    ("enrolment", "height_cm", "tall", TYPE),
    ("follow_up", "status", "draft", CHECK),
    ("follow_up", "satisfied", 2, CHECK),
    *[
        ("follow_up", column, NOT_JSON, CHECK)
        for column in ("measures", "record", "assessment", "overrules", "reasons", "carried")
    ],
    ("follow_up", "entry_seconds", "long", TYPE),
    ("prescription", "record", NOT_JSON, CHECK),
    ("batch", "expires_on", "2027-02-30", NO_DAY),
    ("batch", "expires_on", "2027-2-3", NO_DAY),
    ("batch", "expires_on", "soon", NO_DAY),
    ("stock_movement", "moved_on", "today", NO_DAY),
    ("stock_movement", "moved_on", "2026-11-24T08:00:00", NO_DAY),
    ("batch", "cost", -1, CHECK),
    ("batch", "price", 1, CHECK),
    ("stock_entry", "quantity", 0, CHECK),
    ("dispensing", "record", NOT_JSON, CHECK),
    ("draft", "content", NOT_JSON, CHECK),
    ("receipt", "state", "lost", CHECK),
    ("verdict", "state", "lost", CHECK),
    ("verdict", "remarks", NOT_JSON, CHECK),
    ("notice", "payload", NOT_JSON, CHECK),
    ("notice", "state", "lost", CHECK),
    ("announcement", "record", NOT_JSON, CHECK),
    ("movement_kind", "sign", 2, CHECK),
    ("movement_kind", "unexpired", 2, CHECK),
    ("care", "managed", 2, CHECK),
]
NEW_KEY = {
    "draft": "owner_id",
    "notice": "seq",
    "movement_kind": "kind",
    "receipt": "change_id",
    "verdict": "change_id",
    "stock_movement": "source_id",
    "care": "resident_id",
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlcipher.Connection]:
    """A clinic in which everything happened once; each test takes back what it tried."""
    with worlds.clinic(tmp_path_factory.mktemp("tables") / "clinic") as (station, _):
        worlds.stock(station)
        resident = worlds.register(station)
        prescription = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        given = dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
        dispense.reverse_dispensing(station, given, "发错药")
        worlds.tell(station, worlds.announcement())
        made = connect(station.store.path, station.store.key)
        made.execute("INSERT INTO draft VALUES ('follow_up', 'R-1', '{}', '')")
        change, other = (row[0] for row in made.execute("SELECT id FROM change LIMIT 2"))
        made.execute("INSERT INTO receipt VALUES (?, 'refused', '', '', '', '')", (change,))
        made.execute("INSERT INTO verdict VALUES (?, 'accepted', '[]', '', NULL, '', '', 1)", (other,))
        yield made
        made.close()


def again(connection: sqlcipher.Connection, table: str, column: str, value: object) -> None:
    """A row like one that is there, under a key of its own, with one value changed."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    query = f"SELECT {', '.join(columns)} FROM {table}"
    (first, *_) = connection.execute(f"{query} WHERE kind = 'reversal'" if table == "dispensing" else query).fetchall()
    row = dict(zip(columns, first, strict=True))
    key = NEW_KEY.get(table, "id")
    row |= {key: 99 if key == "seq" else "made-up"}
    if "seq" in row and key != "seq":
        row["seq"] = None
    if table == "change":
        row["entity_id"] = "made-up"
    row[column] = value
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )


@pytest.mark.parametrize(("table", "column", "value", "why"), REFUSED, ids=[f"{row[0]}.{row[1]}" for row in REFUSED])
def test_a_value_that_cannot_be_is_refused_by_its_column(
    connection: sqlcipher.Connection, table: str, column: str, value: object, why: str
) -> None:
    connection.execute("BEGIN")
    try:
        with pytest.raises(sqlcipher.IntegrityError, match=why) as told:
            again(connection, table, column, value)
        assert why == TYPE or column in str(told.value)
    finally:
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("entity", owned_by("township"), ids=lambda entity: entity.name)
def test_every_record_of_the_township_has_rows_to_be_kept_in(entity) -> None:
    assert told_as(entity.name).entity() == entity.name
    assert told_as("announcement") is AnnouncementRow


@pytest.mark.parametrize("entity", ["resident", "a_kind_of_tomorrow", ""])
def test_what_the_township_does_not_own_has_none(entity: str) -> None:
    with pytest.raises(LookupError):
        told_as(entity)

"""A township's or a county's database, made in bulk: one village is filed as real ones are, its rows are copied.

`python -m bench.county --data DIR --clinics 300 --residents 500000 --visits 2000000 [--database URL]` makes one to look
at; `bench.pages` measures the console of such a one.
"""

import argparse
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlmodel import col, select

from bench.village import village
from sync.client.batches import document_of
from sync.protocol.messages import MAX_CHANGES, Change
from sync.server.database.store import Store, create
from sync.server.database.tables import Clinic, Counter as Numbers, Device
from sync.server.intake import receipts
from sync.server.review import looking
from vclinic.clock import SystemClock
from vclinic.domain.dates import beijing_day
from vclinic.storage import changes

PLACES = ("inbox", "resident_mirror", "follow_up_mirror", "mirror", "review")
"""Tables that are copied, in the order they name each other."""
VISITS = ("inbox", "follow_up_mirror", "review")
_IDS = frozenset(("id", "change_id", "entity_id", "resident_id"))
_DECIDED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything; ``undecided`` leaves every visit waiting, else those of the last month wait."""

    clinics: int
    residents: int
    visits: int
    undecided: bool = False


TOWNSHIP = Size(30, 62_000, 120_000, undecided=True)
COUNTY = Size(300, 500_000, 2_000_000)


def fill(store: Store, size: Size, now: datetime) -> int:
    """Make clinics with their records; returns how many changes there are."""
    sent = a_village(size.residents // size.clinics)
    with store.write() as session:
        for number in range(size.clinics):
            clinic = Clinic(
                id=_clinic(number),
                name=f"测量{number:03}村卫生室",
                village_code=f"340123{number:06}",
                created_at=now.isoformat(),
            )
            session.add(clinic)
            session.flush()
            session.add(
                Device(
                    id=_device(number), clinic_id=clinic.id, public_key=f"k{number}", id_tag="", program="bench",
                    enrolled_at=now.isoformat(), last_contact_at=now.isoformat(), last_batch=0, skew_seconds=0,
                )
            )  # fmt: skip
    for start in range(0, len(sent), MAX_CHANGES):
        with store.write() as session:
            receipts.take(session, _device(0), _clinic(0), sent[start : start + MAX_CHANGES], now)
    looking.catch_up(store, beijing_day(now))
    kinds = Counter(change.entity for change in sent)
    rounds = max(1, round(size.visits / size.clinics / kinds["follow_up"]))
    total = len(sent)
    for again in range(1, rounds):  # more visits of the same people, each a quarter of a year's part earlier
        with store.write() as session:
            for place in VISITS:
                only = "entity = 'follow_up'" if place != "follow_up_mirror" else ""
                values = {"seq": f"seq + {total}"} | {name: f"{name} || '.v{again}'" for name in _IDS - {"resident_id"}}
                _copy(session.connection(), place, values, f"{only or '1 = 1'} AND change_id NOT LIKE '%.%'")
        total += len(sent)
    if not size.undecided:
        _decide(store, now)
    a_clinic = total
    for number in range(1, size.clinics):
        with store.write() as session:
            values = {"seq": f"seq + {number * a_clinic}"} | {name: f"{name} || '-{number}'" for name in _IDS}
            values |= {"clinic_id": f"'{_clinic(number)}'", "device_id": f"'{_device(number)}'"}
            values |= {"doctor_name": f"doctor_name || '{number}'"}
            for place in PLACES:
                _copy(session.connection(), place, values, f"clinic_id = '{_clinic(0)}'")
    with store.write() as session:
        row = session.exec(select(Numbers).where(col(Numbers.name) == "inbox")).one()
        row.value = a_clinic * size.clinics
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
        return connection.execute(text("SELECT count(*) FROM inbox")).scalar_one()


def a_village(residents: int) -> list[Change]:
    """The changes of a village with a year of work."""
    with village(residents, 12) as station, station.store.read() as session:
        return [Change(**document_of(row)) for row in changes.pending(session, 0, 10**9)]


def _clinic(number: int) -> str:
    return f"c{number:03}"


def _device(number: int) -> str:
    return f"d{number:03}"


def _decide(store: Store, now: datetime) -> None:
    until = (now - _DECIDED_AFTER).date().isoformat()
    with store.write() as session:
        session.connection().execute(
            text(
                "UPDATE review SET state = 'accepted', rank = 3, reviewer = 's1', decided_at = :now"
                " WHERE state = 'waiting' AND day < :until AND day <> ''"
            ),
            {"now": now.isoformat(timespec="seconds"), "until": until},
        )


def _copy(connection: Connection, place: str, values: Mapping[str, str], where: str) -> None:
    """Rows of a table once more; ``values`` says in SQL what is different."""
    if connection.dialect.name == "postgresql":  # the rows name each other as those they are copied from
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    names = [column["name"] for column in inspect(connection).get_columns(place)]
    columns, wanted = ", ".join(names), ", ".join(values.get(name, name) for name in names)
    connection.execute(text(f"INSERT INTO {place} ({columns}) SELECT {wanted} FROM {place} WHERE {where}"))  # noqa: S608  our own names


def main() -> None:
    """Make one and say how many changes it has."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--data", type=Path, required=True)
    wanted.add_argument("--database", default="")
    wanted.add_argument("--clinics", type=int, default=COUNTY.clinics)
    wanted.add_argument("--residents", type=int, default=COUNTY.residents)
    wanted.add_argument("--visits", type=int, default=COUNTY.visits)
    wanted.add_argument("--undecided", action="store_true")
    given = wanted.parse_args()
    size = Size(given.clinics, given.residents, given.visits, given.undecided)
    with closing(create(given.data, "测量县", given.database)) as store:
        print(f"{fill(store, size, SystemClock().now()):,} changes")


if __name__ == "__main__":
    main()

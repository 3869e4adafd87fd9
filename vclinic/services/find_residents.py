"""One box finds anybody: name, initials, pinyin, any part of a name, ID number or telephone, or the household's head."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vclinic.domain.dates import age_on
from vclinic.domain.names import normal_name
from vclinic.forms.reading import half_width
from vclinic.services.workstation import Workstation
from vclinic.storage import resident_lists
from vclinic.storage.resident_lists import ListedResident
from vclinic.storage.search_index import find_ids

_ENOUGH = 60  # candidates ranked per keystroke; more cannot be told apart by one or two letters


@dataclass(frozen=True, slots=True)
class ResidentHit:
    """A resident as a search or a list shows them; ``due_on`` is the next visit's date where one is known."""

    id: str
    name: str
    sex_code: str
    birth_date: date
    age: int
    id_no_tail: str
    phone: str
    village_group: str
    household_head: str
    diseases: tuple[str, ...]
    due_on: date | None
    closed: bool


def find(station: Workstation, text: str, limit: int = 20) -> list[ResidentHit]:
    """Best first: a name from its beginning, then inside it, then numbers, then the head's household; within each,
    people seen recently and people due come first. An empty text lists those."""
    wanted = "".join(half_width(text).split()).lower()  # an input method left in full width types ｚｓ
    if not wanted.isascii():
        wanted = normal_name(wanted)  # the dot of a minority name is typed in ten ways
    with station.store.read() as session:
        if not wanted:
            return _hits(resident_lists.recent(session, limit), station.clock.today())
        ranked = dict(find_ids(session, wanted, _ENOUGH if len(wanted) > 1 else 4 * _ENOUGH))
        rows = resident_lists.rows(session, ranked)
        seen = resident_lists.seen_at(session, ranked)
    today = station.clock.today()

    def order(row: ListedResident) -> tuple[int, bool, float, bool, str]:
        due = row.due_on is not None and row.due_on <= today
        newest_first = -seen[row.id].timestamp() if row.id in seen else 0.0
        return ranked[row.id], row.closed, newest_first, not due, row.name

    return _hits(sorted(rows, key=order)[:limit], today)


def list_residents(
    station: Workstation, group: str = "", disease: str = "", after: str = "", limit: int = 200
) -> list[ResidentHit]:
    """The village's residents by household, filtered by village group and disease; ``after`` is the id of the last
    resident of the page before."""
    with station.store.read() as session:
        return _hits(resident_lists.page(session, group, disease, after, limit), station.clock.today())


def count_residents(station: Workstation) -> int:
    """People with an open record."""
    with station.store.read() as session:
        return resident_lists.count(session)


def groups(station: Workstation) -> list[str]:
    """The village groups that occur."""
    with station.store.read() as session:
        return resident_lists.groups(session)


def _hits(rows: Iterable[ListedResident], today: date) -> list[ResidentHit]:
    return [
        ResidentHit(
            row.id,
            row.name,
            sex_code=row.sex_code,
            birth_date=row.birth_date,
            age=age_on(row.birth_date, today),
            id_no_tail=row.id_no[-4:],
            phone=row.phone,
            village_group=row.village_group,
            household_head=row.household_head,
            diseases=row.diseases,
            due_on=row.due_on,
            closed=row.closed,
        )
        for row in rows
    ]

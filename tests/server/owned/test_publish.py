"""Records the township owns: who is told which revision, once, and what is refused before anybody is."""

import json
from collections.abc import Collection

import pytest
from sqlmodel import Session, col, select

from sync.server.database.store import Store
from sync.server.database.tables import Clinic, Outbox, OwnedRecord, Staff, Told
from sync.server.owned import publish
from tests.server.township import MORNING

NOTICE = {"title": "周三停电", "text": "请备份。", "published_on": "2026-11-25", "valid_until": "2026-11-30"}
LIN = Staff(id="s-1", login="linxy", name="林晓燕", role="reviewer", password="", created_at="")


@pytest.fixture
def near_and_far(store: Store) -> Store:
    add_clinics(store, "c-far", "c-near")
    return store


def add_clinics(store: Store, *ids: str) -> None:
    with store.write() as session:
        for number in ids:
            session.add(Clinic(id=number, name=number, village_code=number, created_at=""))


def write(
    store: Store, key: str, clinics: Collection[str] | None = None, entity: str = "announcement", **data: str
) -> None:
    with store.write() as session:
        publish.write(session, entity, key, NOTICE | data, clinics=clinics, staff=LIN, now=MORNING)


def told(session: Session) -> list[tuple[str, str, int]]:
    """Clinic, record and revision of every notice, in the order of their numbers."""
    rows = session.exec(select(Outbox).order_by(col(Outbox.seq))).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    notices = [(row.clinic_id, json.loads(row.payload)) for row in rows]
    return [(clinic, notice["entity_id"], notice["revision"]) for clinic, notice in notices]


def test_a_new_record_is_told_to_every_clinic_there_is(near_and_far: Store) -> None:
    write(near_and_far, "n-1")
    with near_and_far.read() as session:
        assert told(session) == [("c-far", "n-1", 1), ("c-near", "n-1", 1)]
        row = session.get(OwnedRecord, ("announcement", "n-1"))
        assert row is not None
        assert (row.everybody, row.revision, row.written_by) == (1, 1, "林晓燕")
        assert json.loads(row.data) == NOTICE
        notice = json.loads(session.exec(select(Outbox.payload)).first() or "")
        assert (notice["kind"], notice["data"], notice["at"]) == ("record", NOTICE, "2026-11-25T09:20:00+08:00")


def test_a_later_revision_goes_to_whom_the_first_was_told_whatever_is_asked(near_and_far: Store) -> None:
    write(near_and_far, "n-1", ["c-near"])
    write(near_and_far, "n-1", ["c-far"], title="周四停电")
    write(near_and_far, "n-1", None, title="周五停电")
    with near_and_far.read() as session:
        assert told(session) == [("c-near", "n-1", 1), ("c-near", "n-1", 2), ("c-near", "n-1", 3)]
        assert [(row.clinic_id, row.revision) for row in session.exec(select(Told))] == [("c-near", 3)]


def test_a_record_for_nobody_is_kept_and_told_to_nobody(near_and_far: Store) -> None:
    write(near_and_far, "n-1", [])
    with near_and_far.read() as session:
        assert told(session) == []
        assert session.get(OwnedRecord, ("announcement", "n-1")) is not None


def test_a_newcomer_hears_the_newest_revision_of_what_is_for_all_and_once(near_and_far: Store) -> None:
    write(near_and_far, "n-all")
    write(near_and_far, "n-all", title="周四停电")
    write(near_and_far, "n-near", ["c-near"])
    add_clinics(near_and_far, "c-new")
    for _ in range(2):
        with near_and_far.write() as session:
            publish.tell_newcomer(session, "c-new", MORNING)
    with near_and_far.read() as session:
        assert [(key, revision) for clinic, key, revision in told(session) if clinic == "c-new"] == [("n-all", 2)]
    write(near_and_far, "n-all", title="周五停电")
    with near_and_far.read() as session:
        assert {clinic for clinic, key, revision in told(session) if revision == 3} == {"c-far", "c-near", "c-new"}


@pytest.mark.parametrize(
    ("entity", "lacking"),
    [
        ("follow_up", {}),
        ("of_tomorrow", {}),
        ("announcement", {"title": ""}),
        ("announcement", {"valid_until": "soon"}),
    ],
)
def test_what_is_not_ours_or_not_whole_is_a_bug_and_leaves_nothing(
    near_and_far: Store, entity: str, lacking: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=entity):
        write(near_and_far, "n-1", entity=entity, **lacking)
    with near_and_far.read() as session:
        assert told(session) == []
        assert session.exec(select(OwnedRecord)).all() == []

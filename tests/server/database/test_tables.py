"""Rows are kept whole on both databases: every column of every table comes back as it was written."""

from sqlalchemy import func
from sqlmodel import col, select

from sync.server.database.store import Store, insert_rows, set_where
from sync.server.database.tables import Counter, LoginFailure, Row, Township
from tests.server.township import ClinicDevice, RunningTownship

LARGEST = 2**63 - 1


def test_tables_are_named_after_their_rows() -> None:
    names = set(Row.metadata.tables)
    assert {"resident_mirror", "follow_up_mirror", "login_session", "enrol_code", "township", "told"} <= names
    assert all(name == name.lower() and not name.startswith("_") for name in names)


def test_the_largest_number_and_any_text_come_back(store: Store) -> None:
    texts = ["", " ", "清溪镇 😀", "'; DROP TABLE review; --", "a" * 100_000, "\\ % _ :name", "\n\t\r"]
    with store.write() as session:
        session.add(Counter(name="largest", value=LARGEST))
        insert_rows(session, Township, [{"key": f"k-{n}", "value": text} for n, text in enumerate(texts)])
        insert_rows(session, Township, [])
    with store.read() as session:
        counter = session.get(Counter, "largest")
        assert counter is not None
        assert counter.value == LARGEST
        for n, text in enumerate(texts):
            row = session.get(Township, f"k-{n}")
            assert row is not None
            assert row.value == text


def test_text_stands_in_the_order_of_its_bytes_on_both(store: Store) -> None:
    """A server's language would fold letters and pass over dashes: dates would not compare as dates."""
    keys = ["2026-11-16", "2026-11-16T09:00:00+08:00", "20261117", "B", "a", "Ä", "中", "一"]
    with store.write() as session:
        insert_rows(session, Township, [{"key": key, "value": ""} for key in keys])
        set_where(session, Township, Township.key == "name", value="x")
    with store.read() as session:
        ordered = session.exec(
            select(Township.key).where(col(Township.key).not_in(("name", "epoch"))).order_by(Township.key)
        ).all()
        day = session.exec(select(Township.key).where(col(Township.key).between("2026-11-16", "2026-11-17"))).all()
    assert list(ordered) == sorted(keys, key=lambda key: key.encode())
    assert sorted(day) == keys[:2]


def test_how_many_were_changed_is_told(store: Store) -> None:
    rows = [{"login": name, "count": 1, "last_at": ""} for name in ("a", "b", "c")]
    with store.write() as session:
        insert_rows(session, LoginFailure, rows)
        assert set_where(session, LoginFailure, LoginFailure.login != "a", count=5) == 2
        assert set_where(session, LoginFailure, LoginFailure.login == "z", count=5) == 0
    with store.read() as session:
        assert session.exec(select(func.sum(LoginFailure.count))).one() == 11


def test_what_was_read_stays_readable_after_its_session(township: RunningTownship, clinic: ClinicDevice) -> None:
    with township.store.read() as session:
        row = session.exec(select(Township).where(Township.key == "name")).one()
    assert (row.key, row.value) == ("name", "清溪镇卫生院")

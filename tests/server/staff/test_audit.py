"""Who looked at or did what: in order, with the act, and gone with it when it fails."""

import pytest
from sqlmodel import col, select

from sync.server.database.store import Store
from sync.server.database.tables import Audit
from sync.server.staff import accounts, audit
from tests.server.township import CHEAP, MORNING, PASSWORD


def entries(store: Store) -> list[Audit]:
    with store.read() as session:
        return list(session.exec(select(Audit).order_by(col(Audit.seq))))


def test_acts_are_numbered_in_their_order(store: Store) -> None:
    for act in ("search", "export"):
        with store.write() as session:
            audit.note(session, None, act, entity="residents", entity_id="", now=MORNING)
            audit.note(session, None, f"{act} again", entity="residents", entity_id="", now=MORNING)
    assert [(row.seq, row.act) for row in entries(store)] == [
        (1, "search"), (2, "search again"), (3, "export"), (4, "export again"),
    ]  # fmt: skip


def test_a_person_is_named_and_the_command_line_is_nobody(store: Store) -> None:
    with store.write() as session:
        made = accounts.add_staff(session, "linxy", "林晓燕", "reviewer", PASSWORD, MORNING, hasher=CHEAP)
        assert not isinstance(made, list)
        audit.note(session, made, "accepted", entity="follow_up", entity_id="V-1", now=MORNING, detail="第 1 版")
        audit.note(session, None, "export", entity="visits", entity_id="", now=MORNING)
    first, second = entries(store)
    assert (first.login, first.entity_id, first.detail) == ("linxy", "V-1", "第 1 版")
    assert first.staff_id != ""
    assert first.at == "2026-11-25T09:20:00+08:00"
    assert (second.login, second.staff_id, second.detail) == ("", "", "")


def test_an_act_that_fails_leaves_no_entry_and_no_gap(store: Store) -> None:
    def fails() -> None:
        with store.write() as session:
            audit.note(session, None, "accepted", entity="follow_up", entity_id="V-1", now=MORNING)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with store.write() as session:
        audit.note(session, None, "returned", entity="follow_up", entity_id="V-1", now=MORNING)
    assert [(row.seq, row.act) for row in entries(store)] == [(1, "returned")]

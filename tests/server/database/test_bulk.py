"""Many rows in one statement: what they say comes back as it was, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from sync.server.database.bulk import SIGN
from sync.server.database.store import Store, insert_missing, insert_rows, upsert
from sync.server.database.tables import LoginFailure

ODD = [
    "",
    "清溪镇 😀",
    "'; DROP TABLE review; --",
    '"quoted" and \\ alone',
    "\\u0000 spelled out",
    '{"data":{"note":"\\u0000"}}',
    "%s %(name)s ? :name",
    "null",
    "\n\t\r",
    "{a,b}",
]


def failure(login: str, count: int = 1, last_at: str = "") -> dict[str, Any]:
    return {"login": login, "count": count, "last_at": last_at}


def kept(store: Store) -> dict[str, tuple[int, str]]:
    with store.read() as session:
        return {row.login: (row.count, row.last_at) for row in session.exec(select(LoginFailure))}


def test_odd_texts_and_the_largest_numbers_come_back(store: Store) -> None:
    with store.write() as session:
        insert_rows(session, LoginFailure, [failure(f"{n}", 2**63 - 1 - n, text) for n, text in enumerate(ODD)])
    assert kept(store) == {f"{n}": (2**63 - 1 - n, text) for n, text in enumerate(ODD)}


def test_columns_may_stand_in_any_order(store: Store) -> None:
    with store.write() as session:
        insert_rows(session, LoginFailure, [{"last_at": "b", "count": 3, "login": "a"}])
    assert kept(store) == {"a": (3, "b")}


def test_nothing_is_no_statement(store: Store) -> None:
    with store.write() as session:
        for write in (insert_rows, insert_missing, upsert):
            write(session, LoginFailure, [])
    assert kept(store) == {}


@pytest.mark.parametrize(
    ("write", "there"),
    [(insert_missing, (1, "before")), (upsert, (2, "after"))],
    ids=["is left alone", "is written anew"],
)
def test_a_row_that_is_there(store: Store, write: Callable[..., None], there: tuple[int, str]) -> None:
    with store.write() as session:
        insert_rows(session, LoginFailure, [failure("a", 1, "before")])
        write(session, LoginFailure, [failure("a", 2, "after"), failure("b", 4, "new")])
    assert kept(store) == {"a": there, "b": (4, "new")}


def test_a_row_that_is_there_stops_all_others_when_nothing_is_said(store: Store) -> None:
    with store.write() as session:
        insert_rows(session, LoginFailure, [failure("a")])
    with pytest.raises(IntegrityError), store.write() as session:
        insert_rows(session, LoginFailure, [failure("b"), failure("a")])
    assert set(kept(store)) == {"a"}


def test_a_nul_is_kept_or_becomes_a_sign_and_never_stops_the_others(store: Store) -> None:
    with store.write() as session:
        insert_rows(session, LoginFailure, [failure("a", 1, "张\0三"), failure("b", 1, "\\u0000")])
    sign = SIGN if store.engine.dialect.name == "postgresql" else "\0"
    assert kept(store) == {"a": (1, f"张{sign}三"), "b": (1, "\\u0000")}


def test_all_rows_of_a_large_batch_arrive(store: Store) -> None:
    with store.write() as session:
        insert_rows(session, LoginFailure, [failure(f"{n}", n) for n in range(1200)])
    assert sorted(count for count, _ in kept(store).values()) == list(range(1200))

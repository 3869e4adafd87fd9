"""Wrong passwords, many at once and invented: counted before they are looked at, and never at the clinics' expense."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from sync.server.database.store import Store, create
from sync.server.database.tables import Audit, LoginFailure, LoginSession, Staff
from sync.server.staff import accounts, auth, passwords, throttle
from tests.server.township import CHEAP, MORNING, PASSWORD
from vclinic.domain.problem import Refused


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    result = create(tmp_path / "t", "清溪镇卫生院")
    with result.write() as session:
        for login in ("linxy", "admin"):
            accounts.add_staff(session, login, login, "administrator", PASSWORD, MORNING, hasher=CHEAP)
    yield result
    result.close()


def refused(store: Store, login: str, password: str) -> str:
    """The code of the refusal; "" when signed in."""
    try:
        auth.sign_in(store, login, password, MORNING)
    except Refused as fault:
        return fault.code
    return ""


def test_a_password_is_looked_at_while_others_may_write(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote: list[bool] = []

    def look(stored: str, password: str) -> bool:
        done = threading.Event()

        def write() -> None:
            with store.write():
                done.set()

        writer = threading.Thread(target=write)
        writer.start()
        wrote.append(done.wait(10))
        writer.join(10)
        return passwords_verify(stored, password)

    passwords_verify = passwords.verify
    monkeypatch.setattr(passwords, "verify", look)
    assert refused(store, "linxy", PASSWORD) == ""
    assert refused(store, "nobody", PASSWORD) == "wrong_password"
    signed, token = auth.sign_in(store, "linxy", PASSWORD, MORNING)
    assert accounts.change_password(store, signed, token, PASSWORD, "another-one", "another-one", MORNING) == []
    assert wrote == [True] * 4


def test_many_guesses_at_once_are_no_more_than_one_after_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_line", threading.BoundedSemaphore(64))
    looked: list[str] = []
    gate = threading.Barrier(throttle.FREE_TRIES, timeout=20)

    def look(_stored: str, password: str) -> bool:
        looked.append(password)
        gate.wait()  # every guess that may be looked at is being looked at before the first is found wrong
        return False

    monkeypatch.setattr(passwords, "verify", look)
    with ThreadPoolExecutor(24) as pool:
        result = list(pool.map(lambda entry: refused(store, "linxy", f"guess-{entry}"), range(24)))
    assert len(looked) == throttle.FREE_TRIES
    assert sorted(set(result)) == ["wait", "wrong_password"]
    assert result.count("wait") == 24 - throttle.FREE_TRIES


def test_a_full_line_turns_away_at_once_and_counts_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_line", threading.BoundedSemaphore(1))
    with passwords.in_line():
        assert refused(store, "linxy", "wrong") == "busy"
    with store.read() as session:
        assert session.get(LoginFailure, "linxy") is None
    assert refused(store, "linxy", PASSWORD) == ""


@pytest.mark.parametrize("what", ["closed", "new password"])
def test_an_account_that_changes_while_its_password_is_looked_at_lets_nobody_in(
    store: Store, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def look(_stored: str, _password: str) -> bool:
        with store.write() as session:
            row = session.exec(select(Staff).where(Staff.login == "linxy")).one()
            if what == "closed":
                assert accounts.close(session, row.id, MORNING)
            else:
                row.password = "another"
        return True

    monkeypatch.setattr(passwords, "verify", look)
    assert refused(store, "linxy", PASSWORD) == "wrong_password"
    with store.read() as session:
        assert session.exec(select(LoginSession)).all() == []


def test_a_password_changed_in_two_places_at_once_is_changed_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, token = auth.sign_in(store, "linxy", PASSWORD, MORNING)
    assert accounts.change_password(store, signed, token, PASSWORD, "first-one", "first-one", MORNING) == []
    monkeypatch.setattr(passwords, "verify", lambda _stored, _password: True)
    with pytest.raises(Refused) as caught:
        accounts.change_password(store, signed, token, PASSWORD, "second-one", "second-one", MORNING)
    assert caught.value.code == "moved"


def test_invented_logins_fill_nothing_and_push_nobody_real_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "STRANGERS", 20)
    monkeypatch.setattr(passwords, "verify", lambda _stored, _password: False)
    for _ in range(throttle.FREE_TRIES):
        refused(store, "linxy", "wrong")
    for entry in range(100):
        assert refused(store, f"invented-{entry}", "wrong") == "wrong_password"
    with store.read() as session:
        rows = session.exec(select(LoginFailure.login)).all()
        noted = session.exec(select(func.count()).where(Audit.act == "sign_in_failed")).one()
    assert len(rows) <= 21
    assert "linxy" in rows
    assert "invented-99" in rows, "the newest is remembered, the oldest makes room"
    assert noted <= throttle.FREE_TRIES + 20
    assert refused(store, "linxy", PASSWORD) == "wait"
    with store.write() as session:
        assert throttle.take(session, "tomorrow", MORNING + timedelta(days=2)) == 0
    with store.read() as session:
        assert session.exec(select(LoginFailure.login)).all() == ["tomorrow"], "what is a day old is forgotten"

"""What is kept of a password, and what looking at one costs: a real one is dear, whoever makes it and by whichever door."""

import time
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import Type, extract_parameters
from sqlmodel import select

from sync.server.database.store import Store, create
from sync.server.database.tables import Staff
from sync.server.staff import accounts, auth, passwords
from sync.server.staff.auth import SignedIn
from tests.server.township import CHEAP, MORNING, PASSWORD
from vclinic.domain.problem import Refused

OTHER = "only-i-know-this"


@pytest.fixture
def store(tmp_path: Path):
    made = create(tmp_path / "t", "清溪镇卫生院")
    yield made
    made.close()


def add(store: Store, login: str, now: datetime = MORNING) -> None:
    with store.write() as session:
        assert isinstance(accounts.add_staff(session, login, login, "administrator", PASSWORD, now), Staff)


def kept(store: Store, login: str) -> str:
    with store.read() as session:
        return session.exec(select(Staff.password).where(Staff.login == login)).one()


def is_dear(stored: str) -> bool:
    """At least what OWASP and RFC 9106 name as the least: 19 MiB in two passes, 46 MiB in one."""
    cost = extract_parameters(stored)
    return cost.type == Type.ID and cost.memory_cost * cost.time_cost >= 38 * 1024 and cost.memory_cost >= 19 * 1024


def test_what_is_kept_is_dear_by_every_way_a_password_is_set(store: Store) -> None:
    add(store, "admin")
    add(store, "linxy")
    assert is_dear(kept(store, "linxy"))
    with store.read() as session:
        (them,) = session.exec(select(Staff).where(Staff.login == "linxy")).all()
        admin = SignedIn(session.exec(select(Staff).where(Staff.login == "admin")).one(), "")
    assert accounts.starting_password(store, them.id, OTHER, admin, MORNING) == []
    assert is_dear(kept(store, "linxy"))
    person, token = auth.sign_in(store, "linxy", OTHER, MORNING)
    assert accounts.change_password(store, person, token, OTHER, PASSWORD, PASSWORD, MORNING) == []
    assert is_dear(kept(store, "linxy"))


def test_a_password_is_right_or_not_whatever_its_hash_costs() -> None:
    for stored in (passwords.make(PASSWORD), passwords.make(PASSWORD, CHEAP)):
        assert PASSWORD not in stored
        assert passwords.verify(stored, PASSWORD)
        assert not passwords.verify(stored, PASSWORD + " ")
    assert not passwords.verify("", PASSWORD)
    assert not passwords.verify(None, "")
    assert not passwords.verify(None, PASSWORD)


def test_a_login_nobody_has_takes_as_long_as_a_wrong_password() -> None:
    stored = passwords.make(PASSWORD)

    def seconds(kept: str | None) -> float:
        begun = time.perf_counter()
        assert not passwords.verify(kept, OTHER)
        return time.perf_counter() - begun

    known = min(seconds(stored) for _ in range(6))
    unknown = min(seconds(None) for _ in range(6))
    assert 0.6 < unknown / known < 1.7, (unknown, known)


def test_loading_the_program_hashes_nothing() -> None:
    kept = [name for name, value in vars(passwords).items() if isinstance(value, str) and value.startswith("$argon2")]
    assert kept == []


@pytest.mark.parametrize(
    ("password", "code"), [("", "too_short"), ("七个字的密码呀", "too_short"), ("a" * 129, "too_long")]
)
def test_a_new_password_has_a_length(password: str, code: str) -> None:
    (problem,) = passwords.check(password)
    assert (problem.field, problem.code) == ("password", code)
    assert passwords.check("a" * 8) == passwords.check("a" * 128) == []


def test_the_line_is_short_and_its_places_are_given_back() -> None:
    for _ in range(2 * passwords.IN_LINE):
        with passwords.in_line():
            pass

    def stand(places: int) -> None:
        if places:
            with passwords.in_line():
                stand(places - 1)

    with pytest.raises(Refused) as told:
        stand(passwords.IN_LINE + 1)
    assert told.value.code == "busy"
    stand(passwords.IN_LINE)

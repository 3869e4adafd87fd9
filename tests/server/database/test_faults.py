"""The world's faults of a database, as both engines tell them, become a sentence; what is our own bug stays one."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from sync.server.database.faults import told_in_words, without_content
from vclinic.domain.problem import WorldFault


def code_of(fault: DatabaseError) -> str:
    with pytest.raises(WorldFault) as told, told_in_words():
        raise fault
    assert "杨素芬" not in told.value.sentence
    return told.value.code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("file is not a database", "damaged"),
        ("database disk image is malformed", "damaged"),
        ("database or disk is full", "disk_full"),
        ("unable to open database file", "unopenable"),
        ("attempt to write a readonly database", "read_only"),
        ("database is locked", "busy"),
    ],
)
def test_what_sqlite_says(said: str, code: str) -> None:
    assert code_of(OperationalError("SELECT '杨素芬'", {}, sqlite3.OperationalError(said))) == code


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (psycopg.errors.InvalidPassword, "denied"),
        (psycopg.errors.InvalidAuthorizationSpecification, "denied"),
        (psycopg.errors.InvalidCatalogName, "no_database"),
        (psycopg.errors.InsufficientPrivilege, "denied"),
        (psycopg.errors.ReadOnlySqlTransaction, "read_only"),
        (psycopg.errors.DiskFull, "disk_full"),
        (psycopg.errors.TooManyConnections, "busy"),
        (psycopg.errors.LockNotAvailable, "busy"),
        (psycopg.errors.SerializationFailure, "busy"),
        (psycopg.errors.DeadlockDetected, "busy"),
        (psycopg.errors.AdminShutdown, "unreachable"),
        (psycopg.errors.CannotConnectNow, "unreachable"),
        (psycopg.errors.ConnectionFailure, "unreachable"),
        (psycopg.OperationalError, "unreachable"),  # the server was never reached
    ],
)
def test_what_postgresql_says(fault: type[psycopg.Error], code: str) -> None:
    assert code_of(OperationalError("SELECT '杨素芬'", {}, fault("connection to 10.0.0.8 failed"))) == code


@pytest.mark.parametrize(
    "fault",
    [
        IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed: inbox.seq")),
        OperationalError("SELEC", {}, sqlite3.OperationalError('near "SELEC": syntax error')),
        IntegrityError("INSERT", {}, psycopg.errors.UniqueViolation("duplicate key")),
        ProgrammingError("SELEC", {}, psycopg.errors.SyntaxError("syntax error")),
        ProgrammingError("SELECT", {}, psycopg.ProgrammingError("wrong use of the driver")),
    ],
)
def test_a_bug_of_ours_goes_through(fault: DatabaseError) -> None:
    with pytest.raises(type(fault)), told_in_words():
        raise fault


def test_a_fault_of_ours_is_logged_by_its_kind_and_place_and_never_by_what_a_record_says() -> None:
    def place() -> None:
        raise KeyError("杨素芬")

    with pytest.raises(KeyError) as raised:
        place()
    assert without_content(raised.value).startswith("KeyError at place:")
    assert "杨素芬" not in without_content(raised.value)

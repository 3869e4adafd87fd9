"""Passwords with argon2id, checked one at a time with few waiting, so that a flood of logins takes neither the
memory nor the threads that clinics' reports need. A login calls it while it does not hold the database."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vclinic.domain.problem import Problem, Refused
from vclinic.domain.typed import plain, spellings

MIN_PASSWORD, MAX_PASSWORD = 8, 128
IN_LINE = 8
USUAL = PasswordHasher()
_line = threading.BoundedSemaphore(IN_LINE)
_one = threading.Lock()


@contextmanager
def in_line() -> Generator[None]:
    """Wait for the turn to have a password checked.

    Raises:
        Refused: ``busy``, the line is full; nothing was counted.
    """
    if not _line.acquire(blocking=False):
        raise Refused("busy", "现在登录的人太多，请过几秒再试。")
    try:
        yield
    finally:
        _line.release()


def make(password: str, hasher: PasswordHasher = USUAL) -> str:
    """What is kept of a password; its cost is kept with it, so that `verify` needs no telling."""
    with _one:
        return hasher.hash(plain(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether this is the password, as typed or made even. Without one (nobody has this login) it takes as long: the answer's time must not
    tell who has an account."""
    with _one:
        if stored is None:
            for spelling in spellings(password):
                USUAL.hash(spelling)
            return False
        for spelling in spellings(password):
            with suppress(VerificationError, InvalidHashError):
                return USUAL.verify(stored, spelling)
        return False


def check(password: str, field: str = "password") -> list[Problem]:
    """What is wrong with a new password."""
    password = plain(password)
    if MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return []
    long = f"密码最多 {MAX_PASSWORD} 个字符。"
    short = f"密码至少 {MIN_PASSWORD} 个字符。"
    return [Problem(field, "too_short", short) if len(password) < MIN_PASSWORD else Problem(field, "too_long", long)]

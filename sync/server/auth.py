"""Who may use the console: accounts with argon2id, sessions kept as hashes, delays after wrong passwords."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, delete, select

from sync.server import audit
from sync.server.enrol import random_id
from sync.server.tables import LoginFailure, LoginSession, Staff
from vclinic.domain.problem import Problem, Refused

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
MIN_PASSWORD = 8
FREE_TRIES = 4
MAX_DELAY = timedelta(minutes=15)
ROLES = {"reviewer": "审核员", "administrator": "管理员"}
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))
_WRONG = "登录名或密码不对。"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at a browser. ``csrf`` must come back with every post."""

    staff: Staff
    csrf: str

    @property
    def administrator(self) -> bool:
        """Whether staff, clinics and devices may be changed."""
        return self.staff.role == "administrator"


def check_staff(login: str, name: str, role: str, password: str) -> list[Problem]:
    """What is wrong with a new account."""
    problems: list[Problem] = []
    if not 1 <= len(login) <= 30 or not all(each.isalnum() or each in "._-" for each in login):
        problems.append(Problem("login", "required", "登录名用字母、数字或汉字，最多 30 个字，不能有空格。"))
    if not 1 <= len(name.strip()) <= 30:
        problems.append(Problem("name", "required", "请填姓名，最多 30 个字。"))
    if role not in ROLES:
        problems.append(Problem("role", "unknown_code", "角色只能是审核员或管理员。"))
    if not MIN_PASSWORD <= len(password) <= 128:
        problems.append(Problem("password", "too_short", f"密码至少 {MIN_PASSWORD} 个字符。"))
    return problems


def add_staff(
    session: Session, login: str, name: str, role: str, password: str, now: datetime
) -> list[Problem] | Staff:
    """A new account, or what is wrong with it."""
    problems = check_staff(login, name, role, password)
    if session.exec(select(Staff).where(Staff.login == login)).first() is not None:
        problems.append(Problem("login", "taken", f"登录名“{login}”已经有人用了。"))
    if problems:
        return problems
    staff = Staff(
        id=random_id("s"), login=login, name=name.strip(), role=role, password=_HASHER.hash(password),
        created_at=now.isoformat(timespec="seconds"),
    )  # fmt: skip
    session.add(staff)
    return staff


def disable(session: Session, staff_id: str, now: datetime) -> bool:
    """Close an account and its sessions; the last administrator stays. False when nothing was changed."""
    staff = session.get(Staff, staff_id)
    if staff is None or staff.disabled_at is not None:
        return False
    others = select(Staff).where(Staff.role == "administrator", col(Staff.disabled_at).is_(None), Staff.id != staff_id)
    if staff.role == "administrator" and session.exec(others).first() is None:
        raise Refused("last_administrator", "这是最后一个管理员，不能停用。请先添加另一个管理员。")
    staff.disabled_at = now.isoformat(timespec="seconds")
    session.exec(delete(LoginSession).where(col(LoginSession.staff_id) == staff_id))
    return True


def sign_in(session: Session, login: str, password: str, now: datetime) -> tuple[SignedIn, str] | Refused:
    """A session and its token, or the refusal, which the caller shows after committing the failure it counts."""
    failure = session.get(LoginFailure, login[:30])
    wait = _wait(failure, now)
    if wait:
        return Refused("wait", f"密码错得太多，请 {wait} 秒后再试。")
    staff = session.exec(select(Staff).where(Staff.login == login)).first()
    right = _verify(staff.password if staff else _NOBODY, password)
    if staff is None or not right or staff.disabled_at is not None:
        _count(session, failure, login[:30], now)
        audit.note(session, None, "sign_in_failed", "staff", staff.id if staff else "", now)
        return Refused("wrong_password", _WRONG)
    if failure is not None:
        session.delete(failure)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    stamp = now.isoformat(timespec="seconds")
    session.add(LoginSession(hash=_hash(token), staff_id=staff.id, csrf=csrf, created_at=stamp, seen_at=stamp))
    audit.note(session, staff, "sign_in", "staff", staff.id, now)
    return SignedIn(staff, csrf), token


def signed_in(session: Session, token: str, now: datetime) -> tuple[SignedIn, bool] | None:
    """Who holds a token, and whether the session's last use should be written down again; None when it has run out."""
    row = session.get(LoginSession, _hash(token)) if token else None
    staff = session.get(Staff, row.staff_id) if row is not None else None
    if row is None or staff is None or staff.disabled_at is not None:
        return None
    seen, made = datetime.fromisoformat(row.seen_at), datetime.fromisoformat(row.created_at)
    if now - seen > IDLE or now - made > ABSOLUTE:
        return None
    return SignedIn(staff, row.csrf), now - seen > timedelta(minutes=1)


def seen(session: Session, token: str, now: datetime) -> None:
    """Note that a session was used."""
    row = session.get(LoginSession, _hash(token))
    if row is not None:
        row.seen_at = now.isoformat(timespec="seconds")


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End a session, and drop those that have run out."""
    oldest = (now - ABSOLUTE).isoformat(timespec="seconds")
    gone = (col(LoginSession.hash) == _hash(token)) | (col(LoginSession.created_at) < oldest)
    session.exec(delete(LoginSession).where(gone))


def same(left: str, right: str) -> bool:
    """Compare secrets without telling how far they agree."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def _wait(failure: LoginFailure | None, now: datetime) -> int:
    if failure is None or failure.count < FREE_TRIES:
        return 0
    delay = min(timedelta(seconds=2 ** min(failure.count - FREE_TRIES + 2, 20)), MAX_DELAY)
    left = datetime.fromisoformat(failure.last_at) + delay - now
    # a clock set back does not lengthen the delay beyond its own size
    return max(0, round(min(left, delay).total_seconds()))


def _count(session: Session, failure: LoginFailure | None, login: str, now: datetime) -> None:
    stamp = now.isoformat(timespec="seconds")
    if failure is None:
        session.add(LoginFailure(login=login, count=1, last_at=stamp))
    else:
        failure.count += 1
        failure.last_at = stamp


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

"""Who is at the console: signing in, sessions kept as hashes, their ends."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from sync.server.database.store import Store
from sync.server.database.tables import LoginSession, Staff
from sync.server.staff import audit, passwords, throttle
from vclinic.domain.problem import Refused
from vclinic.domain.typed import line

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
ROLES = {"reviewer": "审核员", "administrator": "管理员"}
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


def sign_in(store: Store, login: str, password: str, now: datetime) -> tuple[SignedIn, str]:
    """A session and its token. The password is checked between two short transactions, not inside one.

    Raises:
        Refused: ``wait``, ``busy`` or ``wrong_password``; a wrong one has been counted.
    """
    with passwords.in_line():
        with store.write() as session:
            staff = by_login(session, login)
            login = staff.login if staff is not None else line(login)  # one count, however it is spelled
            wait = throttle.take(session, login, now)
        if wait:
            raise throttle.refusal(wait)
        right = passwords.verify(staff.password if staff else None, password)
    with store.write() as session:
        fresh = session.get(Staff, staff.id) if staff is not None and right else None
        # closed, or given another password, while we looked at the old one
        if staff is not None and fresh is not None and fresh.disabled_at is None and fresh.password == staff.password:
            throttle.forget(session, login)
            return _begun(session, fresh, now)
        if staff is not None or not throttle.crowded(session):
            audit.note(session, None, "sign_in_failed", entity="staff", entity_id=staff.id if staff else "", now=now)
    raise Refused("wrong_password", _WRONG)


def by_login(session: Session, login: str) -> Staff | None:
    """Whose login this is: as it stands, else the one that reads alike."""
    people = {staff.login: staff for staff in session.exec(select(Staff)).all()}
    alike = (staff for staff in people.values() if line(staff.login) == line(login))
    return people.get(login) or next(alike, None)


def _begun(session: Session, staff: Staff, now: datetime) -> tuple[SignedIn, str]:
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    stamp = now.isoformat(timespec="seconds")
    session.add(LoginSession(hash=hashed(token), staff_id=staff.id, csrf=csrf, created_at=stamp, seen_at=stamp))
    audit.note(session, staff, "sign_in", entity="staff", entity_id=staff.id, now=now)
    return SignedIn(staff, csrf), token


def signed_in(session: Session, token: str, now: datetime) -> tuple[SignedIn, bool] | None:
    """Who holds a token, and whether the session's last use should be written down again; None when it has run out."""
    row = session.get(LoginSession, hashed(token)) if token else None
    staff = session.get(Staff, row.staff_id) if row is not None else None
    if row is None or staff is None or staff.disabled_at is not None:
        return None
    seen, made = datetime.fromisoformat(row.seen_at), datetime.fromisoformat(row.created_at)
    if now - seen > IDLE or now - made > ABSOLUTE:
        return None
    return SignedIn(staff, row.csrf), now - seen > timedelta(minutes=1)


def seen(session: Session, token: str, now: datetime) -> None:
    """Note that a session was used."""
    row = session.get(LoginSession, hashed(token))
    if row is not None:
        row.seen_at = now.isoformat(timespec="seconds")


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End a session, and drop those that have run out."""
    oldest = (now - ABSOLUTE).isoformat(timespec="seconds")
    gone = (col(LoginSession.hash) == hashed(token)) | (col(LoginSession.created_at) < oldest)
    session.exec(delete(LoginSession).where(gone))


def same(left: str, right: str) -> bool:
    """Compare secrets without telling how far they agree."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def hashed(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

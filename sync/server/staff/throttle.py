"""How often a password may be tried. A try is counted before the password is checked, so that many at once gain
nothing."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from sync.server.database.tables import LoginFailure, Staff
from vclinic.domain.problem import Refused

FREE_TRIES = 4
MAX_DELAY = timedelta(minutes=15)
KEPT = timedelta(days=1)
STRANGERS = 500  # logins nobody has that are remembered; the oldest makes room


def take(session: Session, login: str, now: datetime) -> int:
    """Count one try, to be forgotten when it was right. 0, or the seconds to wait: then nothing was counted."""
    failure = session.get(LoginFailure, _key(login))
    wait = _wait(failure, now)
    if wait:
        return wait
    stamp = now.isoformat(timespec="seconds")
    if failure is None:
        _make_room(session, now)
        session.add(LoginFailure(login=_key(login), count=1, last_at=stamp))
    else:
        failure.count += 1
        failure.last_at = stamp
    return 0


def forget(session: Session, login: str) -> None:
    """The password was right, or there is a new one."""
    session.exec(delete(LoginFailure).where(col(LoginFailure.login) == _key(login)))


def refusal(seconds: int) -> Refused:
    """What somebody reads who has to wait."""
    return Refused("wait", f"密码错得太多，请 {seconds} 秒后再试。")


def crowded(session: Session) -> bool:
    """Whether so many invented logins were tried that they are no longer noted one by one."""
    return _strangers(session) >= STRANGERS


def _key(login: str) -> str:
    return login[:30]


def _nobody() -> ColumnElement[bool]:
    return col(LoginFailure.login).not_in(select(Staff.login))


def _strangers(session: Session) -> int:
    return session.exec(select(func.count()).select_from(LoginFailure).where(_nobody())).one()


def _make_room(session: Session, now: datetime) -> None:
    oldest = (now - KEPT).isoformat(timespec="seconds")
    session.exec(delete(LoginFailure).where(col(LoginFailure.last_at) < oldest))
    over = _strangers(session) + 1 - STRANGERS
    if over > 0:
        first = select(LoginFailure.login).where(_nobody()).order_by(LoginFailure.last_at, LoginFailure.login)
        session.exec(delete(LoginFailure).where(col(LoginFailure.login).in_(first.limit(over))))


def _wait(failure: LoginFailure | None, now: datetime) -> int:
    if failure is None or failure.count < FREE_TRIES:
        return 0
    delay = min(timedelta(seconds=2 ** min(failure.count - FREE_TRIES + 2, 20)), MAX_DELAY)
    left = datetime.fromisoformat(failure.last_at) + delay - now
    # a clock set back does not lengthen the delay beyond its own size
    return max(0, round(min(left, delay).total_seconds()))

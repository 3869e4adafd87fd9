"""People with access to the console: adding them, a new starting password, another role, the end, one's own password.

A password that somebody else chose is changed by its owner at the next login. One administrator always stays.
"""

from datetime import datetime

from argon2 import PasswordHasher
from sqlmodel import Session, col, delete, select

from sync.server.database.ids import random_id
from sync.server.database.store import Store
from sync.server.database.tables import LoginSession, Staff
from sync.server.staff import audit, auth, passwords, throttle
from sync.server.staff.auth import ROLES, SignedIn
from vclinic.domain.problem import Problem, Refused
from vclinic.domain.typed import line, plain


def check_staff(login: str, name: str, role: str, password: str) -> list[Problem]:
    """What is wrong with a new account."""
    problems: list[Problem] = []
    if not 1 <= len(login) <= 30 or not all(character.isalnum() or character in "._-" for character in login):
        problems.append(Problem("login", "required", "登录名用字母、数字或汉字，最多 30 个字，不能有空格。"))
    if not 1 <= len(name.strip()) <= 30:
        problems.append(Problem("name", "required", "请填姓名，最多 30 个字。"))
    if role not in ROLES:
        problems.append(Problem("role", "unknown_code", "角色只能是审核员或管理员。"))
    return [*problems, *passwords.check(password)]


def add_staff(
    session: Session,
    login: str,
    name: str,
    role: str,
    password: str,
    now: datetime,
    *,
    must_change: bool = False,
    hasher: PasswordHasher = passwords.USUAL,
) -> list[Problem] | Staff:
    """A new account, or what is wrong with it. ``hasher``: what the password's hash costs."""
    login, name = line(login), line(name)
    problems = check_staff(login, name, role, password)
    if auth.by_login(session, login) is not None:
        problems.append(Problem("login", "taken", f"登录名“{login}”已经有人用了。"))
    if problems:
        return problems
    staff = Staff(
        id=random_id("s"), login=login, name=name, role=role, password=passwords.make(password, hasher),
        must_change=int(must_change), created_at=now.isoformat(timespec="seconds"),
    )  # fmt: skip
    session.add(staff)
    return staff


def starting_password(store: Store, staff_id: str, password: str, by: SignedIn, now: datetime) -> list[Problem]:
    """Give somebody a password they have to change at once; whoever is signed in under the old one is signed out.

    Raises:
        Refused: ``missing``, ``closed`` or ``own``.
    """
    if staff_id == by.staff.id:
        raise Refused("own", "自己的密码请在“改密码”那一页改。")
    problems = passwords.check(password)
    if problems:
        return problems
    made = passwords.make(password)
    with store.write() as session:
        staff = _open(session, staff_id)
        staff.password, staff.must_change = made, 1
        throttle.forget(session, staff.login)
        session.exec(delete(LoginSession).where(col(LoginSession.staff_id) == staff_id))
        audit.note(session, by.staff, "password_set", entity="staff", entity_id=staff_id, now=now)
    return []


def change_role(session: Session, staff_id: str, role: str, by: SignedIn, now: datetime) -> None:
    """Another role, from the next page on.

    Raises:
        Refused: ``missing``, ``closed``, ``role`` or ``last_administrator``.
    """
    if role not in ROLES:
        raise Refused("role", "角色只能是审核员或管理员，没有改。")
    staff = _open(session, staff_id)
    if staff.role == role:
        return
    if staff.role == "administrator":
        _not_the_last(session, staff_id, "不能改成审核员")
    audit.note(
        session,
        by.staff,
        "role_changed",
        entity="staff",
        entity_id=staff_id,
        now=now,
        detail=f"{ROLES[staff.role]}改为{ROLES[role]}",
    )
    staff.role = role


def close(session: Session, staff_id: str, now: datetime) -> bool:
    """Close an account and its sessions; the last administrator stays. False when nothing was changed."""
    staff = session.get(Staff, staff_id)
    if staff is None or staff.disabled_at is not None:
        return False
    if staff.role == "administrator":
        _not_the_last(session, staff_id, "不能停用")
    staff.disabled_at = now.isoformat(timespec="seconds")
    session.exec(delete(LoginSession).where(col(LoginSession.staff_id) == staff_id))
    return True


def change_password(
    store: Store, person: SignedIn, token: str, old: str, new: str, again: str, now: datetime
) -> list[Problem]:
    """One's own password; other browsers of this person are signed out. Wrong old ones count like wrong logins.

    Raises:
        Refused: ``busy``; ``moved``, it was changed elsewhere meanwhile.
    """
    problems = passwords.check(new, "new")
    if plain(new) == plain(old) and not problems:
        problems.append(Problem("new", "same", "新密码和旧密码一样，请换一个。"))
    if plain(new) != plain(again):
        problems.append(Problem("again", "differs", "两次写的新密码不一样，请再写一次。"))
    if problems:
        return problems
    staff = person.staff
    with passwords.in_line():
        with store.write() as session:
            wait = throttle.take(session, staff.login, now)
        if wait:
            return [Problem("old", "wait", throttle.refusal(wait).sentence)]
        right = passwords.verify(staff.password, old)
        made = passwords.make(new) if right else ""
    if not right:
        with store.write() as session:
            audit.note(session, staff, "password_refused", entity="staff", entity_id=staff.id, now=now)
        return [Problem("old", "wrong_password", "旧密码不对，密码没有改。")]
    with store.write() as session:
        fresh = _open(session, staff.id)
        if fresh.password != staff.password:
            raise Refused("moved", "密码刚刚在别处改过，这一次没有改。请重新登录。")
        fresh.password, fresh.must_change = made, 0
        throttle.forget(session, staff.login)
        others = (col(LoginSession.staff_id) == staff.id) & (col(LoginSession.hash) != auth.hashed(token))
        session.exec(delete(LoginSession).where(others))
        audit.note(session, staff, "password_changed", entity="staff", entity_id=staff.id, now=now)
    return []


def _open(session: Session, staff_id: str) -> Staff:
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise Refused("missing", "没有这个人，可能地址写错了。")
    if staff.disabled_at is not None:
        raise Refused("closed", f"{staff.name}的账户已经停用，没有做任何改动。")
    return staff


def _not_the_last(session: Session, staff_id: str, what: str) -> None:
    others = select(Staff).where(Staff.role == "administrator", col(Staff.disabled_at).is_(None), Staff.id != staff_id)
    if session.exec(others).first() is None:
        raise Refused("last_administrator", f"这是最后一个管理员，{what}。请先添加另一个管理员。")

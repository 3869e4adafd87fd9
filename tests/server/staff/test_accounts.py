"""Staff accounts in a township's daily life: forgotten passwords, new roles, people who leave, and one's own password."""

from urllib.parse import urlsplit

import pytest
import requests
from sqlmodel import col, select

from sync.server.database.tables import Audit, Staff
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.township import PASSWORD, RunningTownship

OWN = "only-i-know-this"


@pytest.fixture
def staffed(township: RunningTownship) -> RunningTownship:
    township.staff("linxy", "林晓燕")
    township.staff("admin", "赵敏", "administrator")
    return township


@pytest.fixture
def admin(staffed: RunningTownship) -> Visitor:
    here = Visitor(staffed)
    here.sign_in("admin")
    return here


def number(township: RunningTownship, login: str) -> str:
    with township.store.read() as session:
        return session.exec(select(Staff.id).where(Staff.login == login)).one()


def acts(township: RunningTownship, act: str) -> list[tuple[str, str, str]]:
    """Who did it to whom, with the entry's remark."""
    with township.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.act == act).order_by(col(Audit.seq))).all()
        logins = dict(session.exec(select(Staff.id, Staff.login)).all())
    return [(row.login, logins[row.entity_id], row.detail) for row in rows]


def path(answer: requests.Response) -> str:
    return urlsplit(answer.url).path


def change(here: Visitor, old: str, new: str, again: str = "") -> requests.Response:
    here.get("/password")
    return here.post("/password", {"old": old, "new": new, "again": again or new})


def test_a_forgotten_password_is_replaced_by_one_that_has_to_be_changed(
    staffed: RunningTownship, admin: Visitor
) -> None:
    other = Visitor(staffed)
    other.sign_in("linxy")
    who = number(staffed, "linxy")
    admin.get(f"/staff/{who}")
    short = admin.post(f"/staff/{who}/password", {"password": "short"})
    assert (short.status_code, "密码至少 8 个字符" in short.text) == (422, True)
    assert other.get("/").status_code == 200
    assert path(other.get("/")) == "/", "nothing was changed"
    said = admin.post(f"/staff/{who}/password", {"password": " start 2026 "})
    assert "起始密码已设好" in text_of(said.text)
    assert "下次登录要改密码" in text_of(said.text)
    assert path(other.get("/")) == "/login", "who is signed in under the old password is signed out at once"
    assert other.sign_in("linxy").status_code == 401
    first = other.sign_in("linxy", " start 2026 ")
    assert path(first) == "/password"
    assert "现在的密码是管理员设的" in text_of(first.text)
    assert 'href="/review"' not in first.text
    for page in ("/", "/review", "/residents", "/export/residents.csv"):
        assert path(other.get(page)) == "/password", page
    other.get("/password")
    assert path(other.post("/residents", {"text": "杨"})) == "/password"
    assert "和旧密码一样" in change(other, " start 2026 ", " start 2026 ").text
    assert "密码改好了" in change(other, " start 2026 ", OWN).text
    assert path(other.get("/")) == "/"
    assert Visitor(staffed).sign_in("linxy", OWN).status_code == 200
    assert acts(staffed, "password_set") == [("admin", "linxy", "")]
    assert acts(staffed, "password_changed") == [("linxy", "linxy", "")]


def test_who_must_change_may_also_leave(staffed: RunningTownship, admin: Visitor) -> None:
    admin.get("/staff")
    admin.post("/staff", {"login": "new", "name": "新来的", "role": "reviewer", "password": "start-2026"})
    here = Visitor(staffed)
    assert path(here.sign_in("new", "start-2026")) == "/password"
    assert path(here.post("/logout", {})) == "/login"


def test_a_new_starting_password_ends_the_waiting(staffed: RunningTownship, admin: Visitor) -> None:
    other = Visitor(staffed)
    for _ in range(6):
        other.sign_in("linxy", "forgotten")
    who = number(staffed, "linxy")
    admin.get(f"/staff/{who}")
    admin.post(f"/staff/{who}/password", {"password": "start-2026"})
    assert path(other.sign_in("linxy", "start-2026")) == "/password"


def test_ones_own_password_is_changed_by_its_own_page_only(staffed: RunningTownship, admin: Visitor) -> None:
    who = number(staffed, "admin")
    admin.get(f"/staff/{who}")
    answer = admin.post(f"/staff/{who}/password", {"password": "start-2026"})
    assert (answer.status_code, "改密码" in answer.text) == (409, True)
    assert Visitor(staffed).sign_in("admin").status_code == 200


def test_a_role_is_changed_at_once_and_one_administrator_stays(staffed: RunningTownship, admin: Visitor) -> None:
    other = Visitor(staffed)
    other.sign_in("linxy")
    her, me = number(staffed, "linxy"), number(staffed, "admin")
    admin.get(f"/staff/{me}")
    for role, said in (("reviewer", "最后一个管理员，不能改成审核员"), ("king", "角色只能是")):
        answer = admin.post(f"/staff/{me}/role", {"role": role})
        assert (answer.status_code, said in answer.text) == (409, True)
    assert other.get("/staff").status_code == 403
    admin.get("/staff")
    assert "管理员" in text_of(admin.post(f"/staff/{her}/role", {"role": "administrator"}).text)
    assert other.get("/staff").status_code == 200
    admin.get("/staff")
    admin.post(f"/staff/{her}/role", {"role": "administrator"})
    assert path(admin.post(f"/staff/{me}/role", {"role": "reviewer"})) == "/"
    assert admin.get("/staff").status_code == 403
    assert acts(staffed, "role_changed") == [
        ("admin", "linxy", "审核员改为管理员"),
        ("admin", "admin", "管理员改为审核员"),
    ]


def test_a_closed_account_is_left_alone(staffed: RunningTownship, admin: Visitor) -> None:
    her = number(staffed, "linxy")
    admin.get(f"/staff/{her}")
    admin.post(f"/staff/{her}/disable", {})
    assert acts(staffed, "staff_disabled") == [("admin", "linxy", "")]
    page = admin.get(f"/staff/{her}")
    assert "已停用" in text_of(page.text)
    assert "设起始密码" not in page.text
    admin.get("/staff")
    for what, form in (("password", {"password": "start-2026"}), ("role", {"role": "administrator"})):
        answer = admin.post(f"/staff/{her}/{what}", form)
        assert (answer.status_code, "已经停用" in answer.text) == (409, True), what
        admin.get("/staff")
        assert "没有这个人" in admin.post(f"/staff/s-NOBODY/{what}", form).text
        admin.get("/staff")
    assert "没有这个人" in admin.get("/staff/s-NOBODY").text
    assert Visitor(staffed).sign_in("linxy", "start-2026").status_code == 401


def test_everybody_changes_their_own_password(staffed: RunningTownship) -> None:
    here, elsewhere = Visitor(staffed), Visitor(staffed)
    here.sign_in("linxy")
    elsewhere.sign_in("linxy")
    for old, new, again, said in (
        ("wrong", OWN, OWN, "旧密码不对"),
        (PASSWORD, "short", "short", "密码至少 8 个字符"),
        (PASSWORD, "x" * 129, "x" * 129, "密码最多 128 个字符"),
        (PASSWORD, PASSWORD, PASSWORD, "和旧密码一样"),
        (PASSWORD, OWN, "another-thing", "两次写的新密码不一样"),
    ):
        answer = change(here, old, new, again)
        assert (answer.status_code, said in answer.text) == (422, True), said
        assert PASSWORD not in answer.text
    assert path(elsewhere.get("/")) == "/", "nothing was changed"
    assert "密码改好了" in change(here, PASSWORD, OWN).text
    assert path(here.get("/")) == "/"
    assert path(elsewhere.get("/")) == "/login", "sessions elsewhere end"
    assert elsewhere.sign_in("linxy").status_code == 401
    assert elsewhere.sign_in("linxy", OWN).status_code == 200
    assert acts(staffed, "password_refused") == [("linxy", "linxy", "")]


def test_the_old_password_is_not_guessed_at_an_unwatched_browser(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    here.sign_in("linxy")
    for _ in range(4):
        assert "旧密码不对" in change(here, "guess", OWN).text
    assert "秒后再试" in change(here, PASSWORD, OWN).text
    assert "秒后再试" in Visitor(staffed).sign_in("linxy").text, "both doors count together"

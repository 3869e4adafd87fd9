"""People with access: added, shown, and left alone by those who may not."""

import re

import pytest
from sqlmodel import select

from sync.server.database.tables import Staff
from sync.server.staff import audit
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


def number(township: RunningTownship, login: str) -> str:
    with township.store.read() as session:
        return session.exec(select(Staff.id).where(Staff.login == login)).one()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"login": ""}, "登录名用字母、数字或汉字"),
        ({"login": "two words"}, "登录名用字母、数字或汉字"),
        ({"login": "x" * 31}, "最多 30 个字"),
        ({"login": "linxy"}, "登录名“linxy”已经有人用了"),
        ({"name": " "}, "请填姓名"),
        ({"role": "king"}, "角色只能是审核员或管理员"),
        ({"password": "1234567"}, "密码至少 8 个字符"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_and_what_was_typed_stays(
    admin: Visitor, wrong: dict[str, str], said: str
) -> None:
    typed = {"login": "new", "name": "新来的", "role": "administrator", "password": "start-2026"} | wrong
    admin.get("/staff")
    answer = admin.post("/staff", typed)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert f'name="login" maxlength="30" required value="{typed["login"]}"' in answer.text
    assert typed["password"] not in answer.text
    with admin.township.store.read() as session:
        assert len(session.exec(select(Staff)).all()) == 2


def test_somebody_new_has_to_choose_a_password_and_is_listed(admin: Visitor) -> None:
    admin.get("/staff")
    page = admin.post(
        "/staff", {"login": "蒙.1_a-b", "name": "蒙建平", "role": "reviewer", "password": "start-2026"}
    ).text
    assert "蒙.1_a-b 蒙建平 审核员" in text_of(page)
    assert "下次登录要改密码" in text_of(page)
    assert Visitor(admin.township).sign_in("蒙.1_a-b", "start-2026").url.endswith("/password")


def test_those_who_left_stand_last(admin: Visitor) -> None:
    township = admin.township
    admin.get("/staff")
    admin.post("/staff", {"login": "a-first", "name": "甲", "role": "reviewer", "password": "start-2026"})
    admin.post(f"/staff/{number(township, 'a-first')}/disable", {})
    logins = re.findall(r"<tr><td>([\w-]+)</td><td><a", admin.get("/staff").text)
    assert logins == ["admin", "linxy", "a-first"]


def test_a_persons_page_shows_what_they_did_and_nobody_elses_acts(
    admin: Visitor, colleague: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    colleague.get("/review/V-1.r1")
    admin.get("/residents/R-1")
    shown = text_of(admin.get(f"/staff/{number(admin.township, 'linxy')}").text)
    assert "linxy 查看 随访 杨素芬 2026-11-16" in shown
    assert "查看 居民档案" not in shown


def test_ones_own_page_leads_to_the_page_for_ones_own_password(admin: Visitor) -> None:
    page = admin.get(f"/staff/{number(admin.township, 'admin')}").text
    assert "自己的密码在" in page
    assert "设起始密码" not in page


@pytest.mark.parametrize("what", ["password", "role", "disable"])
def test_nobody_of_that_number_is_said(admin: Visitor, what: str) -> None:
    assert "没有这个人" in admin.post(f"/staff/nobody/{what}", {"role": "reviewer", "password": "x"}).text


@pytest.mark.parametrize("what", ["password", "role", "disable"])
def test_a_reviewer_changes_nobodys_account(colleague: Visitor, what: str) -> None:
    fields = {"password": "start-2026", "role": "administrator"}
    key = number(colleague.township, "linxy")
    assert colleague.post(f"/staff/{key}/{what}", fields).status_code == 403
    assert colleague.get(f"/staff/{key}").status_code == 403
    with colleague.township.store.read() as session:
        her = session.get(Staff, key)
        assert her is not None
        assert (her.role, her.disabled_at, her.must_change) == ("reviewer", None, 0)


def test_the_latest_forty_acts_are_shown_and_all_are_a_click_away(admin: Visitor) -> None:
    with admin.township.store.write() as session:
        for _ in range(45):
            audit.note(session, None, "view", "resident", "R-1", admin.township.clock())
    page = admin.get("/staff").text
    assert page.count('<tr><td class="cap nowrap">') == 40
    assert 'href="/staff/acts"' in page

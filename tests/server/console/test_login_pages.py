"""Signing in and out."""

import re

import pytest
from sqlmodel import select

from sync.server.database.tables import Staff
from tests.server.browserless import Visitor
from tests.server.township import PASSWORD, RunningTownship


def test_the_page_says_whose_township_it_is_and_nothing_of_what_is_inside(township: RunningTownship) -> None:
    page = Visitor(township).get("/login").text
    assert "清溪镇卫生院" in page
    assert "审核（" not in page


def test_a_wrong_password_keeps_the_name_that_was_typed(admin: Visitor) -> None:
    here = Visitor(admin.township)
    answer = here.sign_in("linxy", "wrong")
    assert (answer.status_code, "登录名或密码不对" in answer.text, 'value="linxy"' in answer.text) == (401, True, True)
    assert "wrong" not in re.sub(r'class="[^"]*"', "", answer.text)


def test_a_login_page_that_lay_open_too_long_says_so(admin: Visitor) -> None:
    here = Visitor(admin.township)
    here.get("/login")
    answer = here.post("/login", {"login": "linxy", "password": PASSWORD}, csrf="another page's")
    assert (answer.status_code, "页面已过期，没有登录" in answer.text) == (409, True)
    assert here.session.cookies.get("vclinic_session") is None


@pytest.mark.parametrize("following", ["/clinics", "/review?doctor=a"])
def test_after_signing_in_one_is_where_one_wanted_to_be(admin: Visitor, following: str) -> None:
    here = Visitor(admin.township)
    here.get("/login")
    answer = here.post("/login", {"login": "linxy", "password": PASSWORD, "next": following})
    assert answer.url == admin.township.url + following


def test_only_a_session_that_ran_out_is_told_so(admin: Visitor) -> None:
    township = admin.township
    assert "登录已过期" not in Visitor(township).get("/clinics").text
    township.clock.turn(minutes=31)
    assert "登录已过期（30 分钟没有操作" in admin.get("/clinics").text


def test_signing_out_ends_the_session_here_and_nowhere_else(admin: Visitor, colleague: Visitor) -> None:
    again = Visitor(admin.township)
    again.sign_in("linxy")
    assert colleague.post("/logout", {}).url.endswith("/login")
    assert "登录已过期" not in colleague.get("/clinics").text
    assert again.get("/clinics").url.endswith("/clinics")


def test_signing_out_needs_the_pages_token(colleague: Visitor) -> None:
    assert colleague.post("/logout", {}, csrf="guess").status_code == 409
    assert colleague.get("/clinics").url.endswith("/clinics")


def test_a_stopped_person_is_refused_like_anybody(township: RunningTownship, admin: Visitor) -> None:
    with township.store.read() as session:
        her = session.exec(select(Staff.id).where(Staff.login == "linxy")).one()
    admin.get("/staff")
    admin.post(f"/staff/{her}/disable", {})
    assert "登录名或密码不对" in Visitor(township).sign_in("linxy").text


def test_spaces_around_a_password_are_part_of_it(admin: Visitor) -> None:
    assert Visitor(admin.township).sign_in("linxy", f" {PASSWORD}").status_code == 401
    assert Visitor(admin.township).sign_in(" linxy ").status_code == 200, "those around a name are not"

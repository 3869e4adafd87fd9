"""Who is at the browser, and whether a post came from our own page."""

import pytest
import requests
from starlette.requests import Request

from sync.server.console import access
from sync.server.console.access import Posted
from tests.server.browserless import Visitor
from tests.server.township import PASSWORD, RunningTownship


def test_of_a_name_given_twice_the_last_one_counts_and_all_has_both() -> None:
    form = Posted((("pick", "a"), ("text", " 素芬 "), ("pick", "b")))
    assert (form["pick"], form["text"], form["nothing"]) == ("b", "素芬", "")
    assert (form.all("pick"), form.all("nothing")) == (["a", "b"], [])


def test_the_spaces_of_a_password_count() -> None:
    form = Posted((("password", "first"), ("password", "  two words ")))
    assert (form.typed("password"), form["password"], form.typed("nothing")) == ("  two words ", "two words", "")


def test_fields_of_a_prefix_lose_it_and_empty_ones_are_left_out() -> None:
    form = Posted((("remark.sbp", " 请核对\r\n再量 "), ("remark.dbp", "  "), ("remark", "x"), ("general", "y")))
    assert form.named("remark.") == {"sbp": "请核对\n再量"}


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/review/V-1.r1?doctor=a", "/review/V-1.r1?doctor=a"),
        ("/", "/"),
        ("", "/"),
        ("review", "/"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("https://example.org/", "/"),
        ("/login", "/"),
        ("/login?next=/", "/"),
        ("/review\r\nSet-Cookie: a=b", "/"),
        ("/审核", "/"),
    ],
)
def test_after_signing_in_one_stays_inside(address: str, leads_to: str) -> None:
    assert access.inside(address) == leads_to


def test_a_browser_keeps_its_token_until_it_is_signed_in() -> None:
    def request(cookie: bytes) -> Request:
        return Request({"type": "http", "headers": [(b"cookie", cookie)] if cookie else []})

    assert access.before_token(request(b"vclinic_before=known")) == "known"
    first, second = access.before_token(request(b"")), access.before_token(request(b""))
    assert len(first) >= 32
    assert first != second


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://127.0.0.1:1", "https://{host}", ""])
def test_a_post_of_another_site_is_refused_as_such(admin: Visitor, origin: str) -> None:
    host = admin.township.url.removeprefix("http://")
    admin.get("/staff")
    answer = admin.post("/staff", {"login": "x"}, Origin=origin.format(host=host))
    assert (answer.status_code, "不是从本页面发出的" in answer.text) == (409, True)


def test_a_post_of_our_own_page_is_taken_with_and_without_its_origin(admin: Visitor) -> None:
    admin.get("/residents")
    assert admin.post("/residents", {"text": "x"}, Origin=admin.township.url).status_code == 200
    assert admin.post("/residents", {"text": "x"}).status_code == 200


@pytest.mark.parametrize("csrf", ["", "guess", "的"])
def test_a_post_without_the_sessions_token_saves_nothing(admin: Visitor, csrf: str) -> None:
    answer = admin.post(
        "/staff", {"login": "new", "name": "新来的", "role": "reviewer", "password": PASSWORD}, csrf=csrf
    )
    assert (answer.status_code, "页面已过期，没有保存" in answer.text) == (409, True)
    assert "新来的" not in admin.get("/staff").text


@pytest.mark.parametrize("body", [b"csrf=%ff%fe", b"csrf=\xff", b"a=1&" * 601])
def test_a_form_that_cannot_be_read_saves_nothing(admin: Visitor, body: bytes) -> None:
    answer = admin.session.post(f"{admin.township.url}/residents", data=body, timeout=30)
    assert (answer.status_code, "读不懂，没有保存" in answer.text) == (409, True)


def test_six_hundred_fields_are_taken(admin: Visitor) -> None:
    admin.get("/residents")
    fields = {"text": "x"} | {f"remark.{n}": "y" for n in range(access.MAX_FIELDS - 2)}
    assert admin.post("/residents", fields).status_code == 200


def test_a_form_too_large_is_refused_before_it_is_read(admin: Visitor) -> None:
    admin.get("/residents")
    assert admin.post("/residents", {"text": "x" * (access.MAX_FORM - 200)}).status_code == 200
    refused = admin.post("/residents", {"text": "x" * access.MAX_FORM})
    assert (refused.status_code, "写短一些" in refused.text, "上报" in refused.text) == (413, True, False)


def test_a_null_character_is_taken_out(admin: Visitor) -> None:
    admin.get("/residents")
    assert "没有找到“素芬”" in admin.post("/residents", {"text": "素\x00芬"}).text


def test_nobody_signed_in_is_led_to_the_login_and_back(township: RunningTownship) -> None:
    answer = requests.get(f"{township.url}/review/list?state=waiting", timeout=30, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/review/list%3Fstate%3Dwaiting")
    home = requests.get(f"{township.url}/", timeout=30, allow_redirects=False)
    assert home.headers["Location"] == "/login"


def test_an_unknown_token_is_nobodys(township: RunningTownship) -> None:
    for token in ("x", "'", "a" * 4000):
        cookies = {access.SESSION: token}
        answer = requests.get(f"{township.url}/", cookies=cookies, timeout=30, allow_redirects=False)
        assert answer.status_code == 303, token


def test_a_reviewer_at_an_administrators_page_is_told_so(colleague: Visitor) -> None:
    for path in ("/staff", "/staff/acts", "/staff/acts.xlsx"):
        answer = colleague.get(path)
        assert (answer.status_code, "只给管理员用" in answer.text) == (403, True), path


def test_a_session_lasts_as_long_as_it_is_used(township: RunningTownship, admin: Visitor) -> None:
    for _ in range(3):
        township.clock.turn(minutes=29)
        assert "人员" in admin.get("/staff").text
    township.clock.turn(minutes=31)
    assert 'id="password"' in admin.get("/staff").text

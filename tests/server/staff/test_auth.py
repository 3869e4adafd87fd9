"""Who may use the console, and for how long."""

from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from sync.server.console.access import SESSION
from sync.server.database.tables import Audit, LoginSession, Staff
from sync.server.staff import accounts, auth, throttle
from tests.server.browserless import Visitor
from tests.server.people import resident, visit
from tests.server.township import PASSWORD, ClinicDevice, RunningTownship
from vclinic.domain.problem import Refused


@pytest.fixture
def staffed(township: RunningTownship) -> RunningTownship:
    township.staff("linxy", "林晓燕")
    township.staff("admin", "赵敏", "administrator")
    return township


def at_login(answer: object) -> bool:
    return urlsplit(str(getattr(answer, "url", ""))).path == "/login"


def test_nobody_sees_a_page_without_signing_in(staffed: RunningTownship) -> None:
    stranger = Visitor(staffed)
    for path in (
        "/",
        "/review",
        "/review/V-1.r1",
        "/residents",
        "/residents/R-1",
        "/clinics",
        "/staff",
        "/staff/s",
        "/password",
        "/prescriptions/P-1",
        "/dispensings/G-1",
        "/export/residents.csv",
    ):
        assert at_login(stranger.get(path)), path
    for path in (
        "/review/V-1.r1",
        "/residents",
        "/clinics",
        "/staff",
        "/logout",
        "/devices/d/revoke",
        "/staff/s/disable",
        "/staff/s/password",
        "/staff/s/role",
        "/password",
        "/review/bulk",
    ):
        assert at_login(stranger.post(path, {"decision": "accept"})), path


def test_signing_in_and_out(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    answer = here.sign_in("linxy")
    assert answer.status_code == 200
    assert "林晓燕 审核员" in answer.text
    token = here.session.cookies[SESSION]
    assert at_login(here.post("/logout", {}))
    here.session.cookies.set(SESSION, token)
    assert at_login(here.get("/")), "the token is dead on the server, not only gone from the browser"


def test_the_cookie_is_guarded_and_only_its_hash_is_kept(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    here.get("/login")
    form = {"csrf": here.csrf, "login": "linxy", "password": PASSWORD}
    answer = here.session.post(f"{staffed.url}/login", data=form, allow_redirects=False, timeout=30)
    cookie = next(part for part in answer.raw.headers.getlist("set-cookie") if part.startswith(SESSION)).lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    token = here.session.cookies[SESSION]
    with staffed.store.read() as session:
        row = session.exec(select(LoginSession)).one()
        assert token not in (row.hash, row.csrf)
        staff = session.exec(select(Staff)).all()
    assert all(entry.password.startswith("$argon2id$") for entry in staff)


def test_a_session_given_beforehand_is_never_taken_over(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    here.session.cookies.set(SESSION, "chosen-by-somebody-else")
    here.sign_in("linxy")
    tokens = [cookie.value for cookie in here.session.cookies if cookie.name == SESSION]
    assert any(token != "chosen-by-somebody-else" for token in tokens)
    thief = Visitor(staffed)
    thief.session.cookies.set(SESSION, "chosen-by-somebody-else")
    assert at_login(thief.get("/"))


def test_after_signing_in_again_one_is_where_one_was(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    here.sign_in("linxy")
    staffed.clock.turn(minutes=31)
    asked = here.get("/review/returned?clinic=c-1")
    assert "登录已过期" in asked.text
    back = here.post("/login", {"login": "linxy", "password": PASSWORD, "next": "/review/returned?clinic=c-1"})
    assert urlsplit(back.url).path == "/review/returned"
    assert "登录已过期" not in Visitor(staffed).get("/review/returned").text, (
        "who never signed in has nothing to run out"
    )


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/login", "/a\nb", ""]
)
def test_signing_in_never_leads_elsewhere(staffed: RunningTownship, address: str) -> None:
    here = Visitor(staffed)
    here.get("/login")
    back = here.post("/login", {"login": "linxy", "password": PASSWORD, "next": address})
    assert back.url == f"{staffed.url}/"


def test_idle_and_absolute_ends(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    here.sign_in("linxy")
    staffed.clock.turn(minutes=29)
    assert not at_login(here.get("/"))
    staffed.clock.turn(minutes=31)
    assert at_login(here.get("/"))
    here.sign_in("linxy")
    for _ in range(25):
        staffed.clock.turn(minutes=29)
        last = here.get("/")
    assert at_login(last), "twelve hours are the end even of a busy session"


def test_wrong_passwords_make_one_wait(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    for _ in range(throttle.FREE_TRIES):
        assert "登录名或密码不对" in here.sign_in("linxy", "wrong").text
    answer = here.sign_in("linxy")
    assert answer.status_code == 401
    assert "秒后再试" in answer.text
    staffed.clock.turn(seconds=5)
    assert here.sign_in("linxy").status_code == 200
    with staffed.store.read() as session:
        acts = [row.act for row in session.exec(select(Audit))]
    assert acts.count("sign_in_failed") == throttle.FREE_TRIES


def test_a_clock_set_back_does_not_lengthen_the_wait(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    for _ in range(throttle.FREE_TRIES + 1):
        here.sign_in("linxy", "wrong")
    staffed.clock.turn(days=-365)
    assert "秒后再试" in here.sign_in("linxy").text
    staffed.clock.turn(days=365, minutes=20)
    assert here.sign_in("linxy").status_code == 200


def test_a_login_nobody_has_is_refused_the_same_way(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    assert "登录名或密码不对" in here.sign_in("nobody", "wrong").text
    assert here.sign_in("x" * 5000, "wrong").status_code == 401


def test_a_post_without_its_token_does_nothing(staffed: RunningTownship) -> None:
    clinic: ClinicDevice = staffed.clinic()
    clinic.round(resident(), visit())
    here = Visitor(staffed)
    here.sign_in("admin")
    for path, fields in (
        ("/review/V-1.r1", {"decision": "accept"}),
        ("/review/bulk", {"pick": "V-1.r1"}),
        ("/staff", {"login": "evil", "name": "x", "role": "administrator", "password": "12345678"}),
        (f"/devices/{clinic.name}/revoke", {}),
        ("/clinics", {"clinic": "x", "village": "340123101105"}),
        ("/staff/s-1/password", {"password": "12345678"}),
        ("/staff/s-1/role", {"role": "reviewer"}),
        ("/password", {"old": PASSWORD, "new": "12345678", "again": "12345678"}),
        ("/residents", {"text": "杨"}),
        ("/logout", {}),
    ):
        for csrf in ("", "guess"):
            answer = here.post(path, fields, csrf)
            assert answer.status_code == 409, path
            assert "没有保存" in answer.text
            here.get("/")
    assert clinic.round().notices == ()
    with staffed.store.read() as session:
        assert session.exec(select(Staff).where(Staff.login == "evil")).first() is None


def test_a_login_form_of_another_site_is_refused(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    here.get("/login")
    assert here.post("/login", {"login": "linxy", "password": PASSWORD}, "").status_code == 409
    here.get("/login")
    assert (
        here.post("/login", {"login": "linxy", "password": PASSWORD}, Origin="http://evil.example").status_code == 409
    )
    here.session.cookies.clear()
    assert here.post("/login", {"login": "linxy", "password": PASSWORD}, "").status_code == 409
    assert SESSION not in here.session.cookies


def test_a_reviewer_does_not_administer(staffed: RunningTownship) -> None:
    clinic = staffed.clinic()
    here = Visitor(staffed)
    page = here.sign_in("linxy")
    assert 'href="/staff"' not in page.text
    assert here.get("/staff").status_code == 403
    here.get("/")
    for path, fields in (
        ("/staff", {"login": "a", "name": "b", "role": "administrator", "password": "12345678"}),
        ("/clinics", {"clinic": "x", "village": "340123101105"}),
        (f"/devices/{clinic.name}/revoke", {}),
        ("/staff/s-1/disable", {}),
        ("/staff/s-1/password", {"password": "12345678"}),
        ("/staff/s-1/role", {"role": "administrator"}),
    ):
        assert here.post(path, fields).status_code == 403, path
        here.get("/")
    assert clinic.round().notices == ()


def test_an_administrator_adds_and_stops_people_but_not_the_last_of_them(staffed: RunningTownship) -> None:
    here = Visitor(staffed)
    here.sign_in("admin")
    here.get("/staff")
    answer = here.post("/staff", {"login": "new", "name": "新来的", "role": "reviewer", "password": "short"})
    assert (answer.status_code, "密码至少 8 个字符" in answer.text) == (422, True)
    answer = here.post("/staff", {"login": "new", "name": "新来的", "role": "reviewer", "password": " long enough "})
    assert "新来的" in answer.text
    other = Visitor(staffed)
    assert other.sign_in("new", " long enough ").status_code == 200
    with staffed.store.read() as session:
        ids = {row.login: row.id for row in session.exec(select(Staff))}
    here.get("/staff")
    here.post(f"/staff/{ids['new']}/disable", {})
    assert at_login(other.get("/")), "an open session ends with the account"
    assert other.sign_in("new", " long enough ").status_code == 401
    here.get("/staff")
    answer = here.post(f"/staff/{ids['admin']}/disable", {})
    assert "最后一个管理员" in answer.text


def test_accounts_are_checked(staffed: RunningTownship) -> None:
    with staffed.store.write() as session:
        for wrong in (("", "x", "reviewer", PASSWORD), ("a b", "x", "reviewer", PASSWORD), ("a", "", "reviewer", PASSWORD),
                      ("a", "x", "king", PASSWORD), ("a", "x", "reviewer", "1234567"), ("linxy", "x", "reviewer", PASSWORD)):  # fmt: skip
            assert isinstance(accounts.add_staff(session, *wrong, staffed.clock()), list), wrong
        assert not accounts.close(session, "nobody", staffed.clock())
        row = session.exec(select(Staff).where(Staff.login == "admin")).one()
        with pytest.raises(Refused):
            accounts.close(session, row.id, staffed.clock())


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ｌｉｎｘｙ", PASSWORD),
        ("linxy\u3000", PASSWORD),
        ("\u3164linxy", PASSWORD),
        ("linxy", "".join(chr(ord(character) + 0xFEE0) for character in PASSWORD)),
    ],
)
def test_an_input_method_left_in_full_width_locks_nobody_out(
    staffed: RunningTownship, login: str, password: str
) -> None:
    person, _ = auth.sign_in(staffed.store, login, password, staffed.clock())
    assert person.staff.login == "linxy"


def test_wrong_tries_are_counted_together_however_the_login_is_spelled(staffed: RunningTownship) -> None:
    for login in ("linxy", "ｌinxy", "linxy\u200b", "linxy\u3000"):
        with pytest.raises(Refused, match="密码不对"):
            auth.sign_in(staffed.store, login, "not this one", staffed.clock())
    with pytest.raises(Refused, match="密码错得太多"):
        auth.sign_in(staffed.store, "ｌｉｎｘｙ", PASSWORD, staffed.clock())


def test_a_login_that_an_earlier_program_kept_in_full_width_still_signs_in(staffed: RunningTownship) -> None:
    with staffed.store.write() as session:
        session.exec(select(Staff).where(Staff.login == "linxy")).one().login = "ｌinxy"
    for login in ("ｌinxy", "linxy"):
        assert auth.sign_in(staffed.store, login, PASSWORD, staffed.clock())[0].staff.login == "ｌinxy"
    with staffed.store.write() as session:
        taken = accounts.add_staff(session, "ｌｉｎxy ", "林二", "reviewer", PASSWORD, staffed.clock())
    assert isinstance(taken, list)
    assert [problem.code for problem in taken] == ["taken"]

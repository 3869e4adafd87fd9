"""Every page at every width: one heading, named fields, nothing sideways, nothing from elsewhere."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from sync.server.database.tables import Staff
from tests.browsing import sign_in
from tests.server.console.browser.hands import CUT, OVERFULL, signed_in
from tests.server.papers import batch, dispensing, prescription
from tests.server.people import resident, visit
from tests.server.township import PASSWORD, ClinicDevice, RunningTownship


def test_the_keyboard_skips_the_queue(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review/V-3.r1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".rh h1 a")).to_be_focused()


def test_every_page_has_one_heading_a_title_and_named_fields(page: Page, shown: RunningTownship) -> None:
    unnamed = """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
        .filter((each) => !each.labels.length && !each.ariaLabel).map((each) => each.name)"""
    for path in (
        "/",
        "/review/V-1.r1",
        "/review/list",
        "/review/bulk",
        "/residents/all",
        "/clinics",
        "/updates",
        "/announcements",
        "/nowhere",
    ):
        page.goto(shown.url + path)
        expect(page.locator("h1")).to_have_count(1)
        assert page.title().endswith("— 清溪镇卫生院"), path
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.evaluate(unnamed) == [], path


@pytest.mark.parametrize("width", [1366, 1365, 1280, 1093, 911])
def test_no_page_scrolls_sideways_and_nothing_comes_from_elsewhere(
    page: Page, shown: RunningTownship, width: int
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: troubles.append(str(fault)))
    page.set_viewport_size({"width": width, "height": 656})
    for path in (
        "/",
        "/review",
        "/review/V-1.r1",
        "/review/returned",
        "/review/bulk",
        "/review/list",
        "/residents",
        "/residents/all",
        "/residents/R-1",
        "/clinics",
        "/updates",
        "/announcements",
        "/clinics/refused",
        "/clinics/waiting",
        "/clinics/received",
        "/password",
    ):
        page.goto(shown.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(OVERFULL) == [], path
        assert page.evaluate(CUT) == [], path
        if path == "/review/V-1.r1" and width >= 1093:
            assert page.locator(".act").evaluate("each => each.clientHeight") <= 60, "the verdict is one row"
    assert all(url.startswith(shown.url) for url in asked)
    assert troubles == []


def test_accounts_and_papers_fit_every_width(browser: Browser, busy: RunningTownship) -> None:
    busy.staff("admin", "赵敏", "administrator")
    clinic = ClinicDevice(busy)
    clinic.pair(busy.code())
    clinic.round(prescription(), batch(), dispensing())
    with busy.store.read() as session:
        her = session.exec(select(Staff.id).where(Staff.login == "linxy")).one()
    page = sign_in(browser, busy.url, "admin", PASSWORD)
    (clinic_page, *_) = [link.get_attribute("href") for link in page.locator("td a[href^='/clinics/c-']").all()]
    for width in (1366, 1280, 1093, 911):
        page.set_viewport_size({"width": width, "height": 656})
        for path in (
            "/staff",
            f"/staff/{her}",
            "/staff/acts",
            "/prescriptions/P-1",
            "/dispensings/G-1",
            "/residents/R-1",
            "/clinics",
            clinic_page,
            "/packages",
            "/backups",
            "/announcements",
        ):
            page.goto(busy.url + path)
            expect(page.locator("h1")).to_have_count(1)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(OVERFULL) == [], path
            assert page.evaluate(CUT) == [], path
    page.close()


def test_an_upright_tablet_shows_every_page_and_its_verdict_without_moving_sideways(
    page: Page, shown: RunningTownship
) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    for path in (
        "/",
        "/review/V-3.r1",
        "/review/bulk",
        "/review/list",
        "/residents/all",
        "/residents/R-3",
        "/clinics",
        "/help/reviewer/1-day",
    ):
        page.goto(shown.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 768, path
        shown_of = (
            """each => { const box = each.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth; }"""
        )
        for wanted in page.locator(".nav a:not(.skip), .nav button, .act button, .queue, .rec").all():
            assert wanted.evaluate(shown_of), path


def test_a_long_name_leaves_every_column_of_the_list_in_sight(browser: Browser, busy: RunningTownship) -> None:
    clinic = busy.clinic("清溪镇阿克陶县恰尔隆乡塔吉克族自治麻扎窑洞村第二村卫生室（新址）", "340123101107")
    long = resident("R-9", "阿卜杜热合曼·买买提依明·吐尔逊江·艾合买提", sex_code="1")
    clinic.round(long, visit("V-9", "R-9", sbp=184, dbp=106, doctor_name="古丽巴哈尔·阿布都热西提"))
    page = signed_in(browser, busy)
    for width in (1366, 1024, 911):
        page.set_viewport_size({"width": width, "height": 656})
        page.goto(f"{busy.url}/review/list")
        assert page.evaluate(CUT) == []
    page.close()


def test_a_list_on_paper_has_its_columns_and_nothing_to_press(page: Page, shown: RunningTownship) -> None:
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 upright between its edges
    page.emulate_media(media="print")
    for path in ("/review/list", "/residents/all", "/clinics", "/review/bulk"):
        page.goto(shown.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 700, path
        assert (
            page.evaluate("""[...document.querySelectorAll("th, td")].filter((each) => each.getBoundingClientRect().right > 701)
            .map((each) => each.innerText)""")
            == []
        ), path
        assert not page.locator(".nav, .bar .btn, main > form.fields").filter(visible=True).count(), path

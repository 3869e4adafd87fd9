"""Residents and colleagues: looked up and let in by keyboard."""

from playwright.sync_api import Browser, Page, expect

from sync.server.staff import accounts
from tests.browsing import sign_in
from tests.server.console.browser.hands import alt
from tests.server.township import CHEAP, PASSWORD, RunningTownship


def test_a_resident_is_found_and_shown(page: Page, shown: RunningTownship) -> None:
    page.goto(shown.url)
    alt(page, "k")
    page.keyboard.type("素芬")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.get_by_role("link", name="杨素芬").click()
    expect(page.locator("h1")).to_have_text("杨素芬")
    expect(page.locator("dl.form")).to_contain_text("1957-03-12")
    expect(page.locator("tbody tr").first).to_contain_text("146/88")


def test_a_person_with_a_starting_password_gets_to_work_by_keyboard(browser: Browser, busy: RunningTownship) -> None:
    with busy.store.write() as session:
        accounts.add_staff(session, "new", "新来的", "reviewer", PASSWORD, busy.clock(), must_change=True, hasher=CHEAP)
    page = sign_in(browser, busy.url, "new", PASSWORD)
    expect(page.locator("h1")).to_have_text("改密码")
    expect(page.get_by_role("link", name="居民")).to_have_count(0)
    page.get_by_label("管理员给的起始密码").fill(PASSWORD)
    page.get_by_label("新密码（至少 8 个字符）").fill("only-i-know-this")
    page.get_by_label("再写一次新密码").fill("only-i-know-this")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("密码改好了")
    with page.expect_navigation():
        page.get_by_role("link", name="去首页").click()
    expect(page.locator("h1")).to_have_text("清溪镇卫生院首页")
    page.close()

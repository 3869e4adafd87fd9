"""The distribution's Chromium, as staff use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREEN = {"width": 1366, "height": 656}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of its own; its absence is a failure, never a skip."""
    assert Path(CHROMIUM).exists(), "the distribution's Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield opened
        finally:
            opened.close()


def sign_in(browser: Browser, url: str, login: str, password: str, **options: object) -> Page:
    """A page of the console, logged in, in a browser profile of its own."""
    return _logged_in(browser.new_page(viewport=SCREEN, locale="zh-CN", **options), url, login, password)  # type: ignore[arg-type]  passed through


def signed_in_profile(browser: Browser, url: str, login: str, password: str) -> BrowserContext:
    """A browser profile that is logged in: each of its new pages is a tab that knows nothing of the others."""
    profile = browser.new_context(viewport=SCREEN, locale="zh-CN")
    _logged_in(profile.new_page(), url, login, password).close()
    profile.set_default_timeout(15_000)
    return profile


def _logged_in(page: Page, url: str, login: str, password: str) -> Page:
    page.set_default_timeout(15_000)
    page.goto(f"{url}/login")
    page.fill("#login", login)
    page.fill("#password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page

"""The distribution's Chromium, as staff use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

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
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield found
        finally:
            found.close()


def sign_in(browser: Browser, url: str, login: str, password: str, **options: object) -> Page:
    """A page of the console, logged in."""
    page = browser.new_page(viewport=SCREEN, locale="zh-CN", **options)  # type: ignore[arg-type]  passed through
    page.set_default_timeout(15_000)
    page.goto(f"{url}/login")
    page.fill("#login", login)
    page.fill("#password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page

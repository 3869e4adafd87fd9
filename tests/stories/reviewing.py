"""The reviewer of a story, in the browser: the mouse on the pages of the township."""

from playwright.sync_api import Page, expect


def open_visit(console: Page, url: str, name: str) -> None:
    """From the queue to the visit, as a reviewer clicks."""
    console.goto(f"{url}/review")
    with console.expect_navigation():
        console.get_by_role("link", name=name).first.click()
    expect(console.locator("h1, h2").filter(has_text=name).first).to_be_visible()


def give_back(console: Page, remark: str) -> None:
    """Write a remark on the heart rate and return the visit."""
    row = console.locator(".line:has(> #r-heart_rate)")
    if not row.is_visible():
        console.locator("details.same", has=console.locator("#r-heart_rate")).locator("summary").first.click()
    row.locator("summary").click()
    row.locator("textarea").fill(remark)
    with console.expect_navigation():
        console.get_by_role("button", name="退回给周国平").click()


def accept(console: Page) -> None:
    """通过, for the visit that is open."""
    with console.expect_navigation():
        console.get_by_role("button", name="通过", exact=False).first.click()

"""What tests of the console do in a browser: a township to look at, keys as a keyboard sends them."""

from playwright.sync_api import Browser, Page
from sqlmodel import select

from sync.server.database.tables import Review
from tests.browsing import sign_in
from tests.server.people import resident, visit
from tests.server.township import PASSWORD, RunningTownship

# heads and bars that need a second line or whose words run out of them; counts as in a real township
OVERFULL = """[...document.querySelectorAll(".queue h2")].forEach((each) => {
    each.firstElementChild.textContent = each.firstElementChild.textContent.replace(/\\d+$/, "686"); });
    [...document.querySelectorAll(".queue h2, .nav, .mh, .search, th")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 3
        || (each.matches(".mh, h2") && each.clientHeight > 28))
    .map((each) => each.className + ": " + each.innerText)"""

# what is pressed and lies, whole or in part, beyond the right edge of the window or of the card it stands in
CUT = """[...document.querySelectorAll("button, a.btn, summary, input:not([type=hidden]), select, td, th")]
    .filter((each) => each.getClientRects().length && each.checkVisibility())
    .filter((each) => Math.min(innerWidth, each.closest(".card")?.getBoundingClientRect().right ?? innerWidth) + 1
        < each.getBoundingClientRect().right)
    .map((each) => each.className + ": " + each.innerText)"""


def fill(township: RunningTownship) -> None:
    """A return that came back, something urgent, and a quiet visit."""
    township.staff("linxy", "林晓燕")
    clinic = township.clinic()
    past = {"visit_date": "2026-08-17", "next_visit_date": "2026-11-16", "heart_rate": 70}
    clinic.round(resident(), visit("V-0", **past), visit("V-1"))
    other = township.clinic("石桥村卫生室", "340123101106")
    other.round(
        resident("R-2", "邓有才", sex_code="1"),
        visit("V-2", "R-2", sbp=184, dbp=106, visit_class="2", next_visit_date="2026-11-30", doctor_name="蒙建平"),
        resident("R-3", "阿卜杜热合曼·买买提", sex_code="1"),
        visit("V-3", "R-3", sbp=128, dbp=78, doctor_name="蒙建平"),
    )


def signed_in(browser: Browser, township: RunningTownship, **options: object) -> Page:
    return sign_in(browser, township.url, "linxy", PASSWORD, **options)


def state(township: RunningTownship, change_id: str) -> str:
    with township.store.read() as session:
        return session.exec(select(Review.state).where(Review.change_id == change_id)).one()


def alt(page: Page, key: str) -> None:
    """Alt and a letter as a keyboard sends it; Playwright's own press leaves out the text that access keys go by."""
    session = page.context.new_cdp_session(page)
    stroke = {"modifiers": 1, "windowsVirtualKeyCode": ord(key.upper()), "code": f"Key{key.upper()}", "key": key}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "unmodifiedText": key} | stroke)
    session.send("Input.dispatchKeyEvent", {"type": "keyUp"} | stroke)
    session.detach()


def go(page: Page, key: str) -> None:
    """An access key that leads to another page."""
    with page.expect_navigation():
        alt(page, key)

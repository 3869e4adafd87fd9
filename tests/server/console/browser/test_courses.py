"""The picture of a course: read at every width, nothing over anything else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sync.protocol.messages import Change
from tests.browsing import signed_in_profile
from tests.server.people import resident, visit
from tests.server.review.test_diabetes_visits import visit as glucose
from tests.server.township import PASSWORD, ClinicDevice, RunningTownship, running

# pictures that are scaled, and figures that lie over each other
UNREADABLE = """[...document.querySelectorAll(".tr svg")].filter((each) => each.clientWidth).flatMap((each) => {
    const boxes = [...each.querySelectorAll("text")].filter((one) => one.textContent).map((one) => {
        const box = one.getBoundingClientRect();
        return {text: one.textContent, top: box.top + 3, bottom: box.bottom - 3, left: box.left, right: box.right}; });
    const out = each.getBoundingClientRect();
    const over = boxes.filter((a, i) => boxes.some((b, j) => j > i && a.left < b.right && b.left < a.right
        && a.top < b.bottom && b.top < a.bottom));
    const lost = boxes.filter((a) => a.left < out.left || a.right > out.right || a.top < out.top || a.bottom > out.bottom);
    const small = each.getBoundingClientRect().width < each.viewBox.baseVal.width ? [{text: "scaled"}] : [];
    return [...over, ...lost, ...small].map((one) => one.text); })"""


@dataclass
class Courses:
    """A township where tests draw courses of people of their own, a clinic there, and a reviewer who looks."""

    township: RunningTownship
    clinic: ClinicDevice
    reviewer: BrowserContext

    def page(self, who: str, *visits: Change) -> Page:
        """The last of somebody's visits as the reviewer sees it."""
        self.clinic.round(resident(who), *visits)
        page = self.reviewer.new_page()
        page.goto(f"{self.township.url}/review/{visits[-1].id}")
        return page


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Courses]:
    with running(tmp_path_factory.mktemp("courses") / "township") as made:
        made.staff("linxy", "林晓燕")
        profile = signed_in_profile(browser, made.url, "linxy", PASSWORD)
        yield Courses(made, made.clinic(), profile)
        profile.close()


@pytest.mark.parametrize("last", [(290, 50), (146, 88), (100, 92), (300, 200), (92, 60)])
def test_the_picture_of_the_course_is_read_at_every_width(courses: Courses, last: tuple[int, int]) -> None:
    days = ("2025-08-14", "2025-11-17", "2026-02-16", "2026-05-18", "2026-08-17", "2026-11-16")
    pressures = ((184, 106), (150, 94), (128, 78), (132, 84), (146, 88), last)
    who = f"R-{last[0]}"
    course = [
        visit(f"{who}-{day}", who, visit_date=day, sbp=sbp, dbp=dbp)
        for day, (sbp, dbp) in zip(days, pressures, strict=True)
    ]
    page = courses.page(who, *course)
    for width in (1366, 1093, 911):
        page.set_viewport_size({"width": width, "height": 656})
        expect(page.locator(".tr svg:visible")).to_have_count(1)
        expect(page.locator(".tr svg:visible text.last")).to_have_text(f"{last[0]}/{last[1]}")
        assert page.evaluate(UNREADABLE) == [], width
    page.close()


def test_two_measures_have_two_pictures_where_there_is_room(courses: Courses) -> None:
    days = ("2025-11-17", "2026-02-16", "2026-05-18", "2026-08-17", "2026-11-16")
    course = [
        glucose(
            f"G-{day}", visit_date=day, fbg=fbg, visit_class="2" if fbg > 7 else "1", next_visit_date="2026-11-30"
        )
        for day, fbg in zip(days, (6.2, 12.1, 4.5, 7.9, 8.2), strict=True)
    ]  # fmt: skip
    page = courses.page("R-1", *course)
    for width, texts in ((1366, ["8.2", "132/78"]), (911, ["8.2"])):
        page.set_viewport_size({"width": width, "height": 656})
        expect(page.locator(".tr svg:visible text.last")).to_have_text(texts)
        assert page.evaluate(UNREADABLE) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()

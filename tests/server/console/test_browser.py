"""The console in the distribution's Chromium: what staff do with eyes, mouse and keys."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import select

from sync.protocol.messages import Change
from sync.server.database.tables import Review, Staff
from sync.server.staff import accounts
from tests.browsing import chromium, sign_in, signed_in_profile
from tests.server.console.test_papers import batch, dispensing, prescription
from tests.server.people import resident, visit
from tests.server.review.test_diabetes_visits import visit as glucose
from tests.server.township import CHEAP, PASSWORD, ClinicDevice, RunningTownship, running

OVERRULE = {"field": "visit_class", "computed": "3", "chosen": "1", "reason": "肿得轻"}
# heads and bars that need a second line or whose words run out of them; counts as in a real township
OVERFULL = """[...document.querySelectorAll(".queue h2")].forEach((each) => {
    each.firstElementChild.textContent = each.firstElementChild.textContent.replace(/\\d+$/, "686"); });
    [...document.querySelectorAll(".queue h2, .nav, .mh, .search, th")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 3
        || (each.matches(".mh, h2") && each.clientHeight > 28))
    .map((each) => each.className + ": " + each.innerText)"""
SWOLLEN = {
    "symptom_codes": ["9"], "sbp": 142, "dbp": 86, "weight_kg": 57.5, "bmi": 24.6, "other_signs": "双踝轻度水肿",
    "adr": "2", "adr_text": "氨氯地平，脚踝肿", "overrules": [OVERRULE],
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


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


@pytest.fixture
def busy(township: RunningTownship) -> RunningTownship:
    """A township of the test's own, for tests that decide or change something."""
    fill(township)
    return township


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    """The same township for all tests that only look."""
    with running(tmp_path_factory.mktemp("shown") / "township") as made:
        fill(made)
        yield made


@pytest.fixture(scope="module")
def reviewer(browser: Browser, shown: RunningTownship) -> Iterator[BrowserContext]:
    profile = signed_in_profile(browser, shown.url, "linxy", PASSWORD)
    yield profile
    profile.close()


@pytest.fixture
def page(reviewer: BrowserContext) -> Iterator[Page]:
    """A fresh tab of a reviewer who only looks."""
    made = reviewer.new_page()
    yield made
    made.close()


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


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_return_with_a_remark_then_compare_and_accept(browser: Browser, busy: RunningTownship, scripts: bool) -> None:
    page = signed_in(browser, busy, java_script_enabled=scripts)
    page.goto(f"{busy.url}/review/V-1.r1")
    page.locator("details.same", has=page.locator("#r-visit_class")).locator("summary").first.click()
    row = page.locator(".line:has(> #r-visit_class)")
    row.locator("summary").click()
    row.locator("textarea").fill("脚踝肿是氨氯地平常见反应，请按 3 填，2 周内再访。")
    page.fill("#deadline", "2026-11-27")
    with page.expect_navigation():
        page.get_by_role("button", name="退回给周国平").click()
    assert state(busy, "V-1.r1") == "returned"
    assert "/review/V-1.r1" not in page.url, "the next one of the queue is shown"

    clinic = ClinicDevice(busy)
    clinic.enrol(busy.code())
    (notice,) = clinic.round().notices
    assert notice.remarks[0]["field"] == "visit_class"
    assert notice.deadline == "2026-11-27"
    clinic.round(visit("V-1", revision=2, at="2026-11-25T08:40:00+08:00", **SWOLLEN))

    page.goto(f"{busy.url}/review/V-1.r2")
    expect(page.locator(".tag.info")).to_have_text("第 2 版（退回后重报）")
    weight = page.locator("#r-weight_kg")
    expect(weight.locator(".old")).to_have_text("58.0/55.0")
    expect(weight.locator(".new")).to_have_text("57.5/55.0")
    expect(page.locator(".line:has(> #r-visit_class) .note")).to_contain_text(
        ["有不良反应，分类应为 3。村医理由：“肿得轻”", "没改。退回意见：“脚踝肿"]
    )
    folded = page.locator("details.same", has_text="心率 72")
    assert not folded.evaluate("each => each.open")
    with page.expect_navigation():
        page.get_by_role("button", name="通过").click()
    assert state(busy, "V-1.r2") == "accepted"
    assert [each.state for each in clinic.round().notices] == ["accepted"]
    page.close()


def test_the_rows_stand_in_the_forms_own_order(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review/V-2.r1")
    captions = [text.split(" ")[0] for text in page.locator(".sheet .row[id] > span:first-child").all_inner_texts()]
    assert captions[:8] == ["随访日期", "随访方式", "症状", "血压", "体重", "体质指数", "心率", "其他体征"]
    assert captions[-5:] == ["原因", "机构及科别", "下次随访日期", "随访医生签名", "身高"]


def test_the_queue_goes_by_keys(browser: Browser, busy: RunningTownship) -> None:
    page = signed_in(browser, busy)
    page.get_by_role("link", name="审核 4").click()
    expect(page.locator(".rh h1 a")).to_have_text("邓有才")
    assert [text.split()[0] for text in page.locator(".queue h2").all_inner_texts()] == ["危急", "没有发现"]
    go(page, "j")
    first = page.url
    go(page, "a")
    assert state(busy, first.rsplit("/", 1)[1]) == "accepted"
    page.goto(f"{busy.url}/review/V-2.r1")
    alt(page, "n")
    expect(page.locator("#r-referral_reason ~ .mar textarea")).to_be_focused()
    page.keyboard.type("184/106 要马上转诊，请打电话给我。")
    expect(page.locator("[data-count]")).to_have_text("1")
    go(page, "r")
    assert state(busy, "V-2.r1") == "returned"
    page.close()


def test_return_without_a_word_is_explained_and_typed_words_survive(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review/V-3.r1")
    page.fill("#deadline", "2026-11-01")
    go(page, "r")
    expect(page.get_by_role("alert").first).to_contain_text("退回要写明原因")
    expect(page.locator("#deadline")).to_have_value("2026-11-01")
    page.fill("#general", "整份重填")
    go(page, "r")
    expect(page.get_by_role("alert")).to_contain_text("已经过了")
    expect(page.locator("#general")).to_have_value("整份重填")
    assert state(shown, "V-3.r1") == "waiting"


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
        "/announcements",
        "/nowhere",
    ):
        page.goto(shown.url + path)
        expect(page.locator("h1")).to_have_count(1)
        assert page.title().endswith("— 清溪镇卫生院"), path
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.evaluate(unnamed) == [], path


def test_enter_in_a_field_decides_nothing(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review/V-3.r1")
    page.fill("#general", "好")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert state(shown, "V-3.r1") == "waiting"


def test_a_long_remark_is_seen_whole_while_it_is_typed(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review/V-3.r1")
    page.locator("#r-next_visit_date").click()
    page.keyboard.type("请核对下次随访日期。" * 12)
    box = page.locator("textarea[name='remark.next_visit_date']")
    expect(box).to_be_in_viewport(ratio=1)
    assert box.evaluate("each => each.scrollHeight - each.clientHeight") <= 1


def test_a_remark_being_typed_survives_a_reload(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review/V-3.r1")
    page.locator("#r-sbp").click()
    page.keyboard.type("请核对")
    page.reload()
    expect(page.locator("#r-sbp ~ .mar textarea")).to_have_value("请核对")
    expect(page.locator("#r-sbp ~ .mar textarea")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_session_that_ran_out_in_the_middle_of_a_remark_loses_nothing(
    browser: Browser, busy: RunningTownship, scripts: bool
) -> None:
    page = signed_in(browser, busy, java_script_enabled=scripts)
    page.goto(f"{busy.url}/review/V-3.r1?doctor=蒙建平")
    page.locator(".line:has(> #r-visit_class) summary").click()
    page.fill("textarea[name='remark.visit_class']", "请核对分类")
    busy.clock.turn(minutes=31)
    with page.expect_navigation():
        page.get_by_role("button", name="退回给蒙建平").click()
    expect(page.get_by_role("alert")).to_contain_text("登录已过期，刚才这一步没有保存")
    expect(page.locator("blockquote")).to_have_text("请核对分类")
    page.fill("#login", "linxy")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()
    assert "/review/V-3.r1?doctor=" in page.url
    assert state(busy, "V-3.r1") == "waiting"
    if scripts:
        expect(page.locator("textarea[name='remark.visit_class']")).to_have_value("请核对分类")
        go(page, "r")
        assert state(busy, "V-3.r1") == "returned"
        page.goto(f"{busy.url}/review")
        assert page.evaluate("sessionStorage.length") == 0, "what arrived is forgotten"
    page.close()


def test_a_record_that_moved_on_is_not_overwritten(browser: Browser, busy: RunningTownship) -> None:
    page = signed_in(browser, busy)
    page.goto(f"{busy.url}/review/V-1.r1")
    clinic = ClinicDevice(busy)
    clinic.enrol(busy.code())
    clinic.round(visit("V-1", revision=2, sbp=140))
    page.locator("#r-heart_rate").click()
    page.keyboard.type("请核对")
    go(page, "r")
    expect(page.get_by_role("alert")).to_contain_text("刚刚报来了新的一版")
    expect(page.locator("#r-heart_rate ~ .mar")).to_contain_text("您写的意见（没有发出）：“请核对”")
    with page.expect_navigation():
        page.get_by_role("link", name="看第 2 版").click()
    expect(page.locator(".tag.info")).to_contain_text("村医更正")
    page.close()


@pytest.mark.parametrize("width", [1366, 1093, 911], ids=["100 %", "125 %", "150 %"])
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
        "/announcements",
        "/clinics/refused",
        "/clinics/waiting",
        "/clinics/received",
        "/password",
    ):
        page.goto(shown.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(OVERFULL) == [], path
        if path == "/review/V-1.r1" and width >= 1093:
            assert page.locator(".act").evaluate("each => each.clientHeight") <= 60, "the verdict is one row"
    assert all(url.startswith(shown.url) for url in asked)
    assert troubles == []


def test_several_at_once_after_a_look(browser: Browser, busy: RunningTownship) -> None:
    page = signed_in(browser, busy)
    page.goto(f"{busy.url}/review")
    go(page, "b")
    names = page.locator("tbody tr")
    expect(names).to_have_count(3)
    expect(page.locator(".lead")).to_contain_text("已看 0 份")
    with page.expect_navigation():
        names.first.get_by_role("link").click()
    with page.expect_navigation():
        page.go_back()
    page.reload()
    expect(page.locator(".lead")).to_contain_text("已看 1 份")
    page.get_by_label("通过 阿卜杜热合曼·买买提").uncheck()
    go(page, "a")
    expect(page.get_by_role("status")).to_have_text("已通过 2 份。")
    assert [state(busy, each) for each in ("V-0.r1", "V-1.r1", "V-2.r1", "V-3.r1")] == [
        "accepted", "accepted", "waiting", "waiting",
    ]  # fmt: skip
    page.close()


def test_filters_narrow_the_queue_and_stay(browser: Browser, busy: RunningTownship) -> None:
    page = signed_in(browser, busy)
    page.goto(f"{busy.url}/review")
    with page.expect_navigation():
        page.select_option("select[name=doctor]", "周国平")
    expect(page.locator(".q")).to_have_count(2)
    go(page, "a")
    expect(page.locator(".q")).to_have_count(1)
    go(page, "a")
    expect(page.locator(".empty")).to_contain_text("这样筛选，没有等着审核的随访")
    page.close()


def test_the_queue_is_narrowed_by_finding_and_by_date(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review")
    assert page.locator("select[name=flag] option").all_inner_texts() == ["全部发现", "没有转诊 1"]
    with page.expect_navigation():
        page.select_option("select[name=flag]", "referral")
    expect(page.locator(".q")).to_have_count(1)
    with page.expect_navigation():
        page.get_by_role("link", name="名单").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{shown.url}/review")
    with page.expect_navigation():
        page.select_option("select[name=since]", label="近 30 天")
    expect(page.locator(".q")).to_have_count(3)


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


def test_accounts_and_papers_fit_every_width(browser: Browser, busy: RunningTownship) -> None:
    busy.staff("admin", "赵敏", "administrator")
    clinic = ClinicDevice(busy)
    clinic.enrol(busy.code())
    clinic.round(prescription(), batch(), dispensing())
    with busy.store.read() as session:
        her = session.exec(select(Staff.id).where(Staff.login == "linxy")).one()
    page = sign_in(browser, busy.url, "admin", PASSWORD)
    for width in (1366, 1093, 911):
        page.set_viewport_size({"width": width, "height": 656})
        for path in (
            "/staff",
            f"/staff/{her}",
            "/staff/acts",
            "/prescriptions/P-1",
            "/dispensings/G-1",
            "/residents/R-1",
        ):
            page.goto(busy.url + path)
            expect(page.locator("h1")).to_have_count(1)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(OVERFULL) == [], path
    page.close()


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

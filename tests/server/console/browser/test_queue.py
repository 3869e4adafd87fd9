"""The queue: by keys, narrowed, and several at once."""

from playwright.sync_api import Browser, Page, expect

from tests.server.console.browser.hands import alt, go, signed_in, state
from tests.server.township import RunningTownship


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
    assert [state(busy, entry) for entry in ("V-0.r1", "V-1.r1", "V-2.r1", "V-3.r1")] == [
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

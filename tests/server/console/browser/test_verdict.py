"""One record and its verdict, by mouse and by keys: nothing typed is lost, nothing decided by accident."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.console.browser.hands import go, signed_in, state
from tests.server.people import visit
from tests.server.township import PASSWORD, ClinicDevice, RunningTownship

OVERRULE = {"field": "visit_class", "computed": "3", "chosen": "1", "reason": "肿得轻"}
SWOLLEN = {
    "symptom_codes": ["9"], "sbp": 142, "dbp": 86, "weight_kg": 57.5, "bmi": 24.6, "other_signs": "双踝轻度水肿",
    "adr": "2", "adr_text": "氨氯地平，脚踝肿", "overrules": [OVERRULE],
}  # fmt: skip


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
    clinic.pair(busy.code())
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
    assert [notice.state for notice in clinic.round().notices] == ["accepted"]
    page.close()


@pytest.mark.parametrize("button", ["退回给周国平", "通过"])
def test_what_was_just_decided_is_said_above_the_next_record_and_hides_nothing_of_it(
    browser: Browser, busy: RunningTownship, button: str
) -> None:
    page = signed_in(browser, busy)
    page.goto(f"{busy.url}/review/V-1.r1")
    page.fill("#general", "请核对血压" if button != "通过" else "")
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_contain_text("的随访")
    for shown in (".rh h1", ".rh p", ".th", ".mh", "footer.act", ".sheet .row >> nth=0"):
        expect(page.locator(shown)).to_be_in_viewport(ratio=1)
    boxes = [
        page.locator(place).bounding_box() for place in ("[role=status]", ".head", ".heads", ".sheet", "footer.act")
    ]
    edges = [(box["y"], box["y"] + box["height"]) for box in boxes if box is not None]
    assert len(edges) == len(boxes)
    assert all(upper[1] <= lower[0] + 1 for upper, lower in pairwise(edges)), edges
    assert [round(bottom - top) for top, bottom in edges[1:3]] == [72, 28], "head and columns keep their heights"
    page.close()


def test_the_rows_stand_in_the_forms_own_order(page: Page, shown: RunningTownship) -> None:
    page.goto(f"{shown.url}/review/V-2.r1")
    captions = [text.split(" ")[0] for text in page.locator(".sheet .row[id] > span:first-child").all_inner_texts()]
    assert captions[:8] == ["随访日期", "随访方式", "症状", "血压", "体重", "体质指数", "心率", "其他体征"]
    assert captions[-5:] == ["原因", "机构及科别", "下次随访日期", "随访医生签名", "身高"]


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
    clinic.pair(busy.code())
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

"""The page of updates in a real browser, with notes of several lines, many computers and a long name; and how far a file has
gone, over a slow line, one that is cut, and without scripts."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sync.protocol.standing import Standing
from sync.server.devices import standing
from sync.server.updates import releases as kept
from tests.browsing import sign_in
from tests.delivery import releases
from tests.server.console.browser.hands import CUT, OVERFULL
from tests.server.township import PASSWORD, RunningTownship
from tests.sync.client.lossy import lossy

VILLAGES = ("柳河村卫生室", "石桥村卫生室", "清溪镇新桥行政村第二卫生室（原五里铺卫生所）", "杏花村卫生室")


def test_who_can_be_updated_is_seen_from_the_list_of_clinics_on(
    browser: Browser, township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, sequence in (("9.1.0", "5"), ("9.2.0", "6")):
        stick, keys = releases.whole(tmp_path, version=version, sequence=sequence)
        monkeypatch.setattr(kept, "KEYS", keys)
        kept.add(township.store.data, stick)
    for number, (village, program) in enumerate(zip(VILLAGES, ("9.1.0", "9.2.0", "0.0.9", ""), strict=True)):
        device = township.clinic(village, f"34012310110{number}").name
        with township.store.write() as session:
            standing.keep(session, device, Standing(program=program), township.clock())
    township.staff("admin", "赵敏", "administrator")
    page = sign_in(browser, township.url, "admin", PASSWORD)
    page.goto(f"{township.url}/clinics")
    page.click("text=程序更新")
    row = page.locator("tr", has_text="柳河村卫生室")
    expect(row).to_contain_text("可以更新到 9.2.0")
    expect(page.locator("tr", has_text="石桥村卫生室")).to_contain_text("最新")
    expect(page.locator("tr", has_text="五里铺")).to_contain_text("要先更新到 0.1.0")
    expect(page.locator("tr", has_text="杏花村卫生室")).to_contain_text("未知")
    for width in (1366, 911):
        page.set_viewport_size({"width": width, "height": 656})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (page.evaluate(OVERFULL), page.evaluate(CUT)) == ([], [])
        shoot(page, f"updates-{width}")
        page.get_by_label("撤下 9.1.0").click()
        assert (page.evaluate(OVERFULL), page.evaluate(CUT)) == ([], [])
        shoot(page, f"updates-sure-{width}")
        page.get_by_label("撤下 9.1.0").click()
    page.close()


def shoot(page: Page, name: str) -> None:
    if folder := os.environ.get("VCLINIC_SHOTS"):
        Path(folder, f"{name}.png").write_bytes(page.screenshot())


@pytest.fixture
def stick(township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    out, keys = releases.whole(tmp_path, b"MZ" + os.urandom(3_000_000))
    monkeypatch.setattr(kept, "KEYS", keys)
    township.staff("admin", "赵敏", "administrator")
    return out


def hand_in(page: Page, stick: Path) -> None:
    page.get_by_label("更新包").set_input_files(sorted(stick.iterdir()))
    page.get_by_role("button", name="放上").click()


def test_how_far_it_has_gone_is_seen_and_it_can_be_stopped(
    browser: Browser, township: RunningTownship, stick: Path
) -> None:
    page = sign_in(browser, township.url, "admin", PASSWORD)
    page.goto(f"{township.url}/updates")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    slow.send("Network.emulateNetworkConditions", limits)
    hand_in(page, stick)
    expect(page.get_by_text("，共 3.0 MB")).to_be_visible()
    expect(page.get_by_role("button", name="放上")).to_be_disabled()
    assert (page.evaluate(OVERFULL), page.evaluate(CUT)) == ([], [])
    shoot(page, "updates-sending")
    page.get_by_role("button", name="停下").click()
    expect(page.get_by_text("，共 3.0 MB")).to_be_hidden()
    slow.send("Network.emulateNetworkConditions", limits | {"uploadThroughput": -1})
    assert kept.everything(township.store.data) == []
    page.get_by_role("button", name="放上").click()
    expect(page.get_by_role("status")).to_contain_text("已放上 9.1.0")
    page.wait_for_load_state("networkidle")
    shoot(page, "updates-put")
    page.close()


def test_a_line_that_is_cut_is_said_where_one_can_try_again(
    browser: Browser, township: RunningTownship, stick: Path
) -> None:
    with lossy(township.url, [(1_000_000, 10**9)] * 60) as line:
        page = sign_in(browser, line.url, "admin", PASSWORD)
        page.goto(f"{line.url}/updates")
        hand_in(page, stick)
        expect(page.get_by_role("alert")).to_contain_text("没有传完，没有放上")
        expect(page.get_by_role("button", name="放上")).to_be_enabled()
        shoot(page, "updates-cut")
        page.close()
    assert kept.everything(township.store.data) == []


def test_it_goes_without_scripts_too_and_a_refusal_is_on_the_page(
    browser: Browser, township: RunningTownship, stick: Path
) -> None:
    page = sign_in(browser, township.url, "admin", PASSWORD, java_script_enabled=False)
    page.goto(f"{township.url}/updates")
    page.get_by_label("更新包").set_input_files(stick / "manifest.sig")
    page.get_by_role("button", name="放上").click()
    expect(page.get_by_role("alert")).to_contain_text("少了 manifest.json")
    shoot(page, "updates-refused")
    hand_in(page, stick)
    expect(page.get_by_role("status")).to_contain_text("已放上 9.1.0")
    page.close()


def test_whose_log_in_has_run_out_meanwhile_is_asked_again_and_not_told_of_a_broken_line(
    browser: Browser, township: RunningTownship, stick: Path
) -> None:
    (stick / "vclinic-setup-9.1.0.exe").write_bytes(bytes(40_000_000))
    page = sign_in(browser, township.url, "admin", PASSWORD)
    page.goto(f"{township.url}/updates")
    page.context.clear_cookies()
    hand_in(page, stick)
    expect(page.locator("#login")).to_be_visible()
    page.close()

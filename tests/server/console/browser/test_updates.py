"""The page of updates in a real browser, with notes of several lines, many computers and a long name."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sync.protocol.standing import Standing
from sync.server.devices import standing
from sync.server.updates import releases as kept
from tests.browsing import sign_in
from tests.delivery import releases
from tests.server.console.browser.hands import CUT, OVERFULL
from tests.server.township import PASSWORD, RunningTownship

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
        if folder := os.environ.get("VCLINIC_SHOTS"):
            Path(folder, f"updates-{width}.png").write_bytes(page.screenshot())
    page.close()

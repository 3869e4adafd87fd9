"""The page of packages in a browser: it fits every width, works by keyboard, and a refusal is a sentence on it."""

import os
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, expect

from sync.server.devices import pairing
from tests.browsing import sign_in
from tests.server.console.browser.hands import OVERFULL
from tests.server.people import resident, visit
from tests.server.sticks import packed
from tests.server.township import PASSWORD, RunningTownship


def test_everything_it_can_say_fits_every_width(browser: Browser, busy: RunningTownship, tmp_path: Path) -> None:
    busy.staff("admin", "赵敏", "administrator")
    clinic = busy.clinic()
    stopped = busy.clinic("石桥村卫生室", "340123101106")
    with busy.store.write() as session:
        pairing.revoke(session, stopped.name, "admin", busy.clock())
    contents = {
        "shangbao-340123101105-20261125-0920.vcp": packed(clinic, [resident("R-9")], [visit("V-9", "R-9", sbp=600)], more=True),
        "shangbao-340123101106-20261125-0910.vcp": packed(stopped, [resident("R-8")], package="cd" * 8),
        "照片.vcp": None,
    }  # fmt: skip
    files = [
        FilePayload(name=name, mimeType="", buffer=content.getvalue() if content else b"JPEG" * 100)
        for name, content in contents.items()
    ]
    page = sign_in(browser, busy.url, "admin", PASSWORD)
    page.goto(f"{busy.url}/clinics")
    page.get_by_role("link", name="收U盘包").click()
    page.get_by_label("上报包").set_input_files(files)
    page.get_by_label("上报包").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    result = page.get_by_role("status")
    expect(result.get_by_role("row")).to_have_count(4)
    expect(result).to_contain_text("还缺第 2 个")
    expect(result).to_contain_text("不是村卫生室的上报包")
    for width in (1366, 911):
        page.set_viewport_size({"width": width, "height": 656})
        shot = Path(os.environ.get("VCLINIC_SHOTS", tmp_path)) / f"packages-{width}.png"
        shot.write_bytes(page.screenshot())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OVERFULL) == []
    result.get_by_label("已核对来人和电脑").set_input_files(files[1])
    page.get_by_role("button", name="停用的电脑也收").click()
    expect(page.get_by_role("status")).to_contain_text("石桥村卫生室")
    expect(page.get_by_role("status")).to_contain_text("收好了")
    page.close()

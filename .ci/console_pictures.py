"""Takes the pictures of the reviewer's manual in real Chromium, at a township that a sample village has reported to."""

import sys
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from small_pictures import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sync.client import engine
from sync.client.pairing import pair
from sync.server.identity import served
from sync.server.identity.served import Served
from tests import worlds
from tests.browsing import chromium, sign_in
from tests.server.console.browser.hands import fill
from tests.server.township import PASSWORD, ZONE, TurnableClock, running
from vclinic.services import sample_village

WIDEST = 940  # what the console's chapters have room for
_RIGHT_OF_THE_QUEUE = QRect(286, 44, 1080, 612)


def take(folder: Path, target: Path) -> None:
    """Play a reviewer's day and keep parts of what the browser shows."""
    target.mkdir(parents=True, exist_ok=True)
    clock = TurnableClock(datetime(2026, 11, 24, 9, 20, tzinfo=ZONE))
    with running(folder / "township", clock) as township, worlds.clinic(folder / "clinic") as (station, today):
        township.staff("zhaomin", "赵敏", "administrator")
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        sample_village.fill(station, 40, 6, 1)
        engine.sync(station.store, today.now)
        fill(township)
        served.keep(folder / "township", Served("https://192.168.1.8:8650", own=True, hosts=()))  # as a sheet says it
        township.looked()
        with chromium() as browser:
            page = sign_in(browser, township.url, "zhaomin", PASSWORD)
            walk(page, township.url, target, folder / "page.png")


def walk(page: Page, url: str, target: Path, shot: Path) -> None:
    """From page to page as the manual goes."""

    def picture(name: str, part: QRect) -> None:
        page.screenshot(path=shot)
        keep(QImage(str(shot)).copy(part), target / f"{name}.png", WIDEST)

    page.goto(f"{url}/")
    picture("home", QRect(0, 0, 1366, 340))
    page.goto(f"{url}/review")
    page.locator("[data-next]").click()
    picture("record", _RIGHT_OF_THE_QUEUE)
    page.locator(".rm[open] textarea").first.fill("184/106，量过第二次吗？请写上第二次的数，有没有马上转诊。")
    picture("return", QRect(286, 250, 1080, 406))
    page.evaluate("sessionStorage.clear()")
    page.goto(f"{url}/review/bulk")
    picture("bulk", QRect(0, 44, 1366, 330))
    page.goto(f"{url}/announcements")
    page.fill("[name=title]", "流感疫苗到货")
    page.fill("textarea[name=text]", "65 岁以上老人请本周内通知接种，地点在卫生院一楼。")
    with page.expect_navigation():
        page.get_by_text("发出", exact=True).click()
    page.goto(f"{url}/announcements")
    page.fill("[name=title]", "十二月例会")
    page.fill("textarea[name=text]", "12 月 3 日上午 9 点在卫生院二楼开例会，请带上本月的接诊登记本。")
    picture("announcement", QRect(0, 44, 1366, 530))
    page.goto(f"{url}/clinics")
    page.fill("[name=clinic]", "清溪镇杨庄村卫生室")
    page.fill("[name=village]", "340123101206")
    with page.expect_navigation():
        page.get_by_text("生成接入码", exact=True).click()
    picture("invitation", QRect(0, 44, 1366, 330))

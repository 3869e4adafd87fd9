"""A clinic is invited in a real browser: the code is shown, and the sheet is saved as a PDF."""

import pypdfium2
import zxingcpp
from playwright.sync_api import Browser

from tests.browsing import sign_in
from tests.server.township import PASSWORD, VILLAGE, RunningTownship


def test_a_code_on_the_screen_becomes_a_sheet_to_keep(browser: Browser, township: RunningTownship) -> None:
    township.staff("admin", "赵敏", "administrator")
    page = sign_in(browser, township.url, "admin", PASSWORD)
    page.goto(f"{township.url}/clinics")
    page.fill("[name=clinic]", "柳河村卫生室")
    page.fill("[name=village]", VILLAGE)
    page.click("text=生成接入码")
    shown = page.inner_text(".whole")
    with page.expect_download() as saving:
        page.click("button:has-text('存成 PDF')")
    assert saving.value.suggested_filename.startswith("接入单 柳河村卫生室-")
    with pypdfium2.PdfDocument(saving.value.path()) as pdf:
        (scanned,) = zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil())
    assert scanned.text == shown
    assert page.inner_text(".whole") == shown, "the code stays on the screen"
    page.close()

"""Village clinics: codes, devices, what each sent and what is wrong."""

import re

from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


def test_a_code_made_on_the_page_lets_a_clinic_in(township: RunningTownship, admin: Visitor) -> None:
    admin.get("/clinics")
    wrong = admin.post("/clinics", {"clinic": "", "village": "12"})
    assert (wrong.status_code, "村代码是 12 位数字" in wrong.text) == (422, True)
    made = admin.post("/clinics", {"clinic": "柳河村卫生室", "village": "340123101105"})
    code = re.search(r'class="code">([^<]+)<', made.text)
    assert code is not None
    device = ClinicDevice(township)
    assert device.pair(code[1]).device == device.name
    assert code[1] not in admin.get("/clinics").text, "the code is shown once"


def test_a_revoked_device_is_shown_as_such(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    page = admin.get("/clinics").text
    link = re.search(r'href="(/clinics/[^"]+)"', page)
    assert link is not None
    admin.get(link[1])
    after = admin.post(f"/devices/{clinic.name}/revoke", {})
    assert "已停用" in text_of(after.text)
    assert clinic.post(clinic.sealed([resident()])).status_code == 403
    assert "没有这台电脑" in admin.post("/devices/d-NOBODY/revoke", {}).text


def test_a_clinic_shows_what_is_wrong_and_where(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(sbp=600), visit("V-2", "R-99"), made_at="2026-11-25T10:20:00+08:00")
    clinic.round(resident("R-2"), prev="f" * 64, made_at="2026-11-25T10:20:00+08:00")
    link = re.search(r'href="(/clinics/[^"]+)"', admin.get("/clinics").text)
    assert link is not None
    shown = text_of(admin.get(link[1]).text)
    for said in ("收缩压 600 不在 50–300", "居民档案 R-99", "接不上前一批，请核对", "快 60 分钟"):
        assert said in shown, said
    assert "没有这个村卫生室" in admin.get("/clinics/c-NOBODY").text

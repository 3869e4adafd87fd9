"""Village clinics: codes, devices, what each sent and what is wrong."""

import re
from datetime import timedelta

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import select

from sync.protocol import keys, messages
from sync.protocol.messages import EnrolRequest
from sync.protocol.standing import Standing
from sync.server.database.tables import Audit, Device
from sync.server.devices import standing
from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, saved_as, text_of
from tests.server.people import resident, visit
from tests.server.township import VILLAGE, ClinicDevice, RunningTownship


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


def test_a_code_typed_in_full_width_with_a_mark_nobody_sees_means_the_same_village(admin: Visitor) -> None:
    admin.get("/clinics")
    admin.post("/clinics", {"clinic": "柳河村卫生室", "village": "340123101105"})
    again = admin.post("/clinics", {"clinic": "柳河村\u3164卫生室", "village": "３４０１２３１０１１０５\u3000"})
    assert (again.status_code, 'class="code"' in again.text) == (200, True)
    assert admin.get("/clinics").text.count("340123101105") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"clinic": "", "village": VILLAGE}, "请填村卫生室名称"),
        ({"clinic": "卫" * 61, "village": VILLAGE}, "最多 60 个字"),
        ({"clinic": "柳河村卫生室", "village": "34012310110"}, "村代码是 12 位数字"),
        ({"clinic": "柳河村卫生室", "village": "３４０１２３１０１１０"}, "村代码是 12 位数字"),
        ({"clinic": "柳河村卫生室", "village": "34012310110x"}, "村代码是 12 位数字"),
    ],
)
def test_a_code_for_what_is_no_clinic_is_not_made(admin: Visitor, typed: dict[str, str], said: str) -> None:
    admin.get("/clinics")
    answer = admin.post("/clinics", typed)
    assert (answer.status_code, said in answer.text, 'class="code"' in answer.text) == (422, True, False)
    assert (typed["clinic"] in answer.text, typed["village"] in answer.text) == (True, True), "what was typed stays"
    assert "还没有村卫生室" in admin.get("/clinics").text


def test_a_reviewer_makes_no_code_and_stops_no_computer(colleague: Visitor, clinic: ClinicDevice) -> None:
    colleague.get("/clinics")
    assert colleague.post("/clinics", {"clinic": "x", "village": VILLAGE}).status_code == 403
    assert colleague.post(f"/devices/{clinic.name}/revoke", {}).status_code == 403
    assert clinic.post(clinic.sealed([resident()])).status_code == 200


def test_a_computer_is_stopped_once_and_the_act_is_logged_once(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    admin.get("/clinics")
    admin.post(f"/devices/{clinic.name}/revoke", {})
    admin.post(f"/devices/{clinic.name}/revoke", {})
    with township.store.read() as session:
        acts = session.exec(select(Audit).where(Audit.act == "revoke")).all()
    assert [(row.login, row.entity_id) for row in acts] == [("admin", clinic.name)]


def test_the_code_a_clinic_came_with_is_logged_without_the_code(township: RunningTownship, admin: Visitor) -> None:
    admin.get("/clinics")
    page = admin.post("/clinics", {"clinic": "柳河村卫生室", "village": VILLAGE}).text
    code = re.search(r'class="code">([^<]+)<', page)
    assert code is not None
    with township.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.act == "enrol_code")).all()
    assert [(row.entity, row.entity_id, row.detail) for row in rows] == [("clinic", VILLAGE, "")]
    assert code[1] not in admin.get("/staff/acts").text


def test_the_list_goes_to_excel_as_it_stands(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=600))
    township.clock.turn(days=4)
    township.code("石桥村卫生室", "340123101106")
    admin.sign_in("admin")
    answer = admin.get("/clinics.xlsx")
    assert saved_as(answer) == "村卫生室-20261129-0920.xlsx"
    assert [
        (row["村卫生室"], row["没有消息"], row["电脑"], row["居民"], row["待审核"], row["没收下"])
        for row in rows_of(answer)
    ] == [("柳河村卫生室", "是", 1, 1, 1, 1), ("石桥村卫生室", None, 0, 0, 0, 0)]


def test_a_clinic_without_a_computer_says_so(township: RunningTownship, admin: Visitor) -> None:
    township.code()
    (link,) = re.findall(r'href="(/clinics/c-[^"]+)"', admin.get("/clinics").text)
    shown = text_of(admin.get(link).text)
    assert "还没有电脑用接入码接入" in shown
    assert "还没有报来资料" in shown


@pytest.mark.parametrize(("minutes", "said"), [(10, "准"), (11, "快 11 分钟"), (-11, "慢 11 分钟"), (-10, "准")])
def test_a_clock_that_is_wrong_by_more_than_ten_minutes_is_seen(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice, minutes: int, said: str
) -> None:
    at = township.clock() + timedelta(minutes=minutes)
    clinic.round(resident(), made_at=at.isoformat(timespec="seconds"))
    (link, *_) = re.findall(r'href="(/clinics/c-[^"]+)"', admin.get("/clinics").text)
    assert said in text_of(admin.get(link).text)


def test_the_list_says_how_each_clinic_stands_and_is_sorted_by_its_heads(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    with township.store.write() as session:
        told = Standing(unsent=12, waited=180, free_mb=900, program="0.9")
        standing.keep(session, clinic.name, told, township.clock())
    clinic_page = re.search(r'href="(/clinics/[^"?]+)"><b>柳河村卫生室', admin.get("/clinics?sort=unsent").text)
    assert clinic_page is not None
    for page in ("/clinics", "/clinics?sort=disk", clinic_page[1]):
        shown = text_of(admin.get(page).text)
        for said in ("最早等了3 小时", "剩 0.9 GB", "0.9", "协议 1"):
            assert said in shown, (page, said)
    assert 'aria-sort="descending"' in admin.get("/clinics?sort=disk").text
    with township.store.write() as session:
        device = session.exec(select(Device).where(Device.id == clinic.name)).one()
        device.last_contact_at = (township.clock() - timedelta(days=5)).isoformat()
    assert "5 天没有消息" in text_of(admin.get("/clinics").text)


def test_a_computer_enrolled_again_leaves_a_name_that_says_so(township: RunningTownship, admin: Visitor) -> None:
    former = township.clinic()
    page = admin.get("/clinics").text
    link = re.search(r'href="(/clinics/c-[^"]+)"', page)
    assert link is not None
    assert "重新接入" not in text_of(admin.get(link[1]).text)
    again = EnrolRequest(
        code=township.code(),
        public_key=keys.public_text(Ed25519PrivateKey.generate().public_key()),
        id_tag=former.id_tag,
        program="test",
        former=former.name,
    )
    answer = requests.post(f"{township.url}/api/v1/enrol", data=messages.encode(again), timeout=30)
    assert answer.status_code == 200, answer.text
    assert f"{former.name} 后来重新接入了" in text_of(admin.get(link[1]).text)
    (row,) = rows_of(admin.get("/clinics.xlsx"))
    assert row["电脑"] == 1, "its former name is no second computer"
    assert "2 台电脑" not in text_of(admin.get("/clinics").text)


def test_a_program_is_its_version_and_of_one_that_never_told_it_is_said_so(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    with township.store.write() as session:
        session.exec(select(Device)).one().program = "vclinic 0.9.1"  # as an enrolment says it
    (link, *_) = re.findall(r'href="(/clinics/c-[^"]+)"', admin.get("/clinics").text)
    for page in ("/clinics", link):
        shown = text_of(admin.get(page).text)
        assert ("0.9.1（登记时）" in shown, "vclinic" in shown) == (True, False), page
    (row,) = rows_of(admin.get("/clinics.xlsx"))
    assert row["程序"] == "0.9.1（登记时）"
    with township.store.write() as session:
        standing.keep(session, clinic.name, Standing(program="1.0"), township.clock())
    (row,) = rows_of(admin.get("/clinics.xlsx"))
    assert row["程序"] == "1.0"
    assert "登记时" not in text_of(admin.get(link).text)

"""What the pages say, read as text."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import pytest
import requests
from openpyxl import load_workbook
from sqlmodel import select

from sync.server.console.review_pages import usual_deadline
from sync.server.database.tables import Audit
from tests.server.browserless import Visitor
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


@pytest.fixture
def admin(township: RunningTownship) -> Visitor:
    township.staff("linxy", "林晓燕")
    township.staff("admin", "赵敏", "administrator")
    here = Visitor(township)
    here.sign_in("admin")
    return here


def words(page: str) -> str:
    """A page without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_code_made_on_the_page_lets_a_clinic_in(township: RunningTownship, admin: Visitor) -> None:
    admin.get("/clinics")
    wrong = admin.post("/clinics", {"clinic": "", "village": "12"})
    assert (wrong.status_code, "村代码是 12 位数字" in wrong.text) == (422, True)
    made = admin.post("/clinics", {"clinic": "柳河村卫生室", "village": "340123101105"})
    code = re.search(r'class="code">([^<]+)<', made.text)
    assert code is not None
    device = ClinicDevice(township)
    assert device.enrol(code[1]).device == device.name
    assert code[1] not in admin.get("/clinics").text, "the code is shown once"


def test_a_revoked_device_is_shown_as_such(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    page = admin.get("/clinics").text
    link = re.search(r'href="(/clinics/[^"]+)"', page)
    assert link is not None
    admin.get(link[1])
    after = admin.post(f"/devices/{clinic.name}/revoke", {})
    assert "已停用" in words(after.text)
    assert clinic.post(clinic.sealed([resident()])).status_code == 403
    assert "没有这台电脑" in admin.post("/devices/d-NOBODY/revoke", {}).text


def test_a_clinic_shows_what_is_wrong_and_where(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(sbp=600), visit("V-2", "R-99"), made_at="2026-11-25T10:20:00+08:00")
    clinic.round(resident("R-2"), prev="f" * 64, made_at="2026-11-25T10:20:00+08:00")
    link = re.search(r'href="(/clinics/[^"]+)"', admin.get("/clinics").text)
    assert link is not None
    shown = words(admin.get(link[1]).text)
    for said in ("收缩压 600 不在 50–300", "居民档案 R-99", "接不上前一批，请核对", "快 60 分钟"):
        assert said in shown, said
    assert "没有这个村卫生室" in admin.get("/clinics/c-NOBODY").text


def test_home_says_what_waits_and_who_is_silent(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=184, visit_class="2", next_visit_date="2026-11-30"))
    shown = words(admin.get("/").text)
    assert "危急 1 最久 不到 1 小时" in shown
    assert "没有发现 1" in shown
    assert "没有消息的村 0" in shown
    township.clock.turn(days=4)
    admin.sign_in("admin")
    shown = words(admin.get("/").text)
    assert "危急 1 最久 4 天" in shown
    assert "没有消息的村 1" in shown


def test_overdue_returns_are_counted_and_listed(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    admin.post("/review/V-1.r1", {"decision": "return", "general": "请核对", "deadline": "2026-11-25"})
    assert "已退回没改好 1 都在期限内" in words(admin.get("/").text)
    township.clock.turn(days=2)
    admin.sign_in("admin")
    assert "已退回没改好 1 1 份过期限" in words(admin.get("/").text)
    assert "2026-11-25 已过" in words(admin.get("/review/returned").text)
    clinic.round(visit(revision=2, sbp=140))
    assert "已退回没改好 0" in words(admin.get("/").text)


def test_every_look_at_a_record_is_logged(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    admin.get("/residents/R-1")
    admin.get("/residents")
    admin.post("/residents", {"text": "杨素芬"})
    admin.get("/export/residents.csv")
    with township.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.login == "admin").order_by(Audit.seq)).all()
    assert [(row.act, row.entity_id) for row in rows if row.act != "sign_in"] == [
        ("view", "V-1"), ("view", "R-1"), ("search", ""), ("export", ""),
    ]  # fmt: skip
    assert all("杨素芬" not in row.detail for row in rows)
    assert "查找居民" in words(admin.get("/staff").text)


def test_lists_open_in_excel_with_text_as_text(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(
        resident(name="=HYPERLINK()", id_no="340123195803121019", sex_code="1", birth_date="1958-03-12"), visit()
    )
    answer = admin.get("/export/residents.xlsx")
    assert saved_as(answer) == "居民-20261125-0920.xlsx"
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    heads, row = list(sheet.iter_rows(values_only=True))
    found = dict(zip(heads, row, strict=True))
    assert (found["姓名"], found["身份证号"], found["性别"]) == ("=HYPERLINK()", "340123195803121019", "男")
    assert sheet.cell(2, list(heads).index("姓名") + 1).data_type == "s"
    for wrong in ("/export/passwords.csv", "/export/residents.exe", "/export/residents"):
        assert admin.get(wrong).status_code == 409


def test_what_a_return_asked_for_stands_on_its_pages(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    sent = {"decision": "return", "remark.sbp": "量了几次", "general": "整份看一遍", "deadline": "2026-11-28"}
    admin.post("/review/V-1.r1", sent)
    assert "量了几次；整份看一遍" in words(admin.get("/review/returned").text)
    shown = words(admin.get("/review/V-1.r1").text)
    assert "退回意见：“量了几次”" in shown
    assert "退回：“整份看一遍”" in shown
    assert "没改" not in shown


def test_a_day_of_another_year_says_its_year(admin: Visitor, clinic: ClinicDevice) -> None:
    past = {"visit_date": "2025-11-17", "next_visit_date": "2026-02-16", "heart_rate": 70}
    clinic.round(resident(), visit("V-0", **past), visit())
    assert "首报 2025-11-17 16:40" in words(admin.get("/review/V-0.r1").text)
    shown = words(admin.get("/review/V-1.r1").text)
    assert "上次 2025-11-17" in shown
    assert "首报 11-16 16:40" in shown


def saved_as(answer: requests.Response) -> str:
    """The name under which a browser saves a file."""
    return unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])


def rows_of(answer: requests.Response) -> list[dict[str, object]]:
    """An Excel file as rows under their headings."""
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    heads, *found = sheet.iter_rows(values_only=True)
    return [{str(head): value for head, value in zip(heads, row, strict=True)} for row in found]


def turned(page: requests.Response, way: str) -> str:
    """The address behind 上一页 (prev) or 下一页 (next)."""
    (link,) = re.findall(rf'href="([^"]+)" rel="{way}"', page.text)
    return unescape(link)


def a_village(clinic: ClinicDevice, count: int) -> None:
    """So many residents with a quiet visit each, six minutes apart."""
    start = datetime.fromisoformat("2026-11-16T00:00:00+08:00")
    clinic.round(
        *(resident(f"R-{n:03}", f"村民{n:03}") for n in range(count)),
        *(
            visit(f"V-{n:03}", f"R-{n:03}", at=(start + timedelta(minutes=6 * n)).isoformat(), sbp=120 + n % 20)
            for n in range(count)
        ),
    )


def test_a_long_list_is_turned_and_goes_to_excel_whole(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    a_village(clinic, 130)
    first = admin.get("/review/list?state=waiting")
    assert "第 1–100 份，共 130 份" in words(first.text)
    assert "第 101–130 份，共 130 份" in words(admin.get(turned(first, "next")).text)
    assert "还有 90 份，看全部名单" in words(admin.get("/review").text)
    assert len(rows_of(admin.get("/review/list.xlsx?state=waiting"))) == 130
    assert "第 1–100 位，共 130 位居民" in words(admin.get("/residents/all").text)
    assert len(rows_of(admin.get("/residents/all.xlsx"))) == 130
    assert "没有发现的记录 130 份" in words(admin.get("/review/bulk").text)


def test_visits_are_narrowed_by_village_doctor_form_finding_verdict_group_and_date(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    past = {"visit_date": "2026-08-17", "next_visit_date": "2026-11-16", "heart_rate": 70}
    clinic.round(resident(), visit("V-0", **past), visit("V-1", heart_rate=70))
    other = township.clinic("石桥村卫生室", "340123101106")
    other.round(resident("R-2", "邓有才"), visit("V-2", "R-2", sbp=184, visit_class="2", doctor_name="蒙建平"))
    admin.get("/review/V-0.r1")
    admin.post("/review/V-0.r1", {"decision": "accept"})

    def names(query: str) -> list[object]:
        return [row["日期"] for row in rows_of(admin.get(f"/review/list.xlsx?{query}"))]

    link = re.search(r'href="/residents/all\?clinic=([^"]+)">1<', admin.get("/clinics").text)
    assert link is not None
    assert len(names("")) == 3
    assert len(names(f"clinic={link[1]}")) in (1, 2)
    assert len(names("doctor=蒙建平")) == 1
    assert len(names("form=hypertension_follow_up")) == 3
    assert names("form=another") == []
    assert names("flag=same") == ["2026-11-16"]
    assert names("flag=referral") == ["2026-11-16"]
    assert names("flag=pace") == []
    assert names("state=accepted") == ["2026-08-17"]
    assert names("rank=0") == ["2026-11-16"]
    assert names("until=2026-10-01") == ["2026-08-17"]
    assert len(names("since=2026-10-01")) == 2
    assert len(names("since=yesterday&flag=nothing&state=lost&rank=9")) == 3, "what means nothing narrows nothing"


def test_every_number_of_a_clinic_opens_its_list(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-1", sbp=600), visit("V-2", "R-99"), visit("V-3"))
    page = admin.get("/").text
    links = re.findall(r'<a class="n" href="([^"]+)">1</a>', page)
    assert [re.sub("c-.*", "", each) for each in links] == [
        "/clinics/", "/residents/all?clinic=", "/review?clinic=", "/clinics/refused?clinic=", "/clinics/waiting?clinic=",
    ]  # fmt: skip
    for link, said in zip(links, ("电脑", "杨素芬", "杨素芬", "收缩压 600 不在 50–300", "居民档案 R-99"), strict=True):
        assert said in words(admin.get(link).text), link
    assert "1 条还没改好" in words(page)
    assert [row["原因"] for row in rows_of(admin.get("/clinics/refused.xlsx"))] == [
        "收缩压 600 不在 50–300 mmHg 之间，请核对。"
    ]
    assert [row["在等"] for row in rows_of(admin.get("/clinics/waiting.xlsx"))] == ["居民档案 R-99"]
    assert [row["没收下"] for row in rows_of(admin.get("/clinics.xlsx"))] == [1]
    clinic.round(visit("V-1", revision=2))
    assert "都已改好" in words(admin.get("/").text)
    assert "第 2 版已收下" in words(admin.get("/clinics/refused").text)


def test_found_residents_and_the_log_go_to_excel(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), resident("R-2", "邓有才"))
    admin.get("/residents")
    found = rows_of(admin.post("/residents", {"text": "有才", "excel": "1"}))
    assert [row["姓名"] for row in found] == ["邓有才"]
    log = rows_of(admin.get("/staff/acts.xlsx?login=admin"))
    assert [row["做了什么"] for row in log][-3:] == ["登录", "查找居民", "导出"]
    assert "共 4 条" in words(admin.get("/staff/acts?login=admin").text)


def test_the_log_and_its_file_are_for_administrators(township: RunningTownship, admin: Visitor) -> None:
    reviewer = Visitor(township)
    reviewer.sign_in("linxy")
    for path in ("/staff/acts", "/staff/acts.xlsx"):
        assert reviewer.get(path).status_code == 403


def test_a_new_township_says_on_every_page_what_comes_next(admin: Visitor) -> None:
    for path, said in (
        ("/", "建一个接入码"), ("/review", "没有等着审核的随访"), ("/review/list", "没有这样的记录"),
        ("/review/returned", "没有。"), ("/review/bulk", "现在是空的"), ("/residents", "查一位居民"),
        ("/residents/all", "还没有报来居民档案"), ("/clinics", "还没有村卫生室"), ("/clinics/refused", "都收下了"),
        ("/clinics/waiting", "都已入档"),
    ):  # fmt: skip
        answer = admin.get(path)
        assert (answer.status_code, said in words(answer.text)) == (200, True), path
    for path in ("/review/list.xlsx", "/residents/all.xlsx", "/clinics.xlsx", "/clinics/refused.xlsx"):
        assert rows_of(admin.get(path)) == []


def test_what_this_program_cannot_name_is_still_shown(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    sent = visit()
    record = sent.data["record"] | {"waist_cm_of_tomorrow": "84 <cm>"}
    clinic.round(resident(), sent.model_copy(update={"data": sent.data | {"record": record}}))
    shown = words(admin.get("/review/V-1.r1").text)
    assert "waist_cm_of_tomorrow（新栏目）" in shown
    assert "84 <cm>" in shown


def test_pages_that_are_not_there_say_so(admin: Visitor) -> None:
    for path in ("/nowhere", "/review/nobody", "/residents/nobody"):
        answer = admin.get(path)
        assert answer.status_code in (404, 409)
        assert "可能地址写错了" in answer.text


def test_a_decision_nobody_offered_is_refused(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    assert "没有保存任何东西" in admin.post("/review/V-1.r1", {"decision": "burn"}).text
    assert clinic.round().notices == ()


def test_files_for_people_have_chinese_names_and_headings(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    for kind, name in (("follow-ups", "随访"), ("residents", "居民"), ("changes", "收到的资料"), ("reviews", "审核")):
        for ending in (".xlsx", ".csv", ".jsonl"):
            answer = admin.get(f"/export/{kind}{ending}")
            assert saved_as(answer) == f"{name}-20261125-0920{ending}"
        heads = admin.get(f"/export/{kind}.csv").content.decode("utf-8-sig").splitlines()[0]
        assert not re.search("[a-z]", heads), heads


def test_all_that_was_received_opens_as_a_list(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=600), visit("V-3", "R-99"))
    assert 'href="/clinics/received">4 条资料</a>' in admin.get("/").text
    page = admin.get("/clinics/received")
    assert 'href="/review/V-1.r1">杨素芬 2026-11-16</a>' in page.text
    for said in ("共 4 条", "没收下：收缩压 600", "在等 居民档案 R-99", "待审核", "已收下"):
        assert said in words(page.text), said
    answer = admin.get("/clinics/received.xlsx")
    assert saved_as(answer) == "收到的资料-20261125-0920.xlsx"
    assert {row["是谁的"] for row in rows_of(answer)} == {"杨素芬", "杨素芬 2026-11-16", "V-2", "V-3"}


def test_the_log_says_whose_record_of_which_day(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    admin.get("/residents/R-1")
    admin.get("/clinics")
    admin.post(f"/devices/{clinic.name}/revoke", {})
    admin.get("/staff")
    admin.post("/staff", {"login": "new", "name": "新来的", "role": "reviewer", "password": "12345678"})
    page = admin.get("/staff/acts").text
    for said in (
        "查看 随访 杨素芬 2026-11-16", "查看 居民档案 杨素芬", f"停用电脑 电脑 柳河村卫生室 {clinic.name}",
        "添加人员 人员 新来的 审核员", "登录 人员 赵敏",
    ):  # fmt: skip
        assert said in words(page), said
    assert 'href="/review/V-1.r1">杨素芬 2026-11-16</a>' in page
    assert "V-1" not in words(page), "no bare numbers where there is a name"
    found = rows_of(admin.get("/staff/acts.xlsx"))
    assert {row["是谁的"] for row in found if row["对象"] == "随访"} == {"杨素芬 2026-11-16"}
    assert {row["编号"] for row in found if row["对象"] == "随访"} == {"V-1"}


@pytest.mark.parametrize(
    ("today", "wanted"),
    [("2026-11-24", "2026-11-27"), ("2026-11-25", "2026-11-30"), ("2026-11-26", "2026-11-30"), ("2026-11-27", "2026-11-30")],
)  # fmt: skip
def test_the_usual_deadline_is_a_working_day(today: str, wanted: str) -> None:
    assert usual_deadline(date.fromisoformat(today)).isoformat() == wanted


def test_the_page_offers_the_usual_deadline(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    assert 'name="deadline" value="2026-11-30"' in admin.get("/review/V-1.r1").text

"""The first page: what waits, who is silent, and the lists to take away."""

import json
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from sync.server.database.tables import Audit
from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, saved_as, text_of
from tests.server.papers import batch, dispensing, prescription
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


def test_home_says_what_waits_and_who_is_silent(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=184, visit_class="2", next_visit_date="2026-11-30"))
    shown = text_of(admin.get("/").text)
    assert "危急 1 最久 不到 1 小时" in shown
    assert "没有发现 1" in shown
    assert "没有消息的村 0" in shown
    township.clock.turn(days=4)
    admin.sign_in("admin")
    shown = text_of(admin.get("/").text)
    assert "危急 1 最久 4 天" in shown
    assert "没有消息的村 1" in shown


def test_overdue_returns_are_counted_and_listed(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    admin.post("/review/V-1.r1", {"decision": "return", "general": "请核对", "deadline": "2026-11-25"})
    assert "已退回没改好 1 都在期限内" in text_of(admin.get("/").text)
    township.clock.turn(days=2)
    admin.sign_in("admin")
    assert "已退回没改好 1 1 份过期限" in text_of(admin.get("/").text)
    assert "2026-11-25 已过" in text_of(admin.get("/review/returned").text)
    clinic.round(visit(revision=2, sbp=140))
    assert "已退回没改好 0" in text_of(admin.get("/").text)


def test_every_number_of_a_clinic_opens_its_list(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-1", sbp=600), visit("V-2", "R-99"), visit("V-3"))
    page = admin.get("/").text
    links = re.findall(r'<a class="n" href="([^"]+)">1</a>', page)
    assert [re.sub("c-.*", "", link) for link in links] == [
        "/clinics/", "/residents/all?clinic=", "/review?clinic=", "/clinics/refused?clinic=", "/clinics/waiting?clinic=",
    ]  # fmt: skip
    for link, said in zip(links, ("电脑", "杨素芬", "杨素芬", "收缩压 600 不在 50–300", "居民档案 R-99"), strict=True):
        assert said in text_of(admin.get(link).text), link
    assert "1 条还没改好" in text_of(page)
    assert [row["原因"] for row in rows_of(admin.get("/clinics/refused.xlsx"))] == [
        "收缩压 600 不在 50–300 mmHg 之间，请核对。"
    ]
    assert [row["在等"] for row in rows_of(admin.get("/clinics/waiting.xlsx"))] == ["居民档案 R-99"]
    assert [row["没收下"] for row in rows_of(admin.get("/clinics.xlsx"))] == [1]
    clinic.round(visit("V-1", revision=2))
    assert "都已改好" in text_of(admin.get("/").text)
    assert "第 2 版已收下" in text_of(admin.get("/clinics/refused").text)


def test_a_new_township_says_on_every_page_what_comes_next(admin: Visitor) -> None:
    for path, said in (
        ("/", "建一个接入码"), ("/review", "没有等着审核的随访"), ("/review/list", "没有这样的记录"),
        ("/review/returned", "没有。"), ("/review/bulk", "现在是空的"), ("/residents", "查一位居民"),
        ("/residents/all", "还没有报来居民档案"), ("/clinics", "还没有村卫生室"), ("/clinics/refused", "都收下了"),
        ("/clinics/waiting", "都已入档"),
    ):  # fmt: skip
        answer = admin.get(path)
        assert (answer.status_code, said in text_of(answer.text)) == (200, True), path
    for path in ("/review/list.xlsx", "/residents/all.xlsx", "/clinics.xlsx", "/clinics/refused.xlsx"):
        assert rows_of(admin.get(path)) == []


def test_lists_open_in_excel_with_text_as_text(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(
        resident(name="=HYPERLINK()", id_no="340123195803121019", sex_code="1", birth_date="1958-03-12"), visit()
    )
    answer = admin.get("/export/residents.xlsx")
    assert saved_as(answer) == "居民-20261125-0920.xlsx"
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    heads, row = list(sheet.iter_rows(values_only=True))
    result = dict(zip(heads, row, strict=True))
    assert (result["姓名"], result["身份证号"], result["性别"]) == ("=HYPERLINK()", "340123195803121019", "男")
    assert sheet.cell(2, list(heads).index("姓名") + 1).data_type == "s"
    for wrong in ("/export/passwords.csv", "/export/residents.exe", "/export/residents"):
        assert admin.get(wrong).status_code == 404


def test_files_for_people_have_chinese_names_and_headings(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    for kind, name in (("follow-ups", "随访"), ("residents", "居民"), ("changes", "收到的资料"), ("reviews", "审核")):
        for ending in (".xlsx", ".csv", ".jsonl"):
            answer = admin.get(f"/export/{kind}{ending}")
            assert saved_as(answer) == f"{name}-20261125-0920{ending}"
        heads = admin.get(f"/export/{kind}.csv").content.decode("utf-8-sig").splitlines()[0]
        assert not re.search("[a-z]", heads), heads


def test_a_reviewer_is_told_to_ask_for_a_code_an_administrator_how_to_make_one(
    admin: Visitor, colleague: Visitor
) -> None:
    assert "请管理员建接入码" in text_of(colleague.get("/").text)
    assert "建一个接入码，交给村医" in text_of(admin.get("/").text)


@pytest.mark.parametrize(
    ("kind", "rows", "name"),
    [
        ("follow-ups", 1, "随访"),
        ("dispensings", 1, "发药"),
        ("batch", 1, "药品批次"),
        ("residents", 1, "居民"),
        ("changes", 5, "收到的资料"),
    ],
)
@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_every_kind_of_record_is_taken_away_under_its_name(
    colleague: Visitor, clinic: ClinicDevice, kind: str, rows: int, name: str, ending: str
) -> None:
    clinic.round(resident(), visit(), prescription(), batch(), dispensing())
    answer = colleague.get(f"/export/{kind}{ending}")
    assert saved_as(answer) == f"{name}-20261125-0920{ending}"
    assert len(answer.text.splitlines()) == rows + (ending == ".csv")


def test_programs_get_identifiers_and_people_words(colleague: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    line = json.loads(colleague.get("/export/follow-ups.jsonl").text)
    assert (line["id"], line["sbp"], line["state"], line["disease"]) == (
        "V-1", 146, "stored", "htn",
    )  # fmt: skip
    change_line = json.loads(colleague.get("/export/changes.jsonl").text.splitlines()[1])
    assert change_line["payload"]["record"]["sbp"] == 146
    assert colleague.get("/export/changes.csv").content.decode("utf-8-sig").startswith("顺序,村卫生室,")


def test_what_was_taken_away_is_logged_with_how_much(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    admin.get("/export/changes.jsonl")
    admin.get("/export/nothing.csv")
    with admin.township.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.act == "export")).all()
    assert [(row.entity, row.detail, row.login) for row in rows] == [("changes", "2", "admin")]


@pytest.mark.parametrize(
    "name", ["residents.pdf", "residents", "announcement.csv", ".csv", "..%2fresidents.csv", "residents.CSV"]
)
def test_what_is_no_list_is_not_there(colleague: Visitor, name: str) -> None:
    answer = colleague.get(f"/export/{name}")
    assert answer.status_code == 404
    assert "可能地址写错了" in answer.text


def test_nothing_is_taken_away_by_nobody(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident())
    assert "杨素芬" not in Visitor(township).get("/export/residents.csv").text

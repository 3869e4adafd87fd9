"""What people looked at and did: for administrators, in words, for Excel."""

from sqlmodel import select

from sync.server.database.tables import Audit
from sync.server.staff import audit
from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


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
    assert "查找居民" in text_of(admin.get("/staff").text)


def test_found_residents_and_the_log_go_to_excel(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), resident("R-2", "邓有才"))
    admin.get("/residents")
    cells = rows_of(admin.post("/residents", {"text": "有才", "excel": "1"}))
    assert [row["姓名"] for row in cells] == ["邓有才"]
    log = rows_of(admin.get("/staff/acts.xlsx?login=admin"))
    assert [row["做了什么"] for row in log][-3:] == ["登录", "查找居民", "导出"]
    assert "共 4 条" in text_of(admin.get("/staff/acts?login=admin").text)


def test_the_log_and_its_file_are_for_administrators(township: RunningTownship, admin: Visitor) -> None:
    reviewer = Visitor(township)
    reviewer.sign_in("linxy")
    for path in ("/staff/acts", "/staff/acts.xlsx"):
        assert reviewer.get(path).status_code == 403


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
        assert said in text_of(page), said
    assert 'href="/review/V-1.r1">杨素芬 2026-11-16</a>' in page
    assert "V-1" not in text_of(page), "no bare numbers where there is a name"
    cells = rows_of(admin.get("/staff/acts.xlsx"))
    assert {row["是谁的"] for row in cells if row["对象"] == "随访"} == {"杨素芬 2026-11-16"}
    assert {row["编号"] for row in cells if row["对象"] == "随访"} == {"V-1"}


def test_the_newest_act_stands_first_and_in_excel_last(admin: Visitor) -> None:
    admin.get("/residents/all.xlsx")
    listed = text_of(admin.get("/staff/acts").text)
    assert listed.index("导出") < listed.index("登录 人员 赵敏")
    assert [row["做了什么"] for row in rows_of(admin.get("/staff/acts.xlsx"))] == ["登录", "导出"]


def test_one_persons_acts_are_picked_out_on_the_page_and_in_excel(admin: Visitor, colleague: Visitor) -> None:
    colleague.get("/residents/all.xlsx")
    page = admin.get("/staff/acts?login=linxy")
    assert "赵敏" not in text_of(page.text).split("导出 Excel")[1]
    assert {row["谁"] for row in rows_of(admin.get("/staff/acts.xlsx?login=linxy"))} == {"linxy"}
    assert "没有记录。" in text_of(admin.get("/staff/acts?login=nobody").text)


def test_what_the_command_line_did_has_no_name(admin: Visitor) -> None:
    with admin.township.store.write() as session:
        audit.note(session, None, "export", "changes", "", admin.township.clock(), "12")
    assert "— 导出 资料表 12 行" in text_of(admin.get("/staff/acts").text)

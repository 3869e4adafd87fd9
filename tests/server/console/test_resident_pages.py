"""Looking a resident up: by any part of what is known, logged without what was typed."""

import re

import pytest
from sqlmodel import select

from sync.server.database.tables import Audit, Clinic
from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, text_of
from tests.server.papers import batch, dispensing, prescription
from tests.server.people import resident, visit
from tests.server.review.test_diabetes_visits import visit as diabetes_visit
from tests.server.township import ClinicDevice


@pytest.fixture
def village(colleague: Visitor, clinic: ClinicDevice) -> Visitor:
    clinic.round(
        resident(phone="13900001234"),
        resident("R-2", "邓有才", sex_code="1", id_no="340123195803121019", birth_date="1958-03-12", household_head="邓老三",
                 phone="", village_group="九组", address="河边"),
        resident("R-3", "杨素兰", status="1", closed_reason="1", closed_on="2026-11-01", household_head=""),
    )  # fmt: skip
    colleague.township.clinic("石桥村卫生室", "340123101106").round(
        resident("R-4", "韦桂兰", village_group="", address="", household_head="")
    )
    colleague.get("/residents")
    return colleague


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/residents/R-[^"]+"><b>([^<]+)</b>', page)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("素", ["杨素兰", "杨素芬"]), ("杨素芬", ["杨素芬"]), ("1234", ["杨素芬"]), ("5803121", ["邓有才"]), ("九组", ["邓有才"]),
        ("邓老三", ["邓有才"]), ("河边", ["邓有才"]), ("石桥", ["韦桂兰"]), (" 有才 ", ["邓有才"]), ("%", []), ("_", []), ("\\", []),
        ("", []), ("   ", []), ("' OR 1=1 --", []), ("没有这个人", []), ("素%芬", ["杨素芬"]),
    ],
)  # fmt: skip
def test_a_resident_is_found_by_any_part_of_what_is_known(village: Visitor, text: str, who: list[str]) -> None:
    page = village.post("/residents", {"text": text}).text
    assert sorted(names(page)) == sorted(who)
    assert who or "没有找到“" in page


@pytest.mark.parametrize("text", ["阿依・古丽", "阿依.古", "阿依 · 古丽", "055166678901", "0551 6667", "6667-8901"])
def test_a_name_is_found_whichever_dot_is_typed_and_a_landline_with_its_dash_or_without(
    village: Visitor, clinic: ClinicDevice, text: str
) -> None:
    clinic.round(resident("R-5", "阿依·古丽", phone="0551-66678901"))
    assert names(village.post("/residents", {"text": text}).text) == ["阿依·古丽"]


def test_a_closed_record_is_marked_and_an_id_number_shown_by_its_end(village: Visitor) -> None:
    shown = text_of(village.post("/residents", {"text": "杨素兰"}).text)
    assert "杨素兰 已注销" in shown
    shown = text_of(village.post("/residents", {"text": "邓有才"}).text)
    assert "…1019" in shown
    assert "340123195803121019" not in shown


def test_more_than_can_be_shown_says_so(village: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(*(resident(f"N-{n:03}", "村民") for n in range(101)))
    assert "只显示前 100 位" in text_of(village.post("/residents", {"text": "村民"}).text)
    assert len(rows_of(village.post("/residents", {"text": "村民", "excel": "1"}))) == 100


def test_exactly_as_many_as_can_be_shown_are_all(village: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(*(resident(f"N-{n:03}", "村民") for n in range(100)))
    assert "只显示前" not in text_of(village.post("/residents", {"text": "村民"}).text)


def test_what_was_searched_for_is_in_no_log(village: Visitor) -> None:
    village.post("/residents", {"text": "杨素芬"})
    with village.township.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.act == "search")).all()
    assert [(row.entity, row.entity_id, row.detail) for row in rows] == [("resident", "", "")]


def test_everybody_stands_by_village_and_group(village: Visitor) -> None:
    assert names(village.get("/residents/all").text) == ["邓有才", "杨素兰", "杨素芬", "韦桂兰"]
    with village.township.store.read() as session:
        stone = session.exec(select(Clinic.id).where(Clinic.name == "石桥村卫生室")).one()
    page = village.get(f"/residents/all?clinic={stone}").text
    assert (names(page), "石桥村卫生室，按村和小组排列" in page) == (["韦桂兰"], True)
    assert [row["姓名"] for row in rows_of(village.get(f"/residents/all.xlsx?clinic={stone}"))] == ["韦桂兰"]
    assert names(village.get("/residents/all?clinic=c-NOBODY").text) == []


def test_the_pages_of_everybody_go_on_from_clinic_to_clinic_and_back(colleague: Visitor) -> None:
    """Clinics smaller and larger than a page, an empty one, and two of one name, whose residents stand among each other."""
    sizes = {"丙村": 130, "乙村": 0, "甲村": 40, "丁村": 7, "戊村": 90}
    wanted: list[tuple[str, str, str]] = []
    for number, (name, size) in enumerate([*sizes.items(), ("甲村", 75)]):
        people = [(f"R-{number}-{n:03}", f"{n % 3}组", "村民") for n in range(size)]
        device = colleague.township.clinic(name, f"34012310{number:04}")
        device.round(*(resident(key, called, village_group=group) for key, group, called in people))
        wanted += [(name, group, key) for key, group, _ in people]
    pages = [colleague.get("/residents/all").text]
    while onward := re.search(r'href="([^"]+)" rel="next"', pages[-1]):
        pages.append(colleague.get(onward[1].replace("&amp;", "&")).text)
    keys = [re.findall(r'<a href="/residents/(R-[^"]+)"><b>', page) for page in pages]
    assert [key for page in keys for key in page] == [key for _, _, key in sorted(wanted)]
    assert [len(page) for page in keys] == [100, 100, 100, 42]
    for before in reversed(keys[:-1]):
        back = re.search(r'href="([^"]+)" rel="prev"', pages[-1])
        assert back is not None
        pages.append(colleague.get(back[1].replace("&amp;", "&")).text)
        assert re.findall(r'<a href="/residents/(R-[^"]+)"><b>', pages[-1]) == before


def test_a_record_shows_the_form_the_visits_and_the_papers(village: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(
        visit("V-0", visit_date="2026-08-17", next_visit_date="2026-11-16", heart_rate=70), visit(sbp=152, visit_class="2",
        next_visit_date="2026-11-30"), diabetes_visit("V-2"), prescription(), batch(), dispensing(),
        dispensing("G-2", kind="reversal", reverses="G-1", total=-8750),
    )  # fmt: skip
    shown = text_of(village.get("/residents/R-1").text)
    for said in (
        "杨素芬 女 · 69 岁",
        "个人基本信息表 第 1 版",
        "随访 3 次",
        "152/88 没达标",
        "空腹 6.4",
        "三处方 2026-11-16",
        "发药冲销",
    ):
        assert said in shown, said
    assert shown.index("2026-11-16") < shown.index("2026-08-17"), "the newest visit first"


def test_a_resident_without_anything_says_so(village: Visitor) -> None:
    shown = text_of(village.get("/residents/R-3").text)
    for said in ("还没有随访报来", "没有。", "档案已注销"):
        assert said in shown, said


def test_only_a_record_that_is_there_is_logged_as_seen(village: Visitor) -> None:
    village.get("/residents/R-1")
    assert village.get("/residents/R-99").status_code == 404
    with village.township.store.read() as session:
        assert [row.entity_id for row in session.exec(select(Audit).where(Audit.act == "view"))] == ["R-1"]

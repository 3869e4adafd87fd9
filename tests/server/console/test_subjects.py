"""Whose record of which day an entry of the log speaks of, in words, with the page that shows it."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from sync.server.console import subjects
from sync.server.console.subjects import Subject
from sync.server.database.tables import Audit, Clinic, Staff
from sync.server.owned import announcements
from sync.server.owned.announcements import Wording
from tests.server.papers import batch, dispensing, prescription
from tests.server.people import change, resident, visit
from tests.server.township import VILLAGE, ClinicDevice, RunningTownship, running


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningTownship, ClinicDevice]]:
    with running(tmp_path_factory.mktemp("township")) as here:
        here.staff("linxy", "林晓燕")
        clinic = here.clinic()
        clinic.round(
            resident(), visit(), prescription(), batch(), dispensing(), change("doctor", "D-1", {"name": "周国平"}),
        )  # fmt: skip
        yield here, clinic


def entry(entity: str, key: str, act: str = "view", detail: str = "") -> Audit:
    return Audit(
        seq=1,
        at="2026-11-25T09:20:00+08:00",
        staff_id="",
        login="x",
        act=act,
        entity=entity,
        entity_id=key,
        detail=detail,
    )


def said(place: tuple[RunningTownship, ClinicDevice], entity: str, key: str) -> Subject:
    with place[0].store.read() as session:
        return subjects.named(session, [entry(entity, key)])[entity, key]


@pytest.mark.parametrize(
    ("entity", "key", "text", "href"),
    [
        ("resident", "R-1", "杨素芬", "/residents/R-1"),
        ("follow_up", "V-1", "杨素芬 2026-11-16", "/review/V-1.r1"),
        ("prescription", "P-1", "杨素芬 2026-11-16", "/prescriptions/P-1"),
        ("dispensing", "G-1", "杨素芬 2026-11-16", "/dispensings/G-1"),
        ("batch", "B-1", "苯磺酸氨氯地平片 5 mg A270201", ""),
        ("doctor", "D-1", "周国平", ""),
        ("clinic", VILLAGE, "柳河村卫生室", None),
        ("resident", "R-9", "R-9", ""),
        ("follow_up", "V-9", "V-9", ""),
        ("prescription", "G-1", "G-1", ""),
        ("announcement", "n-9", "n-9", ""),
        ("device", "d-9", "d-9", ""),
        ("kind_of_tomorrow", "K-1", "K-1", ""),
        ("residents", "", "", ""),
    ],
)
def test_a_record_is_named_by_whose_it_is_and_its_day(
    place: tuple[RunningTownship, ClinicDevice], entity: str, key: str, text: str, href: str | None
) -> None:
    subject = said(place, entity, key)
    assert subject.text == str(subject) == text
    assert href is None or subject.href == href


def test_a_clinic_a_computer_and_a_person_lead_to_their_pages(place: tuple[RunningTownship, ClinicDevice]) -> None:
    township, device = place
    with township.store.read() as session:
        clinic = session.exec(select(Clinic)).one()
        her = session.exec(select(Staff)).one()
    assert said(place, "clinic", clinic.id) == Subject("柳河村卫生室", f"/clinics/{clinic.id}")
    assert said(place, "device", device.name) == Subject(f"柳河村卫生室 {device.name}", f"/clinics/{clinic.id}")
    assert said(place, "staff", her.id) == Subject("林晓燕", f"/staff/{her.id}")


def test_an_announcement_is_named_by_its_title(place: tuple[RunningTownship, ClinicDevice]) -> None:
    township, _ = place
    with township.store.write() as session:
        her = session.exec(select(Staff)).one()
        made = announcements.announce(session, Wording("周三停电", "请备份。", ""), None, her, township.clock())
        assert not isinstance(made, list)
    assert said(place, "announcement", made.id) == Subject("周三停电", f"/announcements/{made.id}")


def test_more_entries_than_one_question_can_ask_are_all_named(place: tuple[RunningTownship, ClinicDevice]) -> None:
    entries = [entry("resident", f"R-{n}") for n in range(1200)]
    with place[0].store.read() as session:
        named = subjects.named(session, entries)
    assert (len(named), named["resident", "R-1"].text, named["resident", "R-2"].text) == (1200, "杨素芬", "R-2")


@pytest.mark.parametrize(
    ("act", "detail", "text"),
    [
        ("export", "130", "130 行"), ("export", "", ""), ("enrolled", "c-1", ""), ("view_list", "bulk", "批量通过"),
        ("view_list", "returned", "已退回"), ("view_list", "other", "other"), ("staff_added", "reviewer", "审核员"),
        ("accepted", "第 2 版", "第 2 版"), ("view", "", ""), ("package", "34", "34 条"), ("package_refused", "cut", "没有拷完整"),
        ("package_refused", "version", "没有收下"), ("certificate", "authority", "根证书"),
        ("restored", "2026-11-29T14:58:37+08:00", "2026-11-29 14:58 的备份"),
    ],
)  # fmt: skip
def test_the_remark_of_an_entry_is_in_words(act: str, detail: str, text: str) -> None:
    assert subjects.detail(entry("follow_up", "V-1", act, detail)) == text


def test_a_line_says_when_who_what_and_of_whom(place: tuple[RunningTownship, ClinicDevice]) -> None:
    with place[0].store.read() as session:
        first, second = subjects.lines(
            session,
            [entry("follow_up", "V-1", "accepted", "第 1 版"), entry("kind_of_tomorrow", "K-1", "act_of_tomorrow")],
        )
    assert (first.login, first.act, first.kind, first.subject.text, first.detail) == (
        "x", "通过", "随访", "杨素芬 2026-11-16", "第 1 版",
    )  # fmt: skip
    assert (second.act, second.kind, second.subject) == ("act_of_tomorrow", "kind_of_tomorrow", Subject("K-1"))


def test_no_entry_needs_no_question(place: tuple[RunningTownship, ClinicDevice]) -> None:
    with place[0].store.read() as session:
        assert subjects.lines(session, []) == []

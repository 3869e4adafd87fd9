"""Announcements at the console: written, corrected, taken back; wrong input keeps what was typed."""

import re

import pytest
from sqlmodel import select

from sync.server.database.tables import Clinic
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import change
from tests.server.township import ClinicDevice, RunningTownship

TYPED = {"title": "周三停电", "text": "8 时至 12 时停电，\n请提前备份。", "valid_until": "2026-11-30", "whom": "all"}


def keys(page: str) -> list[str]:
    return re.findall(r'href="/announcements/(n-[^"]+)"', page)


def test_an_empty_page_offers_a_new_one_to_everybody(colleague: Visitor) -> None:
    page = colleague.get("/announcements").text
    assert "还没有发过通知" in page
    assert re.search(r'value="all" checked', page)


def test_what_was_sent_stands_in_the_list_with_how_many_have_read_it(colleague: Visitor, clinic: ClinicDevice) -> None:
    colleague.get("/announcements")
    shown = text_of(colleague.post("/announcements", TYPED).text)
    for said in (
        "周三停电",
        "发于 2026-11-25",
        "有效期至 2026-11-30",
        "第 1 版",
        "0/1 个村卫生室看了最新一版",
        "还没看",
    ):
        assert said in shown, said
    listed = text_of(colleague.get("/announcements").text)
    assert "周三停电 2026-11-30 0/1 林晓燕" in listed
    (notice,) = clinic.round().notices
    assert notice.model_extra is not None
    read = {"announcement_id": notice.model_extra["entity_id"], "announcement_revision": 1, "read_on": "2026-11-25",
            "doctor_name": "周国平"}  # fmt: skip
    clinic.round(change("announcement_read", "L-1", read))
    assert "1/1" in text_of(colleague.get("/announcements").text)


@pytest.mark.parametrize(
    ("wrong", "said", "kept"),
    [
        ({"title": " "}, "请写标题。", "请提前备份。"),
        ({"text": ""}, "请写内容。", 'value="周三停电"'),
        ({"title": "停" * 61}, "最多 60 个字，现在有 61 个。", "请提前备份。"),
        ({"valid_until": "2026-11-24"}, "已经过了", 'value="2026-11-24"'),
        ({"valid_until": "明天"}, "写成 2026-11-25 这样的日期", 'value="明天"'),
        ({"whom": "some"}, "请选要通知的村卫生室。", 'value="some" checked'),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    colleague: Visitor, clinic: ClinicDevice, wrong: dict[str, str], said: str, kept: str
) -> None:
    colleague.get("/announcements")
    answer = colleague.post("/announcements", TYPED | wrong)
    assert (answer.status_code, said in text_of(answer.text), kept in answer.text) == (422, True, True)
    assert keys(colleague.get("/announcements").text) == []
    assert clinic.round().notices == ()


def test_a_clinic_that_was_chosen_stays_chosen_when_something_is_wrong(
    township: RunningTownship, colleague: Visitor, clinic: ClinicDevice
) -> None:
    with township.store.read() as session:
        key = session.exec(select(Clinic.id)).one()
    colleague.get("/announcements")
    answer = colleague.post("/announcements", TYPED | {"whom": "some", "clinic": key, "title": ""})
    assert f'value="{key}" checked' in answer.text
    assert clinic.round().notices == ()


def test_a_correction_is_the_next_version_and_taking_back_ends_it(colleague: Visitor) -> None:
    colleague.get("/announcements")
    colleague.post("/announcements", TYPED)
    (key,) = keys(colleague.get("/announcements").text)
    colleague.get(f"/announcements/{key}")
    shown = text_of(colleague.post(f"/announcements/{key}", TYPED | {"act": "correct", "title": "周四停电"}).text)
    assert "周四停电" in shown
    assert "第 2 版" in shown
    wrong = colleague.post(f"/announcements/{key}", TYPED | {"act": "correct", "title": ""})
    assert (wrong.status_code, "请写标题。" in wrong.text) == (422, True)
    over = text_of(colleague.post(f"/announcements/{key}", {"act": "take_back"}).text)
    assert "已过期，村医看不到了" in over
    assert "收回这个通知" not in over


def test_lines_typed_in_a_browser_are_lines_and_marks_are_text(colleague: Visitor) -> None:
    colleague.get("/announcements")
    page = colleague.post("/announcements", TYPED | {"text": "一\r\n二", "title": "<b>停电</b>"}).text
    assert "一\n二" in page
    assert "<b>停电</b>" not in page
    assert "&lt;b&gt;停电" in page

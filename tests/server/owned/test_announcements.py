"""Announcements go from the township to its clinics, and who has read them comes back."""

from typing import Any

import pytest
from sqlmodel import select

from sync.protocol.messages import RecordNotice, RoundReply
from sync.server.database.tables import Inbox, OwnedRecord, Staff
from sync.server.owned import announcements, publish
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import change
from tests.server.township import ClinicDevice, RunningTownship

TYPED = {
    "title": "周三停电",
    "text": "周三 8 时至 12 时停电，\n请提前备份。",
    "valid_until": "2026-11-30",
    "whom": "all",
}


@pytest.fixture
def staff(township: RunningTownship) -> Visitor:
    township.staff("linxy", "林晓燕")
    township.staff("admin", "赵敏", "administrator")
    here = Visitor(township)
    here.sign_in("linxy")
    here.get("/announcements")
    return here


def told(reply: RoundReply) -> list[RecordNotice]:
    return [RecordNotice.model_validate_json(notice.model_dump_json()) for notice in reply.notices]


def written(township: RunningTownship) -> list[OwnedRecord]:
    with township.store.read() as session:
        return list(session.exec(select(OwnedRecord)))


def read(key: str, number: str = "L-1", revision: int = 1, **values: Any) -> Any:
    data: dict[str, Any] = {
        "announcement_id": key, "announcement_revision": revision, "read_on": "2026-11-25", "doctor_name": "周国平",
    }  # fmt: skip
    return change("announcement_read", number, data | values)


def test_written_sent_read_and_seen_to_be_read(township: RunningTownship, staff: Visitor, clinic: ClinicDevice) -> None:
    page = staff.post("/announcements", TYPED)
    assert "还没看" in text_of(page.text)
    (notice,) = told(clinic.round())
    assert (notice.entity, notice.revision) == ("announcement", 1)
    assert notice.data == {
        "title": "周三停电", "text": TYPED["text"], "published_on": "2026-11-25", "valid_until": "2026-11-30",
    }  # fmt: skip
    assert clinic.round().notices == ()
    (receipt,) = clinic.round(read(notice.entity_id)).receipts
    assert receipt.state == "stored"
    assert "2026-11-25 周国平" in text_of(staff.get(f"/announcements/{notice.entity_id}").text)
    assert "周三停电 2026-11-30 1/1 林晓燕" in text_of(staff.get("/announcements").text)
    staff.sign_in("admin")
    acts = text_of(staff.get("/staff/acts").text)
    assert "发通知" in acts
    assert "周三停电" in acts


def test_a_correction_goes_to_the_same_clinics_and_is_read_anew(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice
) -> None:
    staff.post("/announcements", TYPED)
    (first,) = told(clinic.round())
    address = f"/announcements/{first.entity_id}"
    clinic.round(read(first.entity_id))
    staff.get(address)
    staff.post(address, TYPED | {"title": "改到周四停电", "act": "correct"})
    (second,) = told(clinic.round())
    assert (second.entity_id, second.revision, second.data["title"]) == (first.entity_id, 2, "改到周四停电")
    shown = text_of(staff.get(address).text)
    assert "0/1 个村卫生室看了最新一版" in shown
    assert "看的是第 1 版" in shown
    clinic.round(read(first.entity_id, "L-2", revision=2))
    assert "1/1 个村卫生室看了最新一版" in text_of(staff.get(address).text)


def test_what_is_taken_back_ends_yesterday_and_once(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice
) -> None:
    staff.post("/announcements", TYPED)
    (row,) = written(township)
    for _ in range(2):
        page = staff.post(f"/announcements/{row.id}", {"act": "take_back"})
    assert "村医看不到了" in text_of(page.text)
    assert [(notice.revision, notice.data["valid_until"]) for notice in told(clinic.round())] == [
        (1, "2026-11-30"), (2, "2026-11-24"),
    ]  # fmt: skip


def test_only_the_chosen_clinics_hear_of_it_and_a_newcomer_of_what_is_for_all(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice
) -> None:
    other = township.clinic("石桥村卫生室", "340123101106")
    page = staff.get("/announcements").text
    chosen = page.split("石桥村卫生室")[0].rpartition('value="')[2].partition('"')[0]
    staff.post("/announcements", TYPED | {"whom": "some", "clinic": chosen})
    staff.post("/announcements", TYPED | {"title": "给所有人"})
    assert [notice.data["title"] for notice in told(clinic.round())] == ["给所有人"]
    assert [notice.data["title"] for notice in told(other.round())] == ["周三停电", "给所有人"]
    late = township.clinic("柳树村卫生室", "340123101107")
    assert [notice.data["title"] for notice in told(late.round())] == ["给所有人"]
    second_machine = township.clinic("柳树村卫生室", "340123101107")
    assert [notice.data["title"] for notice in told(second_machine.round())] == ["给所有人"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "请写标题"),
        ({"text": ""}, "请写内容"),
        ({"text": "长" * 4001}, "最多 4000 个字，现在有 4001 个"),
        ({"valid_until": "下周"}, "有效期写成"),
        ({"valid_until": "20261130"}, "有效期写成"),
        ({"valid_until": "2026-11-24"}, "已经过了"),
        ({"whom": "some"}, "请选要通知的村卫生室"),
        ({"whom": "some", "clinic": "c-NOBODY"}, "请选要通知的村卫生室"),
    ],
)
def test_wrong_input_is_explained_and_nothing_is_sent(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice, typed: dict[str, str], said: str
) -> None:
    page = staff.post("/announcements", TYPED | typed)
    assert (page.status_code, said in text_of(page.text)) == (422, True)
    assert (TYPED | typed)["title"] in page.text
    assert written(township) == []
    assert clinic.round().notices == ()


def test_a_wrong_correction_keeps_what_was_typed(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice
) -> None:
    staff.post("/announcements", TYPED)
    (row,) = written(township)
    page = staff.post(f"/announcements/{row.id}", TYPED | {"text": "新的内容", "valid_until": "x", "act": "correct"})
    assert (page.status_code, "新的内容" in page.text) == (422, True)
    assert written(township)[0].revision == 1
    assert "没有这个通知" in staff.get("/announcements/n-NOBODY").text


def test_reading_of_something_unknown_waits(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(read("n-LOST"))
    with township.store.read() as session:
        assert session.exec(select(Inbox.waits_for)).one() == "announcement:n-LOST"


def test_only_whole_records_of_the_townships_own_kinds_are_written(township: RunningTownship, staff: Visitor) -> None:
    with township.store.write() as session:
        person = session.exec(select(Staff).where(Staff.login == "linxy")).one()
        for entity, data in (("resident", {}), ("announcement", {"title": "x"}), ("nothing", {})):
            with pytest.raises(ValueError, match=entity):
                publish.write(session, entity, "k", data, clinics=None, staff=person, now=township.clock())
        assert announcements.all_of(session, township.clock().date()) == []

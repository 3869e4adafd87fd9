"""The corner and the sync centre: everything has a name, and what nobody can read is named too."""

from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.ui import village
from vclinic.services import record_follow_up, sync_status, visit_sheet
from vclinic.services.register_resident import change_resident
from vclinic.services.sync_status import REST, SyncStatus, describe, list_changes, resting, status
from vclinic.services.workstation import Workstation
from vclinic.storage import changes
from vclinic.storage.rounds import REVOKED, TAKEN_OVER, UNKNOWN

NOW = worlds.MORNING


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def test_the_sync_centre_says_what_a_change_is_about(station: Workstation) -> None:
    worlds.stock(station, batch="A260101")
    worlds.register(station)
    worlds.read_announcement(station)
    titles = [change.title for change in list_changes(station, ("pending",))]
    assert {
        "周国平 医生", "何秀珍 居民档案", "苯磺酸氨氯地平片 5 mg A260101 药品批次", "周三停电 通知阅读",
    } <= set(titles), titles  # fmt: skip
    assert all(" " in title for title in titles), "nobody knows which 出入库 is meant without the drug"


def test_a_notice_nobody_can_read_is_counted_and_named(station: Workstation) -> None:
    worlds.tell(
        station,
        {"seq": 1, "kind": "plan", "weeks": 2},
        {"seq": 2, "kind": "record", "entity": "a_kind_of_tomorrow", "data": {}},
    )
    assert sync_status.status(station).unread == 2
    assert [line.title for line in sync_status.list_unread(station)] == [
        "卫生院的通知（a_kind_of_tomorrow）",
        "卫生院的通知（plan）",
    ]
    assert sync_status.describe(sync_status.status(station), station.clock.now()).level == "normal"


def test_what_was_put_right_is_no_return_any_more(station: Workstation) -> None:
    resident = worlds.register(station)
    visit = worlds.visit(station, resident).follow_up_id
    village.send_back(station, visit, "血压再量一次", NOW.date())
    assert sync_status.status(station).returned == 1
    sheet = visit_sheet.open_visit(station, resident, visit)
    saved = record_follow_up.record(station, sheet, worlds.entry(sheet, heart_rate=71))
    assert not isinstance(saved, list)
    assert sync_status.status(station).returned == 0
    (line,) = list_changes(station, ("returned",))  # it stays to be read
    assert not line.latest


def standing(**known: Any) -> SyncStatus:
    """A paired clinic in which nothing waits, but for what is said."""
    plain: dict[str, Any] = {
        "pending": 0, "stored": 0, "refused": 0, "returned": 0, "accepted": 0, "needs_action": 0,
        "oldest_pending_at": None, "last_success": None, "paired": True, "township": "清溪镇卫生院",
    }  # fmt: skip
    return SyncStatus(**plain | known)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("known", "text", "level"),
    [
        ({}, "已全部上报", "normal"),
        ({"last_success": ago(minutes=5)}, "已全部上报 08:25", "normal"),
        ({"last_success": ago(days=1)}, "已全部上报 11-23 08:30", "normal"),
        ({"pending": 4, "oldest_pending_at": ago(days=9), "paired": False}, "4 条待上报 · 未接入卫生院", "normal"),
        ({"pending": 4, "oldest_pending_at": ago(hours=1)}, "4 条待上报", "normal"),
        ({"pending": 4, "oldest_pending_at": ago(days=1)}, "4 条待上报", "normal"),
        ({"pending": 4, "oldest_pending_at": ago(days=1, seconds=1)}, "4 条待上报", "bold"),
        ({"pending": 4, "oldest_pending_at": ago(days=3)}, "4 条待上报", "bold"),
        ({"pending": 4, "oldest_pending_at": ago(days=3, seconds=1)}, "4 条待上报", "warn"),
        ({"pending": 4, "last_success": ago(minutes=5)}, "4 条待上报 · 上次 08:25", "normal"),
        ({"last_success": ago(days=1), "stick_at": ago(minutes=5)}, "已全部上报 U盘回执 08:25", "normal"),
        ({"last_success": ago(minutes=5), "stick_at": ago(days=1)}, "已全部上报 08:25", "normal"),
        ({"pending": 4, "stick_at": ago(days=1)}, "4 条待上报 · 上次 U盘回执 11-23 08:30", "normal"),
        ({"last_success": ago(minutes=5), "stopped": REVOKED}, "卫生院已停用本机", "warn"),
        ({"pending": 4, "stopped": UNKNOWN}, "卫生院不认识本机，请重新接入 · 4 条待上报", "warn"),
        ({"pending": 4, "needs_action": 2, "oldest_pending_at": ago(days=9)}, "需处理 2 条", "warn"),
        ({"pending": 1, "stopped": TAKEN_OVER}, "资料已在另一台电脑上用，本机停止上报 · 1 条待上报", "warn"),
        ({"needs_action": 2, "stopped": UNKNOWN}, "需处理 2 条 · 卫生院不认识本机，请重新接入", "warn"),
        ({"pending": 4, "needs_action": 2, "stopped": REVOKED}, "需处理 2 条 · 卫生院已停用本机", "warn"),
    ],
)
def test_the_corner_says_how_many_wait_and_grows_louder_with_age(known: dict[str, Any], text: str, level: str) -> None:
    told = describe(standing(**known), NOW)
    assert (told.text, told.level) == (text, level)


def test_the_last_round_is_told_in_the_clinics_own_time() -> None:
    elsewhere = datetime.fromisoformat("2026-11-24T00:25:00+00:00")
    assert describe(standing(last_success=elsewhere), NOW).text == "已全部上报 08:25"


def test_a_clinic_on_its_first_day_waits_with_its_doctor(station: Workstation) -> None:
    now = status(station)
    assert (now.pending, now.paired, now.township, now.last_success) == (1, False, "", None)
    assert describe(now, station.clock.now()).text == "1 条待上报 · 未接入卫生院"


def answered(station: Workstation, entity: str, state: str, **why: str) -> None:
    """The township's receipt for every change of a kind that waits."""
    with station.store.local() as session:
        told = [
            (change.id, state, why.get("code", ""), why.get("field", ""), why.get("text", ""))
            for change in changes.pending(session, 0, 100)
            if change.entity == entity
        ]
        changes.keep_receipts(session, told, station.clock.now())


def test_a_refusal_wants_something_done_until_it_is_corrected(station: Workstation) -> None:
    resident = worlds.register(station)
    answered(station, "resident", "refused", code="id_no", field="id_no", text="身份证号不对，请核对。")
    assert (status(station).refused, status(station).needs_action) == (1, 1)
    (line,) = list_changes(station, ("refused",))
    assert (line.resident_id, line.title, line.latest) == (resident, "何秀珍 居民档案", True)
    assert (line.code, line.field, line.text) == ("id_no", "id_no", "身份证号不对，请核对。")
    assert isinstance(change_resident(station, resident, {"phone": "13911112222"}, 1), str)
    assert status(station).needs_action == 0
    (line,) = list_changes(station, ("refused",))
    assert not line.latest


@pytest.mark.parametrize("registers", [("htn",), ("t2dm",)])
def test_what_was_received_waits_no_more(station: Workstation, registers: tuple[str, ...]) -> None:
    worlds.register(station, registers=registers)
    before = status(station)
    answered(station, "enrolment", "stored")
    now = status(station)
    assert (now.pending, now.stored) == (before.pending - 1, 1)
    assert [line.entity_label for line in list_changes(station, ("stored",))] == ["病种专档"]


def test_the_newest_changes_come_first_and_no_more_than_asked_for(station: Workstation) -> None:
    worlds.visit(station, worlds.register(station))
    whole = list_changes(station, ("pending",))
    assert whole[0].entity == "follow_up"
    assert whole[-1].entity == "doctor"
    assert list_changes(station, ("pending",), limit=2) == whole[:2]
    assert list_changes(station, ("pending",), limit=0) == list_changes(station, ()) == ()


def test_the_township_is_left_alone_as_long_as_it_asked(station: Workstation) -> None:
    assert not resting(station)
    station.clock.base.pass_seconds(1000)
    station.store.set_meta({REST: "1000.0 60"})
    assert resting(station)
    station.clock.base.set(NOW + timedelta(days=2))
    assert resting(station), "setting the clock does not shorten it"
    station.clock.base.pass_seconds(59)
    assert resting(station)
    station.clock.base.pass_seconds(1)
    assert not resting(station)


def test_the_rest_begins_anew_after_a_restart_of_the_machine(station: Workstation) -> None:
    station.store.set_meta({REST: "5000.0 60"})
    assert resting(station)
    station.clock.base.pass_seconds(59)
    assert resting(station)
    station.clock.base.pass_seconds(1)
    assert not resting(station)

"""What the township returns, of any reviewed kind, and what of it is answered."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.services import due_today, sync_status
from vclinic.services.register_resident import change_resident
from vclinic.services.resident_record import resident_record
from vclinic.services.returned import returned, to_mend
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def send_back(station: Workstation, seq: int, entity_id: str, days: int, remarks: dict[str, str], **more: Any) -> None:
    with station.store.read() as session:
        change = change_states.state_of(session, entity_id)[-1]
    deadline = (station.clock.today() + timedelta(days=days)).isoformat()
    said = [{"field": field, "text": text} for field, text in remarks.items()]
    told = {"seq": seq, "kind": "verdict", "change_id": change.id, "state": "returned", "remarks": said}
    worlds.tell(
        station, told | {"deadline": deadline, "reviewer": "林晓燕", "at": station.clock.now().isoformat()} | more
    )


def test_a_residents_record_and_a_visit_come_back_earliest_deadline_first(station: Workstation) -> None:
    resident = worlds.register(station)
    visit = worlds.visit(station, resident).follow_up_id
    send_back(station, 1, visit, 5, {"heart_rate": "请重新数。", "": "看仔细。"})
    send_back(station, 2, resident, -1, {"phone": "打不通。"}, general="请核对。")
    record, follow_up = returned(station)
    assert (record.entity, record.entity_id, record.what, record.day) == ("resident", resident, "居民档案", None)
    assert (record.remarks, record.general, record.overdue) == ((("本人电话", "打不通。"),), "请核对。", True)
    assert (follow_up.entity, follow_up.what, follow_up.day) == ("follow_up", "高血压随访", station.clock.today())
    assert follow_up.remarks == (("心率", "请重新数。"), ("总意见", "看仔细。"))
    assert (record.name, follow_up.name, follow_up.overdue) == ("何秀珍", "何秀珍", False)


def test_saving_makes_the_next_revision_and_answers_the_remark(station: Workstation) -> None:
    resident = worlds.register(station)
    send_back(station, 1, resident, 3, {"phone": "打不通。"})
    mend = to_mend(station, resident)
    assert mend is not None
    assert (mend.remarks, mend.general, mend.deadline) == (
        {"phone": "打不通。"},
        "",
        station.clock.today() + timedelta(days=3),
    )
    assert sync_status.status(station).needs_action == 1
    record = resident_record(station, resident)
    assert change_resident(station, resident, {"phone": "13900001111"}, record.revision) == resident
    assert returned(station) == ()
    assert to_mend(station, resident) is None
    assert sync_status.status(station).needs_action == 0


def test_what_was_accepted_or_never_reviewed_has_nothing_to_mend(station: Workstation) -> None:
    resident = worlds.register(station)
    assert to_mend(station, resident) is None
    send_back(station, 1, resident, 3, {"phone": "打不通。"}, state="accepted")
    assert to_mend(station, resident) is None
    assert returned(station) == ()


def test_a_verdict_on_a_record_about_nobody_is_no_line_of_the_list(station: Workstation) -> None:
    send_back(station, 1, worlds.stock(station), 3, {"cost": "？"})
    assert returned(station) == ()
    assert sync_status.status(station).returned == 1


def test_today_opens_the_record_whose_deadline_is_first(station: Workstation) -> None:
    resident = worlds.register(station)
    visit = worlds.visit(station, resident).follow_up_id
    send_back(station, 1, visit, 5, {"heart_rate": "请重新数。"})
    send_back(station, 2, resident, 2, {"phone": "打不通。"})
    (row,) = due_today.worklist(station).rows
    assert (row.tile, row.returned, row.why) == ("returned", ("resident", resident), "卫生院退回：打不通。")
    send_back(station, 3, resident, 2, {}, state="accepted")
    (row,) = due_today.worklist(station).rows
    assert row.returned == ("follow_up", visit)


@pytest.mark.parametrize(
    ("registers", "typed", "field", "caption"),
    [(("htn",), {}, "salt_now", "摄盐情况"), (("t2dm",), worlds.SUGAR, "staple_now", "主食")],
)
def test_a_remark_stands_under_the_caption_of_its_own_form(
    station: Workstation, registers: tuple[str, ...], typed: dict[str, Any], field: str, caption: str
) -> None:
    visit = worlds.visit(station, worlds.register(station, registers=registers), **typed).follow_up_id
    send_back(station, 1, visit, 5, {field: "请核对。", "of_tomorrow": "没见过的项。"})
    (record,) = returned(station)
    (heading, remark), unknown = record.remarks
    assert caption in heading
    assert remark == "请核对。"
    assert unknown == ("of_tomorrow", "没见过的项。")


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_a_deadline_is_over_the_day_after_it(station: Workstation, days: int, overdue: bool) -> None:
    resident = worlds.register(station)
    send_back(station, 1, resident, days, {"phone": "打不通。"})
    (record,) = returned(station)
    assert record.overdue is overdue
    assert record.deadline == station.clock.today() + timedelta(days=days)


def test_without_a_deadline_nothing_is_over(station: Workstation) -> None:
    resident = worlds.register(station)
    send_back(station, 1, resident, 0, {"phone": "打不通。"}, deadline="")
    (record,) = returned(station)
    assert (record.deadline, record.overdue) == (None, False)

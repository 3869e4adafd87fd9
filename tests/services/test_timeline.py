"""What a record and the sync centre say of what happened: nothing vanishes, everything has a name."""

from pathlib import Path

from tests import worlds
from vclinic.services import dispense
from vclinic.services.resident_record import resident_record
from vclinic.services.sync_status import list_changes


def test_what_was_taken_back_stays_on_the_timeline_with_its_reason(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.stock(station)
        resident = worlds.register(station)
        prescription = worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
        given = dispense.dispense(station, dispense.counter(station, prescription), confirmed_checks=True)
        dispense.reverse_dispensing(station, given, "发错药")
        entries = [each for each in resident_record(station, resident).timeline if each.entity == "dispensing"]
    assert [(each.takes_back, each.undone) for each in entries] == [(True, False), (False, True)]
    assert entries[0].detail.startswith("发错药：退回")
    assert "已冲销" in entries[1].detail


def test_the_sync_centre_says_what_a_change_is_about(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.stock(station, batch="A260101")
        worlds.register(station)
        titles = [each.title for each in list_changes(station, ("pending",))]
    assert {"周国平 医生", "何秀珍 居民档案", "苯磺酸氨氯地平片 5 mg A260101 药品批次"} <= set(titles), titles
    assert all(" " in title for title in titles), "nobody knows which 出入库 is meant without the drug"

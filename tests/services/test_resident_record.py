"""What a record says of what happened: nothing vanishes."""

from pathlib import Path

from tests import worlds
from vclinic.services import dispense
from vclinic.services.resident_record import resident_record


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

"""Doctors of the clinic, found by what they log in with."""

from pathlib import Path

from tests import worlds
from vclinic.storage import changes, doctors


def test_a_doctor_is_found_by_login_and_is_sent_like_any_record(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            made = doctors.save(work, "李医生", "li")
        with station.store.read() as session:
            assert doctors.by_login(session, "li") == (made, "李医生", "li")
            assert doctors.by_login(session, "nobody") is None
            assert [change.entity for change in changes.pending(session, 0, 9)] == ["doctor", "doctor"]

"""Who works here signs what is recorded, and a telephone number is shown to others in part only."""

from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.workstation import masked_phone


def test_what_is_recorded_carries_the_id_and_the_name_of_whoever_works_here(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.stock(station)
        resident = worlds.register(station)
        visit = worlds.visit(station, resident)
        with station.store.read() as session:
            signed = (
                session.connection()
                .exec_driver_sql("SELECT doctor_id, doctor_name FROM follow_up WHERE id = ?", (visit.follow_up_id,))
                .one()
            )
        assert tuple(signed) == station.signature == (station.doctor.id, "周国平")


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800005207", "138****5207"),
        ("", ""),
        ("6655207", "6655207"),
        ("0551-6655207", "0551-6655207"),
    ],
)
def test_the_middle_of_a_mobile_number_is_hidden(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown

"""Whose card it is: by the number alone, a closed record too."""

from pathlib import Path

from tests import worlds
from vclinic.services.person_of_card import PersonOfCard, person_of_card
from vclinic.services.resident_record import resident_record


def test_the_record_with_the_number_is_the_persons_and_nobody_else_has_it(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        first, second = worlds.register(station, "何秀珍"), worlds.register(station, "单国英", serial=24)
        number = resident_record(station, second).resident.id_no
        assert person_of_card(station, number) == PersonOfCard(second, "单国英")
        assert person_of_card(station, resident_record(station, first).resident.id_no) == PersonOfCard(first, "何秀珍")
        assert person_of_card(station, "11010519491231002X") is None
        assert person_of_card(station, "") is None

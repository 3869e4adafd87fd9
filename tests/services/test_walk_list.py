"""Whom a closed door can be telephoned: the own number, else the contact's, else nobody's."""

from pathlib import Path

from tests import worlds
from vclinic.services.walk_list import phones


def test_the_number_of_each_person_or_of_the_contact(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        own = worlds.register(station, phone="13800005207", contact_phone="13900001111")
        others = worlds.register(station, name="李四", serial=24, phone="", contact_phone="13900002222")
        nobodys = worlds.register(station, name="王五", serial=26, phone="", contact_phone="")
        assert phones(station, [own, others, nobodys]) == {own: "13800005207", others: "13900002222"}
        assert phones(station, []) == {}

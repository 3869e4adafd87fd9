"""A line of the sync centre names whom it is about and what was said of it."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.services.workstation import Workstation
from vclinic.storage import standing


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def listed(station: Workstation, group: str, limit: int = 50) -> tuple[int, list[standing.Standing]]:
    with station.store.read() as session:
        return standing.of_group(session, group, limit)


def test_whoever_it_is_about_is_named_a_drug_by_its_name(station: Workstation) -> None:
    resident = worlds.register(station, name="何秀珍")
    worlds.visit(station, resident)
    worlds.stock(station)
    _, lines = listed(station, "pending")
    whose = {line.change.entity: (line.resident_id, line.whose) for line in lines}
    assert whose["resident"] == whose["follow_up"] == (resident, "何秀珍")
    assert whose["batch"][0] == ""
    assert "氨氯地平" in whose["batch"][1]


def test_one_of_another_computer_who_is_not_here_yet_has_no_name(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.visit(station, resident)
    with station.store.local() as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        session.connection().exec_driver_sql("DROP TRIGGER resident_needs_new_change")
        session.connection().exec_driver_sql("UPDATE resident SET id = 'elsewhere' WHERE id = ?", (resident,))
        _, lines = standing.of_group(session, "pending", 50)
        session.rollback()
    assert [line.whose for line in lines if line.change.entity == "follow_up"] == [""]


def test_verdict_and_reply_stand_with_what_was_returned_only(station: Workstation) -> None:
    resident = worlds.register(station)
    visit = worlds.visit(station, resident).follow_up_id
    worlds.send_back(station, 1, visit)
    total, (line,) = listed(station, "needs")
    assert (total, line.change.entity_id, line.reply) == (1, visit, None)
    assert line.verdict is not None
    assert line.verdict.remarks == (("heart_rate", "请重新数。"),)
    worlds.replied(station, visit, seq=2)
    assert listed(station, "needs") == (0, [])
    _, (answered,) = listed(station, "stored")
    assert answered.reply is not None
    assert answered.reply.text == "量过两次，确是这样"
    _, waiting = listed(station, "pending")
    assert {line.verdict for line in waiting} == {None}


def test_the_count_is_of_all_however_few_are_listed(station: Workstation) -> None:
    worlds.visit(station, worlds.register(station))
    total, lines = listed(station, "pending", 1)
    assert total == len(listed(station, "pending")[1]) > 1
    assert len(lines) == 1
    assert listed(station, "pending", 0) == (total, [])

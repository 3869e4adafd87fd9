"""The version of another computer as it is kept: asked about until answered, never lost."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.services import register_resident
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, other_versions, residents


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def change(station: Workstation, resident: str, **values: Any) -> str:
    with station.store.read() as session:
        kept = residents.get(session, resident)
    assert register_resident.change_resident(station, resident, values, kept.revision, reason="改正") == resident
    with station.store.read() as session:
        return change_states.state_of(session, resident)[-1].id


def clash(station: Workstation) -> tuple[str, str]:
    """The first version is taken, the second refused for another computer's; (resident, the refused change)."""
    resident = worlds.register(station)
    with station.store.read() as session:
        first = change_states.state_of(session, resident)[-1].id
    mine = change(station, resident, phone="13822222222")
    receipt(station, first, "stored")
    receipt(station, mine, "refused", "conflict")
    heard(station, 1, resident, mine)
    return resident, mine


def receipt(station: Workstation, made: str, state: str, code: str = "") -> None:
    with station.store.local() as session:
        changes.keep_receipts(session, [(made, state, code, "", "")], station.clock.now())


def heard(station: Workstation, seq: int, resident: str, mine: str) -> None:
    other = {"id": f"other-{seq}", "entity": "resident", "entity_id": resident, "revision": 2,
             "data": {"phone": f"1381111111{seq}"}}  # fmt: skip
    told = {"change_id": mine, "entity": "resident", "entity_id": resident, "other": other, "who": "李医生"}
    with station.store.local() as session:
        other_versions.keep(session, seq, told)


def waiting(station: Workstation) -> list[str]:
    with station.store.read() as session:
        return [str(version.other["data"]["phone"]) for version in other_versions.unanswered(session)]


def test_it_stands_beside_ours_with_what_both_began_with(station: Workstation) -> None:
    resident, mine = clash(station)
    with station.store.read() as session:
        (both,) = other_versions.standing(session)
    assert (both.change_id, both.revision, both.data["phone"]) == (mine, 2, "13822222222")
    assert both.began is not None
    assert both.began["phone"] != "13822222222"
    assert (both.version.who, both.version.entity_id, both.name) == ("李医生", resident, "何秀珍")


def test_the_same_notice_twice_is_kept_once(station: Workstation) -> None:
    resident, mine = clash(station)
    heard(station, 1, resident, mine)
    with station.store.read() as session:
        assert len(other_versions.of_record(session, resident)) == 1


def test_only_the_newest_of_a_record_is_asked_about_and_all_stay(station: Workstation) -> None:
    resident, mine = clash(station)
    heard(station, 2, resident, mine)
    assert waiting(station) == ["13811111112"]
    with station.store.read() as session:
        assert [version.notice_seq for version in other_versions.of_record(session, resident)] == [1, 2]


def test_an_answer_ends_it_and_names_the_change(station: Workstation) -> None:
    resident, mine = clash(station)
    answer = change(station, resident, phone="13833333333")
    with station.store.local() as session:
        other_versions.answer(session, resident, answer)
    assert waiting(station) == []
    with station.store.read() as session:
        assert [version.answered_by for version in other_versions.of_record(session, resident)] == [answer]
        assert other_versions.is_answered(session, resident, 2)
        assert other_versions.is_answered(session, resident, 3)
        assert not other_versions.is_answered(session, resident, 4)
        assert not other_versions.is_answered(session, "nobody", 1)
    with station.store.local() as session:  # a later answer does not take the place of the first
        other_versions.answer(session, resident, mine)
        assert other_versions.of_record(session, resident)[0].answered_by == answer


def test_nothing_is_asked_once_the_township_took_a_later_one(station: Workstation) -> None:
    resident, _ = clash(station)
    receipt(station, change(station, resident, phone="13844444444"), "stored")
    assert waiting(station) == []


def test_nothing_is_asked_of_what_was_refused_for_something_else(station: Workstation) -> None:
    resident = worlds.register(station)
    with station.store.read() as session:
        first = change_states.state_of(session, resident)[-1].id
    receipt(station, first, "refused", "id_no")
    heard(station, 1, resident, first)
    assert waiting(station) == []


def test_what_an_answer_passes_over_goes_with_it(station: Workstation) -> None:
    resident, mine = clash(station)
    with station.store.read() as session:
        (led,) = other_versions.passed(session, resident, 1)
        assert other_versions.passed(session, resident, 2) == []
        assert other_versions.common(session, "nobody", 9) is None
    assert (led["id"], led["state"], led["code"], led["data"]["phone"]) == (mine, "refused", "conflict", "13822222222")

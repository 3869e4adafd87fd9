"""Anybody is found by any beginning: characters, initials, pinyin, numbers, the head of the household."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.services.find_residents import find
from vclinic.services.workstation import Workstation
from vclinic.storage import resident_lists, residents, search_index
from vclinic.storage.search_index import find_ids, name_keys

PEOPLE = ("王建国", "王秀英", "张建国", "单国英", "欧阳国庆")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workstation, dict[str, str]]]:
    with worlds.clinic(tmp_path_factory.mktemp("search") / "clinic") as (station, _):
        ids = {
            name: worlds.register(
                station,
                name,
                serial=20 + place,
                phone=f"138000052{place:02d}",
                household_head="王建国" if place < 2 else name,
            )
            for place, name in enumerate(PEOPLE)
        }
        yield station, ids


def names(world: tuple[Workstation, dict[str, str]], wanted: str, limit: int = 60) -> dict[str, int]:
    station, ids = world
    by_id = {resident_id: name for name, resident_id in ids.items()}
    with station.store.read() as session:
        return {by_id[resident_id]: rank for resident_id, rank in find_ids(session, wanted, limit)}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("王建国", {"王建国": -1, "王秀英": 3}),
        ("王", {"王建国": 0, "王秀英": 0}),
        ("建国", {"王建国": 1, "张建国": 1}),
        ("w", {"王建国": 0, "王秀英": 0}),
        ("wjg", {"王建国": -1}),
        ("jg", {"王建国": 1, "张建国": 1}),
        ("shanguoying", {"单国英": -1}),
        ("danguo", {"单国英": 0}),
        ("ouyang", {"欧阳国庆": 0}),
        ("5204", {"欧阳国庆": 2}),
        ("zzz", {}),
        ("国x", {}),
    ],
)
def test_who_is_found_and_how_well(
    world: tuple[Workstation, dict[str, str]], wanted: str, expected: dict[str, int]
) -> None:
    assert names(world, wanted) == expected


def test_the_better_match_comes_first(world: tuple[Workstation, dict[str, str]]) -> None:
    assert list(names(world, "王建国")) == ["王建国", "王秀英"]
    ranks = list(names(world, "国").values())
    assert ranks == sorted(ranks)


def test_no_more_are_read_than_asked_for(world: tuple[Workstation, dict[str, str]]) -> None:
    assert len(names(world, "g", limit=2)) <= 2


def test_whoever_was_opened_lately_is_always_among_the_answers(world: tuple[Workstation, dict[str, str]]) -> None:
    station, ids = world
    with station.store.local() as session:
        resident_lists.note_seen(session, ids["张建国"], station.clock.now() + timedelta(minutes=1))
    assert "张建国" in names(world, "j", limit=1)
    assert find(station, "建国", limit=1)[0].id == ids["张建国"]


def test_a_changed_name_is_found_by_the_new_one_only(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station, "何秀珍", phone="13800005207")
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            kept = residents.get(work.session, resident)
            changed = replace(kept.resident, name="贺秀珍", phone="13900001111")
            residents.save(work, changed, resident, kept.revision)
        with station.store.read() as session:
            assert find_ids(session, "贺", 9) == [(resident, 0)]
            assert find_ids(session, "13900001111", 9) == [(resident, 2)]
            assert find_ids(session, "13800005207", 9) == []


def test_a_single_letter_is_answered_from_the_index_alone(world: tuple[Workstation, dict[str, str]]) -> None:
    """However many people there are: no sort, no scan."""
    with world[0].store.read() as session:
        for query in (search_index._BY_NAME, search_index._SEEN_BY_NAME):
            parameters = {"rank": 0, "low": "w", "high": "x", "limit": 9}
            plan = session.connection().execute(sql(f"EXPLAIN QUERY PLAN {query}"), parameters)
            steps = [row[3] for row in plan]
            assert not [step for step in steps if "TEMP B-TREE" in step or "SCAN name_key" in step], steps


@pytest.mark.parametrize("name", ["王建国", "单", "欧阳国庆", "阿依古丽·买买提"])
def test_every_end_of_a_name_is_a_key(name: str) -> None:
    keys = name_keys(name)
    assert {name[start:] for start in range(len(name))} <= keys.keys()
    assert keys[name] == 0
    assert set(keys.values()) <= {0, 1}


@pytest.mark.parametrize("kept", ["05516612345", "6612345", "0551-6612345"])
@pytest.mark.parametrize("wanted", ["0551-6612345", "05516612345", "6612345", "（0551）6612345", "661-2345"])
def test_a_landline_is_found_with_or_without_dash_and_area_code(tmp_path: Path, kept: str, wanted: str) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station, "何秀珍", phone=kept)
        with station.store.read() as session:
            assert find_ids(session, wanted, 9) == [(resident, 2)]
            assert find_ids(session, "0551-6612346", 9) == []

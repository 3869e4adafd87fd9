"""What another computer wrote against ours can be read on the person's record, before and after a person has answered."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from tests.server.township import running
from tests.two_computers import Computer, two_computers
from vclinic.diseases.side_by_side import MINE
from vclinic.services import answer_conflict, first_fetch, record_follow_up, set_aside, visit_sheet
from vclinic.services.resident_record import OTHER_VERSION, TimelineEntry, resident_record
from vclinic.storage import own_records


@pytest.fixture
def pair(tmp_path: Path) -> Generator[tuple[Computer, Computer]]:
    with running(tmp_path / "township") as township, two_computers(tmp_path, township) as computers:
        yield computers


def corrected(computer: Computer, key: str, **values: object) -> None:
    sheet = visit_sheet.open_visit(computer.station, computer.resident, key)
    entered = {name: value for name, value in sheet.values.items() if name not in record_follow_up.OVERRULABLE}
    entry = record_follow_up.VisitEntry({**entered, **values}, correction_reason="量错了")
    assert isinstance(record_follow_up.record(computer.station, sheet, entry), record_follow_up.SavedVisit)


def clash(pair: tuple[Computer, Computer]) -> str:
    """Both correct one visit; the second reports later."""
    first, second = pair
    key = worlds.visit(first.station, first.resident).follow_up_id
    first.sync()
    second.hear()
    corrected(first, key, heart_rate=88)
    corrected(second, key, heart_rate=92)
    first.sync()
    assert second.sync().refused == 1
    return key


def told(computer: Computer, resident_id: str) -> list[TimelineEntry]:
    timeline = resident_record(computer.station, resident_id).timeline
    return [entry for entry in timeline if entry.entity == OTHER_VERSION]


def test_it_stands_on_the_record_with_both_values_and_stays_there_when_it_was_answered(
    pair: tuple[Computer, Computer],
) -> None:
    key = clash(pair)
    first, second = pair
    (entry,) = told(second, second.resident)
    assert (entry.ref_id, entry.open_question) == (key, True)
    for text in ("两台电脑都改过", "另一台 周国平 11-24", "心率 88 次/分（这台写的 92 次/分）", "还没有选定"):
        assert text in entry.detail, entry.detail
    (conflict,) = answer_conflict.open_conflicts(second.station)
    taken = {row.key: MINE for row in conflict.differing}
    assert answer_conflict.answer(second.station, conflict, taken) == []
    (entry,) = told(second, second.resident)
    assert (entry.open_question, "心率 88 次/分（这台写的 92 次/分）" in entry.detail) == (False, True)
    assert "还没有选定" not in entry.detail
    assert told(first, first.resident) == [], "nobody was asked there"


def test_the_record_of_somebody_else_says_nothing_of_it(pair: tuple[Computer, Computer]) -> None:
    clash(pair)
    second = pair[1]
    other = worlds.register(second.station, name="李四", serial=24)
    assert set_aside.of_resident(second.station, other) == ()
    assert told(second, other) == []


def test_what_is_asked_side_by_side_is_not_told_once_more_as_not_taken_in(pair: tuple[Computer, Computer]) -> None:
    key = clash(pair)
    second = pair[1]
    second.hear()
    assert [change.entity_id for change in own_records.set_aside(second.station.store)] == [key]
    assert own_records.untold(second.station.store) == []
    assert first_fetch.not_taken(second.station) == ("", "")

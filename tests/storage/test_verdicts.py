"""What the township decided: the last word stands, and whatever is odd in it hides no remark."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, verdicts


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def last_visit(station: Workstation) -> str:
    visit = worlds.visit(station, worlds.register(station))
    with station.store.read() as session:
        return change_states.state_of(session, visit.follow_up_id)[-1].id


def verdict(seq: int, change_id: str, **more: Any) -> dict[str, Any]:
    plain = {"seq": seq, "kind": "verdict", "change_id": change_id, "state": "returned",
             "remarks": [{"field": "sbp", "text": "请重新量。"}], "at": "2026-11-25T09:20:00+08:00"}  # fmt: skip
    return plain | more


def test_a_later_verdict_stands_and_an_odd_day_hides_no_remark(station: Workstation) -> None:
    change = last_visit(station)
    worlds.tell(station, verdict(2, change, deadline="soon", at="yesterday"))
    worlds.tell(station, verdict(1, change, state="accepted", remarks=[]))
    with station.store.read() as session:
        result = verdicts.on(session, change)
    assert result is not None
    assert (result.state, result.deadline, result.remarks) == ("returned", None, (("sbp", "请重新量。"),))
    worlds.tell(station, verdict(3, change, state="accepted", remarks=[], deadline="2026-11-28"))
    with station.store.read() as session:
        assert (result := verdicts.on(session, change)) is not None
        assert (result.state, str(result.deadline)) == ("accepted", "2026-11-28")


def test_a_later_revision_answers_what_was_returned(station: Workstation) -> None:
    change = last_visit(station)
    worlds.tell(station, verdict(1, change))
    with station.store.read() as session:
        (back,) = verdicts.returned(session)
        assert (back.entity, back.verdict.change_id, back.data["disease"]) == ("follow_up", change, "htn")
        assert verdicts.on_newest(session, back.entity_id) == back.verdict
    sheet = visit_sheet.open_visit(station, back.data["resident_id"], back.entity_id)
    saved = record_follow_up.record(station, sheet, VisitEntry(sheet.values | {"heart_rate": 80}))
    assert isinstance(saved, SavedVisit)
    with station.store.read() as session:
        assert verdicts.returned(session) == []
        assert verdicts.on_newest(session, back.entity_id) is None

"""Drafts: the newest state of what was typed, never sent."""

from datetime import timedelta
from pathlib import Path

from tests import worlds
from vclinic.storage import change_states, drafts

CONTENT = {"resident_id": "R-1", "follow_up_id": "", "values": {"heart_rate": "7"}}


def test_the_newest_state_is_kept_until_it_is_dropped_and_nothing_is_sent(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        with station.store.read() as session:
            before = change_states.counts(session)
        with station.store.local() as session:
            drafts.keep(session, "follow_up", "R-1:htn", {}, worlds.MORNING)
            drafts.keep(session, "follow_up", "R-1:htn", CONTENT, worlds.MORNING + timedelta(seconds=9))
            drafts.keep(session, "prescription", "F-1", {}, worlds.MORNING)
        with station.store.read() as session:
            assert drafts.load(session, "follow_up", "R-1:htn") == (CONTENT, worlds.MORNING + timedelta(seconds=9))
            assert drafts.load(session, "follow_up", "R-1:t2dm") is None
            assert drafts.visits(session, "follow_up") == [("R-1", "")]
            assert change_states.counts(session) == before
        with station.store.local() as session:
            drafts.drop(session, "follow_up", "R-1:htn")
            drafts.drop(session, "follow_up", "nobody's")
        with station.store.read() as session:
            assert drafts.load(session, "follow_up", "R-1:htn") is None
            assert drafts.load(session, "prescription", "F-1") == ({}, worlds.MORNING)

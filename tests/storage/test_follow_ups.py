"""Follow-ups: stored with what every disease has, read back as they were, and kept when a newer program wrote them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests import worlds
from vclinic.domain.problem import Refused
from vclinic.services import draft_prescription, due_today, visit_sheet
from vclinic.services.preview_resident import preview
from vclinic.services.print_follow_ups import printed_visits
from vclinic.services.record_follow_up import SavedVisit
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups
from vclinic.storage.follow_ups import FollowUp


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, str, SavedVisit]]:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        resident = worlds.register(station)
        yield station, resident, worlds.visit(station, resident, 152, 94)


def stored(station: Workstation, follow_up_id: str) -> FollowUp:
    with station.store.read() as session:
        return follow_ups.get(session, follow_up_id)


def revise(station: Workstation, visit: FollowUp) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        follow_ups.save(work, visit)


def test_a_row_holds_what_every_disease_has(world: tuple[Workstation, str, SavedVisit]) -> None:
    station, resident, saved = world
    with station.store.read() as session:
        row = session.connection().execute(sql("SELECT * FROM follow_up")).mappings().one()
    assert (row["resident_id"], row["disease"], row["visited_on"]) == (resident, "htn", "2026-11-24")
    assert (row["summary"], json.loads(row["measures"])) == ("152/94", {"sbp": 152, "dbp": 94})
    assert (row["visit_class"], row["satisfied"], row["action"]) == ("2", 0, saved.assessment.action)
    assert row["next_visit_on"] == saved.assessment.next_visit_date.isoformat()


def test_a_visit_is_read_as_it_was_stored(world: tuple[Workstation, str, SavedVisit]) -> None:
    station, _, saved = world
    visit = stored(station, saved.follow_up_id)
    assert (visit.record.sbp, visit.record.drugs) == (152, worlds.FULL["drugs"])
    assert visit.assessment == saved.assessment
    assert (visit.summary, dict(visit.measures)) == ("152/94", {"sbp": 152, "dbp": 94})
    assert visit.readable
    earlier = follow_ups.as_earlier(visit)
    assert (earlier.visited_on, earlier.values["dbp"], earlier.satisfied) == (worlds.MORNING.date(), 94, False)


def test_void_visits_are_kept_and_not_listed(world: tuple[Workstation, str, SavedVisit]) -> None:
    station, resident, saved = world
    revise(station, replace(stored(station, saved.follow_up_id), status="void"))
    with station.store.read() as session:
        assert follow_ups.of_resident(session, resident) == []
        assert follow_ups.on_day(session, worlds.MORNING.date()) == []
        assert follow_ups.on_day_of_resident(session, resident, worlds.MORNING.date()) == []
    assert stored(station, saved.follow_up_id).status == "void"


def test_newest_first_and_only_of_the_disease(world: tuple[Workstation, str, SavedVisit]) -> None:
    station, resident, saved = world
    first = stored(station, saved.follow_up_id)
    earlier = replace(first.record, visit_date=first.record.visit_date - timedelta(days=90))
    revise(station, replace(first, id="", revision=0, record=earlier, summary="earlier"))
    revise(station, replace(first, id="", revision=0, disease="t2dm", summary="other"))
    with station.store.read() as session:
        assert [visit.summary for visit in follow_ups.of_resident(session, resident, "htn")] == ["152/94", "earlier"]
        assert [visit.summary for visit in follow_ups.of_resident(session, resident)] == ["other", "152/94", "earlier"]
        assert [visit.summary for visit in follow_ups.of_resident(session, resident, limit=1)] == ["other"]


def test_what_is_not_there_is_a_bug(world: tuple[Workstation, str, SavedVisit]) -> None:
    station = world[0]
    with station.store.read() as session, pytest.raises(LookupError):
        follow_ups.get(session, "nobody")


def test_the_first_schemas_word_for_satisfied_is_understood(world: tuple[Workstation, str, SavedVisit]) -> None:
    judged = world[2].assessment
    document = {
        "visit_class": "2", "bp_satisfied": True, "action": judged.action, "referral": "none", "reasons": [],
        "next_visit_date": "2026-12-08", "rule_set_id": judged.rule_set_id,
    }  # fmt: skip
    assert follow_ups.assessment_from({**document}).satisfied is True


@pytest.fixture(params=[("htn_follow_up", 99), ("sleep_follow_up", 1)], ids=["newer version", "unknown form"])
def newer(world: tuple[Workstation, str, SavedVisit], request: pytest.FixtureRequest) -> tuple[Workstation, str, str]:
    """The visit as a newer program would have written it: more in it, and less of what is known here."""
    station, resident, saved = world
    form = request.param
    with station.store.read() as session:
        known = session.connection().execute(sql("SELECT form_id FROM follow_up")).scalar_one()
    with station.store.local() as session:
        run = session.connection().execute
        run(sql("DROP TRIGGER follow_up_needs_new_change"))
        run(sql("DROP TRIGGER change_no_update"))
        written = {
            "form": known if form[1] == 99 else form[0],
            "version": form[1],
            "record": '{"pressure":{"high":152},"sleep_hours":6.5}',
        }
        set_row = "UPDATE follow_up SET form_id = :form, form_version = :version, record = :record, assessment = '{}'"
        run(sql(set_row), written)
        said = "json_set(payload, '$.form_id', :form, '$.form_version', :version, '$.record', json(:record))"
        run(sql(f"UPDATE change SET payload = {said} WHERE entity = 'follow_up'"), written)
    return station, resident, saved.follow_up_id


def test_what_a_newer_program_wrote_is_shown_by_what_every_visit_has(newer: tuple[Workstation, str, str]) -> None:
    station, resident, follow_up_id = newer
    visit = stored(station, follow_up_id)
    assert not visit.readable
    assert visit.record.document == {"pressure": {"high": 152}, "sleep_hours": 6.5}
    assert (visit.summary, visit.assessment.visit_class, visit.assessment.satisfied) == ("152/94", "2", False)
    told = next(entry for entry in resident_record(station, resident).timeline if entry.entity == "follow_up")
    assert told.detail.startswith("较新程序写的记录")


def test_what_a_newer_program_wrote_harms_nothing_else(newer: tuple[Workstation, str, str], tmp_path: Path) -> None:
    station, resident, _ = newer
    day = station.clock.today() + timedelta(days=20)
    (row,) = due_today.worklist(station, day).rows
    assert (row.last_text, row.tile) == ("152/94", "overdue")
    assert preview(station, resident, row).trends == ()
    (printed,) = printed_visits(station, resident)
    assert [values["visit_date"] for values in printed.visits] == [worlds.MORNING.date()]
    station.clock.base.set(worlds.MORNING + timedelta(days=14))  # type: ignore[attr-defined] - the tests' clock
    after = worlds.visit(station, resident, 150, 92)
    assert after.assessment.visit_class == "2"
    assert worlds.prescription(station, after.follow_up_id)


def test_what_a_newer_program_wrote_is_not_changed_here(newer: tuple[Workstation, str, str]) -> None:
    station, resident, follow_up_id = newer
    with pytest.raises(Refused, match="较新的程序"):
        visit_sheet.open_visit(station, resident, follow_up_id)
    with pytest.raises(Refused, match="较新的程序"):
        draft_prescription.draft(station, follow_up_id)

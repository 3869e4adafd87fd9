"""A visit is saved whole with its change, or everything wrong with it is said; a correction is the next revision."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.worlds import World
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.domain.follow_up import Overrule
from vclinic.domain.problem import Problem, Refused
from vclinic.services import due_today, record_follow_up, visit_sheet
from vclinic.services.judge_visit import judge
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.register_resident import enrol_register
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, drafts, follow_ups


@pytest.fixture
def both(tmp_path: Path) -> Generator[World]:
    """Somebody with both diseases, whose height nobody has measured."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        yield station, clock, worlds.register(station, registers=("htn", "t2dm"))


def fields(result: object) -> list[str]:
    assert isinstance(result, list), result
    return [problem.field for problem in result]


def saved(station: Workstation, resident: str, **more: Any) -> SavedVisit:
    sheet = visit_sheet.open_visit(station, resident)
    done = record_follow_up.record(station, sheet, worlds.entry(sheet, **more))
    assert isinstance(done, SavedVisit), done
    return done


def refused(station: Workstation, resident: str, **more: Any) -> dict[str, str]:
    """Field → code; nothing is stored."""
    sheet = visit_sheet.open_visit(station, resident)
    problems = record_follow_up.record(station, sheet, worlds.entry(sheet, **more))
    assert isinstance(problems, list)
    with station.store.read() as session:
        assert follow_ups.of_resident(session, resident, "t2dm") == []
    return {problem.field: problem.code for problem in problems}


def test_the_doctor_overrules_only_with_a_reason_and_the_reason_is_kept(world: World) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | worlds.FULL | {"bp_readings": ((142, 84),), "visit_class": "1"}
    assert fields(record_follow_up.record(station, sheet, VisitEntry(values))) == ["visit_class"]
    entry = VisitEntry(values, (Overrule("visit_class", "2", "1", "家里自测一直正常"),))
    saved = record_follow_up.record(station, sheet, entry)
    assert isinstance(saved, SavedVisit)
    with station.store.read() as session:
        kept = follow_ups.get(session, saved.follow_up_id)
    assert kept.record.visit_class == "1"
    assert kept.assessment.visit_class == "2"
    assert kept.overrules == (Overrule("visit_class", "2", "1", "家里自测一直正常"),)
    assert clock.today() < kept.record.next_visit_date


def test_a_pressure_too_low_is_never_saved_without_a_word(world: World) -> None:
    station, clock, resident = world
    worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": ((86, 52),), "heart_rate": 70}
    assert fields(record_follow_up.record(station, sheet, VisitEntry(values))) == ["sbp"]
    said = VisitEntry(values, reasons=(("sbp", "头晕，已停药并转诊"),))
    assert isinstance(record_follow_up.record(station, sheet, said), SavedVisit)
    values |= {"bp_readings": ((90, 60),)}
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(values)), SavedVisit)


def test_an_implausible_weight_wants_a_reason(world: World) -> None:
    station, clock, resident = world
    worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": ((130, 80),), "heart_rate": 70, "weight_kg": 85.0}
    assert fields(record_follow_up.record(station, sheet, VisitEntry(values))) == ["weight_kg"]
    saved = record_follow_up.record(station, sheet, VisitEntry(values, reasons=(("weight_kg", "水肿，已转诊"),)))
    assert isinstance(saved, SavedVisit)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bp_readings": ((90, 140),)}, "bp_readings"),
        ({"bp_readings": ()}, "sbp"),
        ({"heart_rate": "300"}, "heart_rate"),
        ({"heart_rate": "七十"}, "heart_rate"),
        ({"symptom_codes": ("1", "2")}, "symptom_codes"),
        ({"symptom_codes": ("10",)}, "symptom_other"),
        ({"adr": "2", "adr_text": ""}, "adr_text"),
        ({"smoke_now": 0, "smoke_target": 5}, "smoke_target"),
        ({"visit_date": date(2027, 1, 1)}, "visit_date"),
        ({"visit_date": "2026-02-30"}, "visit_date"),
        ({"med_adherence": "3", "drugs": ()}, "med_adherence"),
        ({"psych_adjust": ""}, "psych_adjust"),
    ],
)
def test_every_wrong_value_gets_a_sentence_at_its_field_and_nothing_is_saved(
    world: World, change: dict[str, Any], field: str
) -> None:
    station, _, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    result = record_follow_up.record(station, sheet, VisitEntry(dict(sheet.values) | worlds.FULL | change))
    assert field in fields(result)
    assert all(problem.text.endswith(("。", "？")) for problem in result)
    with station.store.read() as session:
        assert follow_ups.of_resident(session, resident) == []


def test_a_visit_and_its_change_are_one_commit(world: World) -> None:
    station, _, resident = world
    saved = worlds.visit(station, resident)
    with station.store.read() as session:
        states = change_states.state_of(session, saved.follow_up_id)
        assert [(state.revision, state.state) for state in states] == [(1, "pending")]


def test_a_correction_is_the_next_revision_and_a_stale_one_is_refused(world: World) -> None:
    station, _, resident = world
    saved = worlds.visit(station, resident)
    first = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    second = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    corrected = record_follow_up.record(
        station, first, VisitEntry(first.values | {"heart_rate": 80}, correction_reason="抄错")
    )
    assert isinstance(corrected, SavedVisit)
    assert corrected.revision == 2
    with pytest.raises(Refused, match="刚刚在别处改过"):
        record_follow_up.record(
            station, second, VisitEntry(second.values | {"heart_rate": 90}, correction_reason="抄错")
        )


def test_a_visit_reopened_takes_the_mean_of_its_corrected_readings(world: World) -> None:
    station, clock, resident = world
    saved = worlds.visit(station, resident)
    sheet = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    values = sheet.values | {"bp_readings": (("150", "84"), ("1", ""))}  # still being typed
    assert "sbp" not in {problem.field for problem in judge(sheet, values, clock.today(), station.rules).problems}
    values |= {"bp_readings": (("150", "84"), ("²", "84"))}  # no figure a key gives, but one a paste may
    assert [problem.field for problem in judge(sheet, values, clock.today(), station.rules).problems] == ["bp_readings"]
    values |= {"bp_readings": ((150, 84),), "visit_class": "", "next_visit_date": ""}
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(values, correction_reason="抄错")), SavedVisit)
    with station.store.read() as session:
        kept = follow_ups.get(session, saved.follow_up_id).record
    assert (kept.sbp, kept.dbp, kept.visit_class) == (150, 84, "2")


def test_a_visit_is_stored_in_a_word_with_its_figures(alone: World) -> None:
    station, _, resident = alone
    done = saved(station, resident, fbg="126 mg/dL")
    with station.store.read() as session:
        kept = follow_ups.get(session, done.follow_up_id)
    assert (kept.summary, kept.record.fbg, kept.form_id) == ("空腹 7.0", 7.0, "diabetes_follow_up")
    assert dict(kept.measures) == {"fbg": 7.0, "sbp": 136, "dbp": 84}
    assert (kept.assessment.visit_class, kept.assessment.action) == ("2", "ADJUST")
    assert kept.assessment.rule_set_id == "diabetes-2017-cn-3/1"


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"fbg": 126}, "fbg", "unit_suspected"),
        ({"symptom_codes": ("1", "2")}, "symptom_codes", "exclusive"),
        ({"insulin": ({"kind": "", "usage": "早 12"},)}, "insulin", "incomplete"),
        ({"insulin": (InsulinUse("甘精", ""),)}, "insulin", "required"),
        ({"dorsalis_pedis": ""}, "dorsalis_pedis", "required"),
        ({"staple_now": ""}, "staple_now", "required"),
        ({"fbg": ""}, "fbg", "required"),
        ({"bp_readings": (("80", "130"),)}, "bp_readings", "diastolic_not_below"),
    ],
)
def test_what_cannot_be_stands_at_its_field_and_nothing_is_saved(
    alone: World, typed: dict[str, Any], field: str, code: str
) -> None:
    station, _, resident = alone
    assert refused(station, resident, **typed) == {field: code}


def test_a_telephone_looks_at_no_feet(alone: World) -> None:
    station, _, resident = alone
    saved(station, resident, visit_way="3", dorsalis_pedis="")


def test_both_visits_are_one_commit_with_two_judgements(both: World) -> None:
    station, _, resident = both
    (row,) = due_today.worklist(station).rows
    assert (row.resident_id, row.tile, set(row.diseases)) == (resident, "never", {"htn", "t2dm"})
    pressure, sugar = visit_sheet.open_visits(station, resident)
    done = record_follow_up.record_all(
        station,
        (pressure, sugar),
        (worlds.entry(pressure, bp_readings=((152, 94),)), worlds.entry(sugar, bp_readings=((152, 94),))),
    )
    assert isinstance(done, tuple)
    assert [visit.assessment.visit_class for visit in done] == ["2", "1"]
    assert [visit.assessment.rule_set_id for visit in done] == ["hypertension-2017-cn-3/1", "diabetes-2017-cn-3/1"]
    with station.store.read() as session:
        acts = {change.act for change in changes.pending(session, 0, 100) if change.entity == "follow_up"}
    assert len(acts) == 1


def test_what_is_wrong_with_one_form_keeps_both_from_being_saved(both: World) -> None:
    station, _, resident = both
    sheets = visit_sheet.open_visits(station, resident)
    wrong = record_follow_up.record_all(
        station, sheets, (worlds.entry(sheets[0]), worlds.entry(sheets[1], dorsalis_pedis=""))
    )
    assert isinstance(wrong, list)
    assert [(key, problem.field) for key, problem in wrong] == [("t2dm", "dorsalis_pedis")]
    assert all(isinstance(problem, Problem) for _, problem in wrong)
    with station.store.read() as session:
        assert follow_ups.of_resident(session, resident, "htn") == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_empty_reason_overrules_nothing(world: World, reason: str) -> None:
    station, _, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(worlds.entry(sheet).values) | {"next_visit_date": date(2026, 12, 24)}
    overrule = Overrule("next_visit_date", "2027-02-24", "2026-12-24", reason)
    refusal = record_follow_up.record(station, sheet, VisitEntry(values, (overrule,)))
    assert isinstance(refusal, list)
    assert [(problem.field, problem.code) for problem in refusal] == [("next_visit_date", "reason_required")]


def test_a_choice_that_is_the_machines_own_overrules_nothing(world: World) -> None:
    station, _, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(worlds.entry(sheet).values) | {"visit_class": "1", "next_visit_date": "2027-02-24"}
    done = record_follow_up.record(station, sheet, VisitEntry(values, (Overrule("visit_class", "1", "1", "顺手"),)))
    assert isinstance(done, SavedVisit)
    with station.store.read() as session:
        assert follow_ups.get(session, done.follow_up_id).overrules == ()


def test_the_doctors_own_day_is_the_one_the_resident_is_due_by(world: World) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(worlds.entry(sheet).values) | {"next_visit_date": date(2026, 12, 24)}
    overrule = Overrule("next_visit_date", "2027-02-24", "2026-12-24", "新换了药")
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(values, (overrule,))), SavedVisit)
    clock.set(worlds.MORNING + timedelta(days=30))
    assert [row.due_text for row in due_today.worklist(station).rows] == ["今天到期"]


def test_the_letter_is_worded_by_the_doctor_where_he_words_it(alone: World) -> None:
    station, _, resident = alone
    plain = saved(station, resident, fbg=17.0)
    own = saved(station, resident, fbg=17.2, referral_reason="血糖很高，口渴", referral_org_dept="县医院 内分泌科")
    with station.store.read() as session:
        letters = [
            (visit.record.referral_reason, visit.record.referral_org_dept)
            for visit in (follow_ups.get(session, done.follow_up_id) for done in (plain, own))
        ]
    assert letters[0][1] == "镇卫生院 内科"
    assert letters[1] == ("血糖很高，口渴", "县医院 内分泌科")


def test_what_the_visit_cost_and_what_was_never_touched_is_kept(world: World) -> None:
    station, _, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    entry = VisitEntry(
        worlds.entry(sheet).values,
        carried_unconfirmed=frozenset({"salt_now", "drugs"}),
        entry_seconds=38,
        key_actions=12,
    )
    done = record_follow_up.record(station, sheet, entry)
    assert isinstance(done, SavedVisit)
    with station.store.read() as session:
        kept = follow_ups.get(session, done.follow_up_id)
    assert (kept.carried, kept.entry_seconds, kept.key_actions) == (("drugs", "salt_now"), 38, 12)
    assert (kept.doctor_id, kept.doctor_name) == station.signature


def test_saving_drops_the_draft_of_its_own_disease_only(both: World) -> None:
    station, _, resident = both
    sheets = visit_sheet.open_visits(station, resident)
    for sheet in sheets:
        visit_sheet.keep_draft(station, sheet, sheet.values, frozenset())
    assert isinstance(record_follow_up.record(station, sheets[1], worlds.entry(sheets[1])), SavedVisit)
    with station.store.read() as session:
        left = [drafts.load(session, visit_sheet.DRAFT, sheet.draft_owner) is not None for sheet in sheets]
    assert left == [True, False]


def test_a_refused_visit_keeps_its_draft(alone: World) -> None:
    station, _, resident = alone
    sheet = visit_sheet.open_visit(station, resident)
    visit_sheet.keep_draft(station, sheet, sheet.values | {"fbg": "126"}, {"fbg"})
    assert fields(record_follow_up.record(station, sheet, worlds.entry(sheet, fbg="126"))) == ["fbg"]
    assert visit_sheet.open_visit(station, resident).values["fbg"] == "126"


def test_both_are_refused_as_stale_where_one_was_corrected_elsewhere(both: World) -> None:
    station, _, resident = both
    sheets = visit_sheet.open_visits(station, resident)
    done = record_follow_up.record_all(station, sheets, [worlds.entry(sheet) for sheet in sheets])
    assert isinstance(done, tuple)
    again = [visit_sheet.open_visit(station, resident, visit.follow_up_id) for visit in done]
    saved_first = record_follow_up.record(
        station, again[1], VisitEntry(again[1].values | {"fbg": 6.6}, correction_reason="抄错")
    )
    assert isinstance(saved_first, SavedVisit)
    entries = [VisitEntry(sheet.values | {"heart_rate": 80}, correction_reason="抄错") for sheet in again]
    with pytest.raises(Refused, match="刚刚在别处改过"):
        record_follow_up.record_all(station, again, entries)
    with station.store.read() as session:
        revisions = [follow_ups.get(session, visit.follow_up_id).revision for visit in done]
    assert revisions == [1, 2], "the first of the two is not saved either"


@pytest.mark.parametrize("known", [None, 156.0], ids=["unknown", "known"])
def test_a_height_measured_at_a_visit_enters_its_register(alone: World, known: float | None) -> None:
    station, _, _ = alone
    resident = worlds.register(station, "单国英", serial=24, registers=())
    enrol_register(station, resident, "t2dm", worlds.MORNING.date(), height_cm=known)
    enrol_register(station, resident, "htn", worlds.MORNING.date())
    sheet = visit_sheet.open_visit(station, resident, disease="t2dm")
    assert isinstance(record_follow_up.record(station, sheet, worlds.entry(sheet, height_cm=160.5)), SavedVisit)
    heights = {entry.disease: entry.height_cm for entry in resident_record(station, resident).enrolments}
    assert heights == {"t2dm": 160.5, "htn": None}


def test_another_height_said_at_a_visit_is_that_of_every_register_that_knew_the_old_one(alone: World) -> None:
    station, _, _ = alone
    resident = worlds.register(station, "单国英", serial=24, registers=())
    for disease in ("t2dm", "htn"):
        enrol_register(station, resident, disease, worlds.MORNING.date(), height_cm=156.0)
    first = visit_sheet.open_visit(station, resident, disease="t2dm")
    saved = record_follow_up.record(station, first, worlds.entry(first, height_cm=160.5))
    assert isinstance(saved, SavedVisit)
    heights = {entry.disease: entry.height_cm for entry in resident_record(station, resident).enrolments}
    assert heights == {"t2dm": 160.5, "htn": 160.5}
    enrol_register(station, resident, "t2dm", worlds.MORNING.date(), height_cm=161.0)
    again = visit_sheet.open_visit(station, resident, saved.follow_up_id)
    entry = worlds.entry(again, heart_rate=81)
    assert isinstance(record_follow_up.record(station, again, replace(entry, correction_reason="抄错")), SavedVisit)
    heights = {entry.disease: entry.height_cm for entry in resident_record(station, resident).enrolments}
    assert heights == {"t2dm": 161.0, "htn": 160.5}, (
        "a form of earlier that is corrected says nothing of today's height"
    )

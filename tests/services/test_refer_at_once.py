"""An emergency is stored with what is known, and no other visit is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.follow_up import DrugUse
from vclinic.services import (
    emergencies,
    record_follow_up,
    refer_at_once,
    referral_letter,
    register_resident,
    visit_sheet,
)
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.refer_at_once import ReferredVisit
from vclinic.services.visit_draft import DRAFT
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, follow_ups

SEEN = {"bp_readings": ((186, 112),), "symptom_codes": ("2",), "emergency_signs": ("headache",)}
OPEN = "随访方式、心率、日吸烟量、日饮酒量、运动、摄盐情况、心理调整、遵医行为、服药依从性、药物不良反应"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def typed(sheet: VisitSheet, **more: object) -> VisitEntry:
    """The page as it stands: what was carried forward is on it and nobody has confirmed it."""
    now = SEEN | more
    return VisitEntry(dict(sheet.values) | now, carried_unconfirmed=sheet.carried - set(now))


def refer(station: Workstation, resident: str, **more: object) -> ReferredVisit:
    sheet = visit_sheet.open_visit(station, resident)
    referred = refer_at_once.refer_at_once(station, (sheet,), (typed(sheet, **more),))
    assert isinstance(referred, ReferredVisit), referred
    return referred


def kept(station: Workstation, referred: ReferredVisit) -> follow_ups.FollowUp:
    with station.store.read() as session:
        return follow_ups.get(session, referred.saved[0].follow_up_id)


def test_readings_and_a_sign_are_enough_to_store_and_refer(station: Workstation) -> None:
    referred = refer(station, worlds.register(station))
    visit = kept(station, referred)
    assert referred.to_complete == OPEN
    assert (visit.record.sbp, visit.record.dbp, visit.record.emergency_signs) == (186, 112, ("headache",))
    assert (visit.record.visit_date, visit.status, visit.assessment.action) == (
        date(2026, 11, 24),
        "valid",
        "EMERGENCY_REFER",
    )
    assert (visit.record.referral_reason, visit.record.referral_org_dept) == ("危急情况", "镇卫生院 内科")
    assert (visit.record.heart_rate, visit.record.salt_now, visit.record.visit_way) == (None, "", "")


def test_what_nobody_confirmed_is_not_stored_as_of_today_but_the_drugs_are(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.visit(station, resident)
    visit = kept(station, refer(station, resident))
    assert (visit.record.salt_now, visit.record.weight_kg) == ("", None)
    assert [drug.name for drug in visit.record.drugs] == ["苯磺酸氨氯地平片"]


def test_a_visit_that_is_no_emergency_is_not_stored_this_way(station: Workstation) -> None:
    sheet = visit_sheet.open_visit(station, worlds.register(station))
    entry = typed(sheet, bp_readings=((150, 92),), emergency_signs=(), symptom_codes=("1",))
    assert refer_at_once.refer_at_once(station, (sheet,), (entry,)) == []
    assert isinstance(record_follow_up.prepare(station, sheet, entry, emergency=True), list)


def test_a_wrong_value_is_still_refused_with_its_sentence(station: Workstation) -> None:
    sheet = visit_sheet.open_visit(station, worlds.register(station))
    problems = refer_at_once.refer_at_once(station, (sheet,), (typed(sheet, heart_rate="7"),))
    assert isinstance(problems, list)
    assert [(disease, problem.field) for disease, problem in problems] == [("htn", "heart_rate")]


def test_a_half_written_drug_holds_up_nothing_and_the_others_stay(station: Workstation) -> None:
    lines = (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), {"name": "缬沙坦胶囊", "times_per_day": "", "dose_text": ""})
    visit = kept(station, refer(station, worlds.register(station), drugs=lines))
    assert [drug.name for drug in visit.record.drugs] == ["苯磺酸氨氯地平片"]


def test_a_form_that_is_complete_is_stored_as_a_whole_one(station: Workstation) -> None:
    sheet = visit_sheet.open_visit(station, worlds.register(station))
    referred = refer_at_once.refer_at_once(station, (sheet,), (VisitEntry(dict(sheet.values) | worlds.FULL | SEEN),))
    assert isinstance(referred, ReferredVisit)
    assert (referred.to_complete, kept(station, referred).form_version) == ("", sheet.form.version)


def test_an_unlikely_value_wants_its_reason_when_the_form_is_completed_not_before(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.visit(station, resident)
    assert kept(station, refer(station, resident, weight_kg=40.0)).record.weight_kg == 40.0


def test_the_form_is_completed_as_the_next_revision_and_nobody_asks_why(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.visit(station, resident)
    referred = refer(station, resident)
    sheet = visit_sheet.open_visit(station, resident, referred.saved[0].follow_up_id)
    assert {"salt_now", "weight_kg", "visit_way"} <= sheet.carried
    whole = {name: value for name, value in worlds.FULL.items() if name not in SEEN}
    saved = record_follow_up.record(station, sheet, VisitEntry(dict(sheet.values) | whole))
    assert not isinstance(saved, list), saved
    visit = kept(station, referred)
    assert (visit.revision, visit.form_version, visit.to_complete) == (2, sheet.form.version, ())
    assert visit.record.emergency_signs == ("headache",)


def test_another_disease_of_the_page_keeps_its_draft(station: Workstation) -> None:
    resident = worlds.register(station, registers=("htn", "t2dm"))
    sheets = visit_sheet.open_visits(station, resident)
    entries = [typed(sheet) for sheet in sheets]
    visit_sheet.keep_draft(station, sheets[1], {"bp_readings": ((186, 112),)}, frozenset())
    referred = refer_at_once.refer_at_once(
        station, sheets[:1] + sheets[1:], (entries[0], VisitEntry(dict(sheets[1].values)))
    )
    assert isinstance(referred, ReferredVisit)
    assert len(referred.saved) == 1
    with station.store.read() as session:
        assert drafts.load(session, DRAFT, sheets[1].draft_owner) is not None
        assert drafts.load(session, DRAFT, sheets[0].draft_owner) is None


def test_a_second_visit_the_same_day_stays_possible_and_the_first_still_waits(station: Workstation) -> None:
    resident = worlds.register(station)
    first = refer(station, resident).saved[0].follow_up_id
    sheet = visit_sheet.open_visit(station, resident)
    assert not isinstance(record_follow_up.record(station, sheet, worlds.entry(sheet)), list)
    waiting = emergencies.of_resident(station, resident)
    assert waiting is not None
    assert (waiting.ask_about, waiting.complete) == (first, first)


NOTHING_MEASURED = {"bp_readings": (), "symptom_codes": ("8",), "emergency_signs": ("one_side_weak", "speech")}


def test_signs_alone_are_stored_and_referred_before_anything_is_measured(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.visit(station, resident)
    referred = refer(station, resident, **NOTHING_MEASURED)
    visit = kept(station, referred)
    assert (visit.record.sbp, visit.record.visit_class, visit.summary) == (None, "", "")
    assert (visit.assessment.action, visit.assessment.referral) == ("EMERGENCY_REFER", "urgent")
    assert [alert.code for alert in visit.assessment.alerts] == ["stroke"]
    assert set(visit.record.emergency_signs) == {"one_side_weak", "speech"}
    assert referred.to_complete.startswith("随访方式、血压")
    waiting = emergencies.of_resident(station, resident)
    assert waiting is not None
    assert waiting.standing.danger == "danger"
    letter = referral_letter.referral_letter(
        station, visit_sheet.open_visit(station, resident, visit.id), follow_ups.values_of(visit)
    )
    assert letter is not None
    assert letter.urgent
    assert "说话不清" in letter.reason


def test_it_is_completed_with_the_pressure_and_then_has_its_class(station: Workstation) -> None:
    resident = worlds.register(station)
    follow_up_id = refer(station, resident, **NOTHING_MEASURED).saved[0].follow_up_id
    sheet = visit_sheet.open_visit(station, resident, follow_up_id)
    whole = dict(sheet.values) | worlds.FULL | {"bp_readings": ((150, 92),)}
    saved = record_follow_up.record(station, sheet, VisitEntry(whole))
    assert not isinstance(saved, list), saved
    assert saved.assessment.visit_class == "2"
    with station.store.read() as session:
        assert follow_ups.get(session, follow_up_id).to_complete == ()


def test_what_was_never_measured_is_no_unsatisfactory_visit(station: Workstation) -> None:
    resident = worlds.register(station)
    refer(station, resident, **NOTHING_MEASURED)
    assert [earlier.satisfied for earlier in visit_sheet.open_visit(station, resident).others] == [None]


def test_without_a_sign_an_unmeasured_visit_is_not_stored(station: Workstation) -> None:
    sheet = visit_sheet.open_visit(station, worlds.register(station))
    entry = typed(sheet, bp_readings=(), emergency_signs=(), symptom_codes=("8",))
    assert refer_at_once.refer_at_once(station, (sheet,), (entry,)) == []


def test_of_two_diseases_the_one_that_was_measured_is_stored(station: Workstation) -> None:
    resident = worlds.register(station)
    register_resident.enrol_register(station, resident, "t2dm", date(2020, 1, 1), height_cm=160)
    sheets = visit_sheet.open_visits(station, resident)
    entries = tuple(VisitEntry(dict(sheet.values) | {"bp_readings": ((186, 112),)}) for sheet in sheets)
    referred = refer_at_once.refer_at_once(station, sheets, entries)
    assert isinstance(referred, ReferredVisit)
    assert len(referred.saved) == 1
    assert kept(station, referred).disease == "htn"

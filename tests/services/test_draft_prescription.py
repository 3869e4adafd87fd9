"""The draft of the three prescriptions: renewed from the last, for all visits of a day, and what was edited kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.follow_up import DrugUse
from vclinic.services import draft_prescription, prescribe, record_follow_up, settings, visit_sheet
from vclinic.services.prescription_sheet import PrescriptionSheet, disease_of
from vclinic.services.record_follow_up import SavedVisit
from vclinic.services.workstation import Workstation

World = tuple[Workstation, SteppingClock]
METFORMIN = "w315-02"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def renewed(world: World, days: int, sbp: int = 134, **more: object) -> PrescriptionSheet:
    """The draft of a second visit, ``days`` after one at which amlodipine was prescribed."""
    station, clock = world
    resident = worlds.register(station)
    worlds.prescription(station, worlds.visit(station, resident).follow_up_id)
    clock.set(worlds.MORNING + timedelta(days=days))
    visit = worlds.visit(station, resident, sbp, 84, heart_rate=72, **more)
    return draft_prescription.draft(station, visit.follow_up_id)


def both(station: Workstation, resident: str) -> tuple[SavedVisit, ...]:
    """A visit for each of two diseases, saved together."""
    sheets = visit_sheet.open_visits(station, resident)
    values = worlds.FULL | worlds.SUGAR
    entries = tuple(
        worlds.entry(sheet, **{name: value for name, value in values.items() if name in sheet.form.meanings})
        for sheet in sheets
    )
    saved = record_follow_up.record_all(station, sheets, entries)
    assert isinstance(saved, tuple), saved
    return saved


def test_the_first_draft_invents_no_drug_and_names_what_others_prescribed(world: World) -> None:
    station, clock = world
    sheet = draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    assert (sheet.three.medication, sheet.other_drugs) == ((), ("苯磺酸氨氯地平片",))
    assert (sheet.three.version, sheet.three.supersedes, sheet.previous, sheet.known_id) == (1, "", None, "")
    assert (sheet.three.issued_on, sheet.three.diseases) == (clock.today(), ("htn",))
    assert sheet.three.review_on == sheet.visits[0].values["next_visit_date"]


def test_the_next_renews_what_is_taken_and_names_the_one_before(world: World) -> None:
    sheet = renewed(world, 28)
    (line,) = sheet.three.medication
    assert (line.drug_id, line.dose_value, line.change, line.quantity) == (worlds.AMLODIPINE, 5.0, "same", 28)
    assert sheet.previous is not None
    assert (sheet.three.version, sheet.previous.version) == (2, 1)
    assert sheet.three.supersedes
    assert sheet.other_drugs == ()


@pytest.mark.parametrize(("sbp", "days"), [(134, 28), (152, 14)])
def test_who_must_be_looked_at_again_gets_drugs_up_to_then(world: World, sbp: int, days: int) -> None:
    assert [line.days for line in renewed(world, 28, sbp).three.medication] == [days]


def test_the_clinics_own_length_is_taken_where_all_is_well(world: World) -> None:
    assert settings.write(world[0], settings.Settings(days_default=21)) == []
    assert [line.days for line in renewed(world, 28).three.medication] == [21]


def test_a_stopped_drug_is_not_renewed(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    sheet = draft_prescription.draft(station, worlds.visit(station, resident).follow_up_id)
    stopped = worlds.order(station, sheet.three, change="stopped")
    taken = worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0, line_no=2)
    assert isinstance(prescribe.save(station, sheet, replace(sheet.three, medication=(stopped, taken))), str)
    clock.set(worlds.MORNING + timedelta(days=28))
    drugs = (DrugUse("缬沙坦胶囊", 1, "80 mg"),)
    visit = worlds.visit(station, resident, heart_rate=72, drugs=drugs)
    (line,) = draft_prescription.draft(station, visit.follow_up_id).three.medication
    assert (line.drug_id, line.line_no) == (worlds.VALSARTAN, 1)


def test_a_stored_one_is_opened_as_it_was_stored(world: World) -> None:
    station, clock = world
    visit = worlds.visit(station, worlds.register(station)).follow_up_id
    made = worlds.prescription(station, visit)
    clock.set(worlds.MORNING + timedelta(days=3))
    sheet = draft_prescription.draft(station, visit)
    assert (sheet.known_id, sheet.known_revision, sheet.three.version) == (made, 1, 1)
    assert sheet.three.issued_on == worlds.MORNING.date()
    assert sheet.previous is None  # not the one that is open


class TestTwoDiseases:
    def test_have_one_prescription_with_the_stricter_figures(self, world: World) -> None:
        station, _ = world
        resident = worlds.register(station, registers=("htn", "t2dm"))
        visits = both(station, resident)
        for visit in visits:
            sheet = draft_prescription.draft(station, visit.follow_up_id)
            assert sheet.three.diseases == ("htn", "t2dm")
            assert {key for _, key in sheet.three.reasons} == {other.follow_up_id for other in visits}
        diet = {item.item_code: item for item in sheet.three.diet}
        assert (diet["salt"].value, diet["staple"].value) == (5, 300)
        assert (sheet.three.exercise.hr_low, sheet.three.exercise.hr_high) == (97, 113)  # 60–70 % at 58
        assert any("15–20 克糖" in text for text in sheet.three.warnings)

    def test_are_named_with_their_figures(self, world: World) -> None:
        station, _ = world
        visits = both(station, worlds.register(station, registers=("htn", "t2dm")))
        sheet = draft_prescription.draft(station, visits[0].follow_up_id)
        assert sheet.title == "高血压、2 型糖尿病随访"
        assert "136/84" in sheet.figures
        assert "6.4" in sheet.figures
        assert sheet.to_measure == "量血压、空腹血糖"
        assert (sheet.visit_class, sheet.referral_org) == ("1", "")
        assert (sheet.value("staple_now"), sheet.value("salt_now"), sheet.value("no such field")) == (350, "2", None)

    def test_found_by_either_visit_once_stored(self, world: World) -> None:
        station, _ = world
        visits = both(station, worlds.register(station, registers=("htn", "t2dm")))
        made = worlds.prescription(station, visits[0].follow_up_id)
        assert [draft_prescription.draft(station, visit.follow_up_id).known_id for visit in visits] == [made, made]

    def test_a_second_visit_of_the_day_replaces_the_first_for_its_disease(self, world: World) -> None:
        station, _ = world
        resident = worlds.register(station)
        worlds.visit(station, resident)
        second = worlds.visit(station, resident, 138, 86, heart_rate=80).follow_up_id
        sheet = draft_prescription.draft(station, second)
        assert [visit.follow_up_id for visit in sheet.visits] == [second]


class TestWhatWasEdited:
    def edited(self, world: World) -> tuple[str, PrescriptionSheet]:
        station, _ = world
        visit = worlds.visit(station, worlds.register(station)).follow_up_id
        sheet = draft_prescription.draft(station, visit)
        line = worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0)
        draft_prescription.keep_draft(station, sheet, replace(sheet.three, medication=(line,)))
        return visit, draft_prescription.draft(station, visit)

    def test_is_offered_again_and_checked_again(self, world: World) -> None:
        _, sheet = self.edited(world)
        assert [line.drug_id for line in sheet.three.medication] == [worlds.VALSARTAN]
        assert sheet.draft_saved_at == world[1].now()
        assert sheet.checks

    def test_is_issued_on_the_day_it_is_taken_up(self, world: World) -> None:
        visit, _ = self.edited(world)
        world[1].set(worlds.MORNING + timedelta(days=1))
        assert draft_prescription.draft(world[0], visit).three.issued_on == world[1].today()

    def test_is_not_offered_over_something_newer(self, world: World) -> None:
        station, _ = world
        visit, sheet = self.edited(world)
        assert isinstance(prescribe.save(station, sheet, sheet.three), str)
        draft_prescription.keep_draft(station, sheet, sheet.three)  # by a page that was still open
        assert draft_prescription.draft(station, visit).draft_saved_at is None


def test_a_disease_nobody_knows_is_our_bug(world: World) -> None:
    station, _ = world
    sheet = draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)
    stranger: JudgedVisit = replace(sheet.visits[0], disease="plague")
    with pytest.raises(LookupError):
        disease_of(stranger)


def test_what_others_gave_is_checked_with_what_is_ordered(world: World) -> None:
    station, clock = world
    resident = worlds.register(station)
    worlds.prescription(station, worlds.visit(station, resident).follow_up_id, worlds.VALSARTAN, 80.0)
    worlds.taken_elsewhere(station, resident, "布洛芬缓释胶囊", "pharmacy")
    clock.set(worlds.MORNING + timedelta(days=28))
    sheet = draft_prescription.draft(station, worlds.visit(station, resident, 134, 82).follow_up_id)
    assert "布洛芬缓释胶囊" in sheet.other_drugs
    assert "布洛芬缓释胶囊" in sheet.person.drugs
    assert [check.kind for check in sheet.checks if "布洛芬" in check.text and check.severity == "warn"]

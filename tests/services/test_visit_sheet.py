"""A visit begins with what was said last time, and a half-written one with what was typed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from tests.worlds import World
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import Refused
from vclinic.services import (
    draft_prescription,
    due_today,
    judge_visit,
    medication_profile,
    prescribe,
    settings,
    visit_draft,
    visit_sheet,
)
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.register_resident import Registers, change_resident
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts


def test_what_was_said_last_time_is_carried_and_pressure_is_not(world: World) -> None:
    station, clock, resident = world
    worlds.visit(station, resident, 152, 94)
    clock.set(worlds.MORNING + timedelta(days=14))
    sheet = visit_sheet.open_visit(station, resident)
    assert {"weight_kg", "drugs", "salt_now"} <= sheet.carried
    assert not {"bp_readings", "heart_rate"} & set(sheet.values)
    assert sheet.last["heart_rate"] == 76
    assert "sbp" not in sheet.values
    assert sheet.values["visit_date"] == clock.today()
    assert (sheet.last["sbp"], sheet.last_on) == (152, worlds.MORNING.date())


def test_the_next_form_lists_what_was_prescribed_since_and_the_pane_the_same(world: World) -> None:
    station, clock, resident = world
    drugs = (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), DrugUse("阿卡波糖片", 3, "50 mg"))
    sheet = draft_prescription.draft(station, worlds.visit(station, resident, 152, 94, drugs=drugs).follow_up_id)
    lines = (
        worlds.order(station, sheet.three, dose=10.0),
        worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0, line_no=2),
    )
    assert isinstance(prescribe.save(station, sheet, replace(sheet.three, medication=lines)), str)
    clock.set(worlds.MORNING + timedelta(days=14))
    opened = visit_sheet.open_visit(station, resident)
    taken = (
        DrugUse("苯磺酸氨氯地平片", 1, "10 mg"),
        DrugUse("阿卡波糖片", 3, "50 mg"),
        DrugUse("缬沙坦胶囊", 1, "80 mg"),
    )
    assert opened.values["drugs"] == opened.drugs == taken
    assert "drugs" in opened.carried  # to be confirmed like all that was not asked today
    assert {line.drug_name for line in opened.regimen} == {drug.name for drug in taken}
    worlds.visit(station, resident, 138, 84, drugs=(*taken[:2], DrugUse("缬沙坦胶囊", 1, "160 mg")))
    clock.set(worlds.MORNING + timedelta(days=28))
    # nothing was prescribed since: what the form said last stands
    assert visit_sheet.open_visit(station, resident).drugs[2] == DrugUse("缬沙坦胶囊", 1, "160 mg")


def test_a_draft_survives_the_program_being_killed(world: World, tmp_path: Path) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = sheet.values | {"bp_readings": (("15", ""),), "aux_exam": "血钾 4.3"}
    visit_sheet.keep_draft(station, sheet, values, {"bp_readings", "aux_exam"})
    other: Workstation = open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, clock)
    again = visit_sheet.open_visit(other, resident)
    assert again.values["aux_exam"] == "血钾 4.3"
    assert again.values["bp_readings"] == (("15", ""),)
    assert again.draft_saved_at is not None
    assert "aux_exam" in again.touched
    assert any(row.resident_id == resident for row in due_today.worklist(other).rows)
    worlds.visit(other, resident)
    assert visit_sheet.open_visit(other, resident).draft_saved_at is None
    other.store.close()


def test_what_was_measured_is_never_carried_as_todays(alone: World) -> None:
    station, clock, resident = alone
    line = (InsulinUse("甘精", "睡前 12 单位"),)
    worlds.visit(station, resident, **worlds.SUGAR, insulin=line, hba1c=6.8, pbg=9.1)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    assert (sheet.values["staple_target"], sheet.values["weight_kg"], sheet.values["insulin"]) == (300, 64.5, line)
    assert not {"fbg", "pbg", "hba1c", "sbp", "dbp", "bp_readings", "dorsalis_pedis"} & set(sheet.values)
    assert sheet.last["fbg"] == 6.4


def test_somebody_in_no_register_is_told_what_comes_first(world: World) -> None:
    station, _, _ = world
    nobody = worlds.register(station, "单国英", serial=24, registers=())
    for begin in (visit_sheet.open_visit, visit_sheet.open_visits):
        with pytest.raises(Refused, match="单国英还没有建可以随访的慢病专档") as told:
            begin(station, nobody)
        assert told.value.code == "not_enrolled"


def test_a_visit_is_for_the_disease_that_is_named_or_the_first_one(world: World) -> None:
    station, _, _ = world
    both = worlds.register(station, "单国英", serial=24, registers=("t2dm", "htn"))
    assert [sheet.disease.key for sheet in visit_sheet.open_visits(station, both)] == ["htn", "t2dm"]
    assert visit_sheet.open_visit(station, both).disease.key == "htn"
    assert visit_sheet.open_visit(station, both, disease="t2dm").disease.key == "t2dm"
    assert visit_sheet.open_visit(station, both, disease="no such disease").disease.key == "htn"


def test_a_stored_visit_is_opened_with_its_own_values_and_nothing_carried(world: World) -> None:
    station, clock, resident = world
    visit = worlds.visit(station, resident, 152, 94)
    clock.set(worlds.MORNING + timedelta(days=3))
    sheet = visit_sheet.open_visit(station, resident, visit.follow_up_id)
    assert (sheet.follow_up_id, sheet.base_revision, sheet.carried) == (visit.follow_up_id, 1, frozenset())
    assert (sheet.values["sbp"], sheet.values["visit_date"]) == (152, worlds.MORNING.date())


def test_drafts_of_two_diseases_and_of_a_stored_visit_are_kept_apart_and_dropped_alone(world: World) -> None:
    station, _, _ = world
    both = worlds.register(station, "单国英", serial=24, registers=("htn", "t2dm"))
    stored = worlds.visit(station, both).follow_up_id
    sheets = (*visit_sheet.open_visits(station, both), visit_sheet.open_visit(station, both, stored))
    for number, sheet in enumerate(sheets):
        visit_sheet.keep_draft(station, sheet, {"heart_rate": f"{70 + number}"}, {"heart_rate"})
    visit_sheet.drop_draft(station, sheets[1])
    pressure, sugar = visit_sheet.open_visits(station, both)
    assert (pressure.values["heart_rate"], pressure.touched) == ("70", frozenset(("heart_rate",)))
    assert (sugar.draft_saved_at, sugar.touched) == (None, frozenset())
    assert visit_sheet.open_visit(station, both, stored).values["heart_rate"] == "72"


def test_what_a_draft_has_touched_is_no_longer_carried(world: World) -> None:
    station, clock, resident = world
    worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    visit_sheet.keep_draft(station, sheet, sheet.values, {"weight_kg"})
    again = visit_sheet.open_visit(station, resident)
    assert again.carried == sheet.carried - {"weight_kg"}


def test_the_height_of_the_register_is_taken_until_a_visit_says_another(world: World) -> None:
    station, clock, resident = world
    assert visit_sheet.open_visit(station, resident).values["height_cm"] == 156
    worlds.visit(station, resident, height_cm=158.0)
    clock.set(worlds.MORNING + timedelta(days=80))
    assert visit_sheet.open_visit(station, resident).values["height_cm"] == 158.0


@pytest.mark.parametrize(("touched", "height"), [((), 171.5), (("height_cm",), 158.0)], ids=["carried", "typed"])
def test_a_height_mended_in_the_register_prevails_over_the_last_form_and_over_a_draft_that_only_carried_it(
    world: World, touched: tuple[str, ...], height: float
) -> None:
    station, clock, resident = world
    worlds.visit(station, resident, height_cm=158.0)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    visit_sheet.keep_draft(station, sheet, sheet.values, set(touched))
    kept = resident_record(station, resident)
    mended = Registers({}, 171.5)
    assert change_resident(station, resident, {}, kept.revision, registers=mended) == resident
    assert visit_sheet.open_visit(station, resident).values["height_cm"] == height
    visit_sheet.drop_draft(station, sheet)
    assert visit_sheet.open_visit(station, resident).values["height_cm"] == 171.5


@pytest.mark.parametrize(("set_to", "told"), [("县医院 心内科", "县医院 心内科"), ("", "镇卫生院 内科")])
def test_where_somebody_is_referred_is_set_or_the_township(world: World, set_to: str, told: str) -> None:
    station, _, resident = world
    assert settings.write(station, settings.Settings(referral_org=set_to)) == []
    sheet = visit_sheet.open_visit(station, resident)
    assert sheet.referral_org == told


def test_what_others_gave_and_a_potassium_of_these_weeks_are_judged_with_the_visit(world: World) -> None:
    station, clock, resident = world
    medication_profile.tell_medicine(station, resident, "倍他乐克", "neighbour")
    medication_profile.tell_lab(station, resident, "potassium_mmol_l", 5.8, clock.today())
    sheet = visit_sheet.open_visit(station, resident)
    assert sheet.subject.taking == ("倍他乐克",)
    values = dict(sheet.values) | worlds.FULL | {"heart_rate": 50}
    judged = judge_visit.judge(sheet, values, clock.today(), station.rules).assessment
    assert judged is not None
    assert {alert.code for alert in judged.alerts} == {"slow_pulse", "potassium_high"}
    assert any("正在吃倍他乐克" in alert.text for alert in judged.alerts)


@pytest.mark.parametrize(("days", "counts"), [(14, True), (15, False)])
def test_an_old_potassium_says_nothing_of_today(world: World, days: int, *, counts: bool) -> None:
    station, clock, resident = world
    medication_profile.tell_lab(station, resident, "potassium_mmol_l", 5.8, clock.today())
    clock.set(worlds.MORNING + timedelta(days=days))
    assert (visit_sheet.open_visit(station, resident).subject.potassium == 5.8) is counts


def test_a_visit_in_question_is_one_whose_day_is_over_and_which_still_bears_it(world: World) -> None:
    station, clock, resident = world
    begun = clock.today()
    sheet = visit_sheet.open_visit(station, resident)
    assert visit_sheet.day_in_question(station, sheet, begun) is None
    visit_sheet.keep_draft(station, sheet, sheet.values, {"weight_kg"})
    clock.set(worlds.MORNING + timedelta(days=3))
    again = visit_sheet.open_visit(station, resident)
    assert (again.begun_on, again.values["visit_date"]) == (begun, begun)
    assert visit_sheet.day_in_question(station, again, begun) == begun
    assert visit_sheet.day_in_question(station, again, begun - timedelta(days=1)) is None
    assert visit_sheet.day_in_question(station, again, None) is None
    stored = worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=5))
    reopened = visit_sheet.open_visit(station, resident, stored.follow_up_id)
    assert visit_sheet.day_in_question(station, reopened, reopened.stored_on) is None


def test_a_draft_an_older_program_kept_was_begun_on_the_day_it_was_saved(world: World) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    kept = {"resident_id": resident, "follow_up_id": "", "values": {"visit_date": "2026-11-24"}, "touched": []}
    with station.store.local() as session:
        drafts.keep(session, visit_draft.DRAFT, sheet.draft_owner, kept, clock.now())
    clock.set(worlds.MORNING + timedelta(days=1))
    again = visit_sheet.open_visit(station, resident)
    assert visit_sheet.day_in_question(station, again, again.values["visit_date"]) == worlds.MORNING.date()


@pytest.mark.parametrize(("meant", "counts"), [(0, True), (1, False)])
def test_limits_are_those_of_the_day_the_visit_is_meant_for(world: World, meant: int, *, counts: bool) -> None:
    station, clock, resident = world
    medication_profile.tell_lab(station, resident, "potassium_mmol_l", 5.8, clock.today())
    clock.set(worlds.MORNING + timedelta(days=14))
    begun = clock.today()
    sheet = visit_sheet.open_visit(station, resident)
    visit_sheet.keep_draft(station, sheet, sheet.values, {"weight_kg"})
    clock.set(worlds.MORNING + timedelta(days=15))
    again = visit_sheet.open_visit(station, resident)
    assert again.subject.potassium == 5.8, "two weeks old on the day it was begun"
    chosen = visit_sheet.on_day(station, again, begun + timedelta(days=meant))
    assert (chosen.subject.potassium == 5.8) is counts

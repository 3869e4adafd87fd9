"""Storing the three prescriptions: a warning is overruled only with a reason, and what is forbidden not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.prescription import MedicationOrder
from vclinic.services import draft_prescription, prescribe
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, prescriptions, revisions

NIFEDIPINE, ENALAPRIL = "w154-02", "w174-03"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.fixture
def sheet(station: Workstation) -> PrescriptionSheet:
    """The draft for somebody with hypertension."""
    return draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)


def refused(station: Workstation, sheet: PrescriptionSheet, *lines: MedicationOrder) -> list[tuple[str, str]]:
    """(Field, code) of what is in the way; nothing is stored."""
    problems = prescribe.save(station, sheet, replace(sheet.three, medication=lines))
    assert isinstance(problems, list)
    assert all(problem.text.endswith("。") for problem in problems)
    with station.store.read() as session:
        assert prescriptions.of_resident(session, sheet.resident.id) == []
    return [(problem.field, problem.code) for problem in problems]


def saved(
    station: Workstation, sheet: PrescriptionSheet, *lines: MedicationOrder, reason: str = "", **more: object
) -> str:
    three = replace(sheet.three, medication=lines, **more)  # type: ignore[arg-type]
    made = prescribe.save(station, sheet, three, reason)
    assert isinstance(made, str), made
    return made


def test_prescriptions_and_their_change_are_one_commit(station: Workstation, sheet: PrescriptionSheet) -> None:
    made = saved(station, sheet, worlds.order(station, sheet.three))
    with station.store.read() as session:
        assert [(row.revision, row.state) for row in change_states.state_of(session, made)] == [(1, "pending")]
        assert prescriptions.get(session, made).three.follow_up_id == sheet.visits[0].follow_up_id


@pytest.mark.parametrize(
    "unwritten", [{"dose_value": 0.0}, {"dose_value": 0.0, "quantity": 28}, {"quantity": 0}, {"dose_value": -1.0}]
)
def test_a_dose_or_a_quantity_not_written_is_asked_for_at_its_line(
    station: Workstation, sheet: PrescriptionSheet, unwritten: dict[str, object]
) -> None:
    line = replace(worlds.order(station, sheet.three, line_no=3), **unwritten)  # type: ignore[arg-type]
    assert ("medication.3", "dose_missing") in refused(station, sheet, line)


def test_neither_is_asked_of_a_stopped_drug_or_one_from_elsewhere(
    station: Workstation, sheet: PrescriptionSheet
) -> None:
    line = worlds.order(station, sheet.three)
    stopped = replace(line, dose_value=0.0, quantity=0, change="stopped")
    elsewhere = replace(line, line_no=2, drug_id="", drug_name="阿卡波糖片", dose_value=0.0, quantity=0)
    assert saved(station, sheet, stopped, elsewhere)


class TestAWarning:
    def pair(self, station: Workstation, sheet: PrescriptionSheet) -> tuple[MedicationOrder, MedicationOrder]:
        first = worlds.order(station, sheet.three)
        return first, worlds.order(station, sheet.three, NIFEDIPINE, 10.0, line_no=2)

    def test_stands_at_its_first_line_and_asks_for_a_reason(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        assert refused(station, sheet, *self.pair(station, sheet)) == [("medication.1", "class/氨氯地平/硝苯地平")]

    @pytest.mark.parametrize("line", [0, 1])
    def test_is_overruled_with_a_reason_on_either_line_and_the_reason_is_kept(
        self, station: Workstation, sheet: PrescriptionSheet, line: int
    ) -> None:
        lines = list(self.pair(station, sheet))
        lines[line] = replace(lines[line], overrule="过渡期三天，之后停硝苯地平")
        made = saved(station, sheet, *lines)
        with station.store.read() as session:
            kept = prescriptions.get(session, made).three.medication
        assert kept[line].overrule == "过渡期三天，之后停硝苯地平"

    def test_is_not_asked_again_while_its_facts_stay(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        lines = list(self.pair(station, sheet))
        lines[0] = replace(lines[0], overrule="过渡期三天，之后停硝苯地平")
        saved(station, sheet, *lines)
        again = draft_prescription.draft(station, sheet.visits[0].follow_up_id)
        (told,) = [check for check in again.checks if check.code == "class/氨氯地平/硝苯地平"]
        assert (told.severity, told.overruled) == ("note", "过渡期三天，之后停硝苯地平")

    def test_answered_before_is_written_with_its_reason_into_the_next_prescription(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        code, lines = "class/氨氯地平/硝苯地平", self.pair(station, sheet)
        saved(station, sheet, *lines, overrules=((code, "过渡期三天，之后停硝苯地平"),))
        next_sheet = draft_prescription.draft(station, worlds.visit(station, sheet.resident.id, 134).follow_up_id)
        made = saved(station, next_sheet, *lines)
        with station.store.read() as session:
            assert prescriptions.get(session, made).three.overrules == ((code, "过渡期三天，之后停硝苯地平"),)

    def test_is_overruled_by_its_code_as_a_whole(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        lines = self.pair(station, sheet)
        assert saved(station, sheet, *lines, overrules=(("class/氨氯地平/硝苯地平", "过渡期三天"),))

    def test_is_not_overruled_by_a_blank_or_by_a_word_on_something_else(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        first, second = self.pair(station, sheet)
        for reason in ("  ", "无", "1", "。。。"):
            assert refused(station, sheet, replace(first, overrule=reason), second)
        three = replace(sheet.three, medication=(first, second), overrules=(("R4/4weeks", "已签字"),))
        assert isinstance(prescribe.save(station, sheet, three), list)


def test_a_pulse_that_holds_drugs_back_wants_a_reason_at_every_visit(station: Workstation) -> None:
    resident = worlds.register(station)
    for sbp in (136, 134):
        sheet = draft_prescription.draft(
            station, worlds.visit(station, resident, sbp, heart_rate=36, emergency_signs=("slow_pulse",)).follow_up_id
        )
        three = replace(sheet.three, medication=(worlds.order(station, sheet.three),))
        problems = prescribe.save(station, sheet, three)
        assert isinstance(problems, list)
        assert [problem.code for problem in problems] == ["slow_pulse"]
        three = replace(three, overrules=(("slow_pulse", "已送县医院，药由家属代取"),))
        made = prescribe.save(station, sheet, three)
        assert isinstance(made, str)
        with station.store.read() as session:
            kept = prescriptions.get(session, made).three
        assert kept.overrules == (("slow_pulse", "已送县医院，药由家属代取"),)


@pytest.mark.parametrize(("days", "code"), [(84, "R4/4weeks"), (85, "R4/12weeks")])
def test_many_days_want_a_reason_and_too_many_are_closed(
    station: Workstation, sheet: PrescriptionSheet, days: int, code: str
) -> None:
    line = worlds.order(station, sheet.three, days=days)
    assert refused(station, sheet, line) == [("days", code)]
    three = replace(sheet.three, medication=(line,), overrules=((code, "病情稳定，本人已签字"),))
    assert isinstance(prescribe.save(station, sheet, three), str) is (code == "R4/4weeks")


def test_what_is_forbidden_no_reason_opens(station: Workstation, sheet: PrescriptionSheet) -> None:
    lines = (
        worlds.order(station, sheet.three, ENALAPRIL, 10.0, overrule="要用"),
        worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0, line_no=2, overrule="要用"),
    )
    three = replace(sheet.three, medication=lines, overrules=(("依那普利/缬沙坦", "要用"),))
    problems = prescribe.save(station, sheet, three)
    assert isinstance(problems, list)
    assert [problem.code for problem in problems] == ["依那普利/缬沙坦"]
    assert "普利类不能和沙坦类合用" in problems[0].text


def test_a_diet_prescription_without_a_line_is_none(station: Workstation, sheet: PrescriptionSheet) -> None:
    problems = prescribe.save(station, sheet, replace(sheet.three, diet=()))
    assert isinstance(problems, list)
    assert [(problem.field, problem.code) for problem in problems if problem.field == "diet"] == [("diet", "required")]


def test_a_correction_is_the_next_revision_of_the_same_prescription(
    station: Workstation, sheet: PrescriptionSheet
) -> None:
    made = saved(station, sheet, worlds.order(station, sheet.three))
    again = draft_prescription.draft(station, sheet.visits[0].follow_up_id)
    assert saved(station, again, worlds.order(station, again.three, timing="早晨"), reason="写错") == made
    with station.store.read() as session:
        (kept,) = prescriptions.of_resident(session, sheet.resident.id)
        (why,) = revisions.corrected(session, "prescription", [made])
    assert (kept.revision, kept.three.version, kept.three.medication[0].timing) == (2, 1, "早晨")
    assert (why.revision, why.reason) == (2, "写错")


def test_stored_prescriptions_are_not_changed_without_a_reason(station: Workstation, sheet: PrescriptionSheet) -> None:
    made = saved(station, sheet, worlds.order(station, sheet.three))
    again = draft_prescription.draft(station, sheet.visits[0].follow_up_id)
    other = replace(again.three, medication=(worlds.order(station, again.three, timing="早晨"),))
    for reason in ("", "  "):
        problems = prescribe.save(station, again, other, reason)
        assert isinstance(problems, list)
        assert [(problem.field, problem.code) for problem in problems] == [("correction_reason", "reason_required")]
    with station.store.read() as session:
        assert prescriptions.get(session, made).revision == 1


def test_stored_prescriptions_saved_as_they_were_are_not_written_again(
    station: Workstation, sheet: PrescriptionSheet
) -> None:
    made = saved(station, sheet, worlds.order(station, sheet.three))
    again = draft_prescription.draft(station, sheet.visits[0].follow_up_id)
    draft_prescription.keep_draft(station, again, again.three, "写")
    assert draft_prescription.draft(station, again.three.follow_up_id).correction_reason == "写"
    assert prescribe.save(station, again, again.three) == made
    with station.store.read() as session:
        assert prescriptions.get(session, made).revision == 1
    assert draft_prescription.draft(station, again.three.follow_up_id).draft_saved_at is None


def test_what_the_person_could_say_back_later_corrects_nothing(station: Workstation, sheet: PrescriptionSheet) -> None:
    made = saved(station, sheet, worlds.order(station, sheet.three))
    again = draft_prescription.draft(station, sheet.visits[0].follow_up_id)
    assert prescribe.save(station, again, replace(again.three, teach_back=("medication",))) == made
    with station.store.read() as session:
        assert prescriptions.get(session, made).three.teach_back == ("medication",)
        assert revisions.corrected(session, "prescription", [made]) == []


def test_saving_takes_the_draft_with_it(station: Workstation, sheet: PrescriptionSheet) -> None:
    line = worlds.order(station, sheet.three)
    draft_prescription.keep_draft(station, sheet, replace(sheet.three, medication=(line,)))
    assert draft_prescription.draft(station, sheet.three.follow_up_id).draft_saved_at is not None
    saved(station, sheet, line)
    assert draft_prescription.draft(station, sheet.three.follow_up_id).draft_saved_at is None


def test_prescriptions_begun_before_midnight_are_of_the_day_they_are_stored_on(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "night") as (station, clock):
        sheet = draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)
        clock.pass_seconds(24 * 3600)
        made = saved(station, sheet, worlds.order(station, sheet.three))
        with station.store.read() as session:
            assert prescriptions.get(session, made).three.issued_on == clock.today()
        clock.pass_seconds(24 * 3600)
        corrected = draft_prescription.draft(station, sheet.three.follow_up_id)
        later = worlds.order(station, corrected.three, timing="早晨")
        assert saved(station, corrected, later, reason="写错") == made
        with station.store.read() as session:
            assert prescriptions.get(session, made).three.issued_on == clock.today() - timedelta(days=1)

"""Somebody with two diseases: one page, two forms, two judgements, one prescription; what both ask is typed once."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.village import MORNING
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.main import Program
from vclinic.services import (
    counter_sheet,
    dispense,
    draft_prescription,
    due_today,
    edit_prescription,
    prescribe,
    record_follow_up,
    register_resident,
    visit_sheet,
)
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, follow_ups, prescriptions
from vclinic.storage.follow_ups import FollowUp
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.pages.follow_up.page import FollowUpPage

_KEY = Qt.Key
GLUCOSE = {
    "dorsalis_pedis": "1", "staple_now": 350, "staple_target": 300, "fbg": 6.4, "hypoglycemia": "1",
}  # fmt: skip


@pytest.fixture
def resident(station: Workstation, people: dict[str, str], clock: SteppingClock) -> str:
    """赵冬梅 has had diabetes for years too; her last visit of 84 days ago was for both."""
    listed = people["赵冬梅"]
    register_resident.enrol_register(station, listed, "t2dm", date(2020, 1, 1), height_cm=160)
    clock.set(MORNING - timedelta(days=84))
    sheets = visit_sheet.open_visits(station, listed)
    shared = dict(sheets[0].values) | village._HABITS | {
        "bp_readings": ((132, 80),), "drugs": (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),),
    }  # fmt: skip
    entries = [
        VisitEntry({name: value for name, value in (shared | GLUCOSE).items() if name in sheet.form.meanings})
        for sheet in sheets
    ]
    saved = record_follow_up.record_all(station, sheets, entries)
    assert isinstance(saved, tuple), saved
    drafted = draft_prescription.draft(station, saved[0].follow_up_id)
    line = edit_prescription.new_line(station, drafted.three, station.catalog.drug(village.AMLODIPINE))
    line = village.replace(line, dose_value=5.0)
    line = village.replace(line, quantity=edit_prescription.quantity_for(station, line))
    prescription = prescribe.save(station, drafted, village.replace(drafted.three, medication=(line,)))
    assert isinstance(prescription, str), prescription
    dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
    clock.set(MORNING)
    return listed


@pytest.fixture
def page(qtbot: QtBot, program: Program, resident: str) -> FollowUpPage:
    program.shell.go(OpenVisit(resident))
    made = program.shell.pages["follow_up"]
    assert isinstance(made, FollowUpPage)
    qtbot.waitUntil(made.form.isVisible)
    return made


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


def words_in(widget: QWidget) -> str:
    return "\n".join(entry.text() for entry in widget.findChildren(QLabel) if entry.isVisible())


def stored(station: Workstation, resident: str, disease: str) -> list[FollowUp]:
    with station.store.read() as session:
        return follow_ups.of_resident(session, resident, disease)


def test_a_stable_visit_for_both_takes_at_most_eighteen_key_actions(
    page: FollowUpPage, keys: Keyboard, resident: str
) -> None:
    keys.type("13482")
    keys.press(_KEY.Key_Return)
    keys.type("76")
    keys.press(_KEY.Key_F3)  # to what is still missing: the feet
    keys.type("1")
    keys.press(_KEY.Key_F3)
    keys.type("6.6")
    keys.press(_KEY.Key_Return, ctrl=True)
    actions = page.effort.actions
    visits = [stored(page.station, resident, disease)[0] for disease in ("htn", "t2dm")]
    assert [visit.summary for visit in visits] == ["134/82", "空腹 6.6"]
    assert {visit.record.heart_rate for visit in visits} == {76}
    assert all(visit.record.visit_date == MORNING.date() for visit in visits)
    with page.station.store.read() as session:
        newest = prescriptions.latest(session, resident)
    assert newest is not None
    assert newest.three.reasons == tuple(("follow_up", visit.id) for visit in visits)
    assert newest.three.diseases == ("htn", "t2dm")
    assert actions <= 18, actions


def test_each_disease_is_judged_by_its_own_figures(page: FollowUpPage, keys: Keyboard, resident: str) -> None:
    keys.type("13482")
    page.state.put("fbg", "8.2")
    page.state.put("dorsalis_pedis", "1")
    shown = words_in(page.strip)
    assert "高血压 1 满意" in shown
    assert "糖尿病 2 不满意" in shown
    assert "12-08" in shown  # the earlier of the two next days
    page.state.put("heart_rate", "77")
    keys.press(_KEY.Key_S, ctrl=True)
    first, second = (stored(page.station, resident, disease)[0] for disease in ("htn", "t2dm"))
    assert (first.record.visit_class, second.record.visit_class) == ("1", "2")
    assert (first.assessment.action, second.assessment.action) == ("ROUTINE", "ADJUST")


def test_what_both_ask_is_asked_once(page: FollowUpPage) -> None:
    first, second = page.parts
    asked = [item.item.caption for item in page.form.items]
    assert asked.count("血压") == asked.count("体重") == asked.count("日吸烟量") == 1
    assert asked.count("症状") == 2, "the symptoms differ"
    assert first.block.key("bp_readings") == second.block.key("bp_readings") == "bp_readings"
    assert first.block.key("symptom_codes") != second.block.key("symptom_codes")


def test_a_wrong_unit_is_said_at_its_field_and_nothing_is_saved(
    page: FollowUpPage, keys: Keyboard, resident: str, said: list[tuple[str, str]]
) -> None:
    keys.type("13482")
    page.state.put("heart_rate", "72")
    page.state.put("fbg", "126")
    keys.press(_KEY.Key_S, ctrl=True)
    assert "mg/dL" in said[-1][1]
    assert len(stored(page.station, resident, "t2dm")) == len(stored(page.station, resident, "htn")) - 1 == 1


def test_what_was_typed_is_a_draft_of_each_disease(page: FollowUpPage, program: Program, resident: str) -> None:
    page.state.put("fbg", "7.7")
    page.state.put("staple_now", "400")
    page.leave()
    with page.station.store.read() as session:
        kept = {key: drafts.load(session, "follow_up", f"{resident}:{key}") for key in ("htn", "t2dm")}
    assert kept["t2dm"] is not None
    assert kept["t2dm"][0]["values"]["fbg"] == "7.7"
    assert kept["htn"] is not None
    assert "fbg" not in kept["htn"][0]["values"]
    program.shell.go(OpenVisit(resident))
    again = program.shell.pages["follow_up"]
    assert isinstance(again, FollowUpPage)
    assert again.state.values["fbg"] == "7.7"


def test_emergency_signs_are_asked_for_each_disease(page: FollowUpPage, keys: Keyboard) -> None:
    keys.type("13482")
    page.state.put("fbg", "6.6")
    thirsty = page.parts[1].block.key("symptom_codes")
    page.state.put(thirsty, ("2",))
    asked = [question for question in page.questions.emergencies if question.isVisible()]
    assert len(asked) == 1
    assert "2 型糖尿病：这是不是危急情况" in words_in(asked[0])


def test_a_sign_both_diseases_ask_about_is_asked_once_and_answered_for_both(page: FollowUpPage, keys: Keyboard) -> None:
    keys.type("186112")
    page.state.put("fbg", "6.6")
    first, second = page.questions.emergencies
    asked = [*first.asked, *second.asked]
    assert "headache" in asked
    assert len(asked) == len(set(asked))
    one, other = page.parts
    page.questions.signs_answered.emit(one, ("headache", "speech"))
    assert one.values["emergency_signs"] == other.values["emergency_signs"] == ("headache", "speech")
    page.questions.signs_answered.emit(one, ())
    assert not one.values["emergency_signs"]
    assert not other.values["emergency_signs"]


def test_the_answer_to_one_diseases_own_question_is_its_own(page: FollowUpPage, keys: Keyboard) -> None:
    keys.type("186112")
    page.state.put("fbg", "6.6")
    one, other = page.parts
    page.state.put(other.block.key("symptom_codes"), ("2",))
    assert "thirst" in page.questions.emergencies[1].asked
    page.questions.signs_answered.emit(one, ("headache",))
    page.questions.signs_answered.emit(other, ("thirst",))
    assert (one.values["emergency_signs"], set(other.values["emergency_signs"])) == (
        ("headache",),
        {"headache", "thirst"},
    )


def test_an_overrule_is_of_one_disease(page: FollowUpPage, keys: Keyboard) -> None:
    keys.type("13482")
    page.state.put("fbg", "8.2")
    keys.press(_KEY.Key_F8)
    assert "2 型糖尿病 改判为" in words_in(page.questions.overrule)
    keys.press(_KEY.Key_F8)
    assert "高血压 改判为" in words_in(page.questions.overrule)


def test_today_has_one_row_for_both(station: Workstation, resident: str) -> None:
    rows = [row for row in due_today.worklist(station).rows if row.resident_id == resident]
    assert len(rows) == 1
    assert rows[0].diseases == ("htn", "t2dm")


def test_f7_always_stands_with_what_it_tells(page: FollowUpPage, keys: Keyboard, said: list[tuple[str, str]]) -> None:
    assert "治疗目标" in words_in(page.strip)
    keys.press(_KEY.Key_F7)
    goals = [part.judgement.goal_text for part in page.parts]
    assert len(goals) == 2
    assert all(f"{part.label}：{goal}" in said[-1][1] for part, goal in zip(page.parts, goals, strict=True))
    keys.type("13482")
    page.state.put("fbg", "8.2")
    assert "治疗目标" in words_in(page.strip)
    keys.press(_KEY.Key_F7)
    for part in page.parts:
        assert part.judgement.assessment is not None
        assert all(f"{reason.text}（{reason.clause}）" in said[-1][1] for reason in part.judgement.assessment.reasons)


class TestAfterALowGlucose:
    """diabetes.md §5.1: the machine refers; the doctor may choose a call today and a visit within three days."""

    def test_the_offer_is_told_with_the_judgement(
        self, page: FollowUpPage, keys: Keyboard, said: list[tuple[str, str]]
    ) -> None:
        keys.type("13482")
        page.state.put("fbg", "3.6")
        keys.press(_KEY.Key_F7)
        assert "3 天内（11-27 前）再随访：改下次随访日期并写明理由" in said[-1][1]

    def test_the_day_the_doctor_chose_is_on_today_at_once(
        self, page: FollowUpPage, keys: Keyboard, resident: str
    ) -> None:
        keys.type("13482")
        page.state.put("fbg", "3.6")
        page.state.put("dorsalis_pedis", "1")
        page.state.put("heart_rate", "76")
        diabetes = page.parts[1]
        diabetes.decided.chosen["next_visit_date"] = date(2026, 11, 27)
        diabetes.decided.why = "吃糖后 5.8，已电话问上级"
        keys.press(_KEY.Key_S, ctrl=True)
        visit = stored(page.station, resident, "t2dm")[0]
        assert (visit.record.next_visit_date, visit.assessment.action) == (date(2026, 11, 27), "EMERGENCY_REFER")
        (row,) = [row for row in due_today.worklist(page.station).rows if row.resident_id == resident]
        assert row.due_text == "还有 3 天"
        assert "已建议转诊，3 天内要问结果" in row.why
        assert "空腹 3.6" in row.last_text


def test_sick_days_are_on_the_prescriptions_of_the_visit(
    page: FollowUpPage, keys: Keyboard, program: Program, resident: str
) -> None:
    keys.type("13482")
    for name, value in (("fbg", "6.6"), ("dorsalis_pedis", "1"), ("heart_rate", "76")):
        page.state.put(name, value)
    page.state.put("drugs", (DrugUse("二甲双胍片", 2, "0.5 g"),))
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, resident, "t2dm")[0]
    sheet = draft_prescription.draft(page.station, visit.id)
    assert "吐泻、吃不下：二甲双胍先停，问卫生院" in sheet.three.warnings
    assert any("吃不下的几天多测血糖" in warning for warning in sheet.three.warnings)


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_the_strip_has_a_line_for_each_disease_on_every_screen(
    qtbot: QtBot, page: FollowUpPage, program: Program, size: tuple[int, int]
) -> None:
    program.window.setMinimumSize(0, 0)
    program.window.resize(*size)
    page.state.put("bp_readings", (("134", "82"),))
    page.state.put("fbg", "8.2")
    page.state.put("heart_rate", "72")
    qtbot.wait(30)
    text = next(label for label in page.strip.findChildren(QLabel) if "糖尿病 2 不满意" in label.text())
    assert text.height() >= text.sizeHint().height()


def test_the_pane_never_needs_more_than_its_width(page: FollowUpPage) -> None:
    assert page.pane.minimumSizeHint().width() <= page.body.side.viewport().width()

"""The follow-up page by keyboard: from the worklist to what stands in the database."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.identity import make_id_no
from vclinic.main import Program
from vclinic.services import clinic_setup, due_today, record_follow_up, register_resident, visit_sheet
from vclinic.services.workstation import Workstation
from vclinic.storage import changes, dispensings, drafts, follow_ups, prescriptions, stock_ledger
from vclinic.storage.follow_ups import FollowUp
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.pages.follow_up.page import FollowUpPage
from vclinic.ui.window import Window

Open = Callable[..., FollowUpPage]
_KEY = Qt.Key


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


@pytest.fixture
def opened(qtbot: QtBot, program: Program, people: dict[str, str]) -> Open:
    """Open the visit of somebody by name; more words go to the page."""

    def open_page(name: str, **words: str) -> FollowUpPage:
        program.shell.go(OpenVisit(people[name], **words))
        qtbot.waitUntil(page_of(program).form.isVisible)
        assert page_of(program).form.readings().edits[0][0].hasFocus()
        return page_of(program)

    return open_page


def page_of(program: Program) -> FollowUpPage:
    page = program.shell.pages["follow_up"]
    assert isinstance(page, FollowUpPage)
    return page


def words_in(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def newcomer(station: Workstation, name: str) -> str:
    """Somebody in the register whose height was never measured."""
    made = register_resident.register(
        station,
        {
            "name": name,
            "sex_code": "1",
            "birth_date": "1970-02-03",
            "village_group": "二组",
            "address": "二组 2 号",
            "id_no": make_id_no("340123", date(1970, 2, 3), 7),
        },
        {"htn": date(2026, 11, 20)},
    )
    assert isinstance(made, str), made
    return made


def stored(station: Workstation, resident_id: str) -> list[FollowUp]:
    """Visits in the database, newest first."""
    with station.store.read() as session:
        return follow_ups.of_resident(session, resident_id)


def balance(station: Workstation, drug_id: str) -> int:
    with station.store.read() as session:
        return sum(batch.balance for batch in stock_ledger.batches(session, [drug_id])[drug_id])


# a stable visit


def test_a_stable_visit_takes_at_most_twelve_key_actions_and_is_all_in_the_database(
    qtbot: QtBot, program: Program, people: dict[str, str], keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    station, who = program.shell.station, people["何秀珍"]
    today = program.shell.pages["today"]
    qtbot.waitUntil(today.table.hasFocus)
    row = next(place for place, row in enumerate(today.model.rows) if row.name == "何秀珍")
    today.table.setCurrentIndex(today.model.index(row, 2))
    tablets = balance(station, village.AMLODIPINE)

    keys.press(_KEY.Key_Return)  # the row
    keys.type("13684")
    keys.press(_KEY.Key_Return)  # the weight as last time
    keys.type("72")
    assert page_of(program).strip.stable.isVisible()
    keys.press(_KEY.Key_Return, ctrl=True)

    visit = stored(station, who)[0]
    assert visit.key_actions <= 12
    assert visit.key_actions == page_of(program).effort.actions == 10
    assert (visit.record.visit_date, visit.record.sbp, visit.record.dbp) == (village.MORNING.date(), 136, 84)
    assert (visit.record.heart_rate, visit.record.visit_class) == (72, "1")
    assert visit.record.next_visit_date == date(2027, 2, 24)
    assert visit.record.drugs == (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),)
    assert "salt_now" in visit.carried
    assert "heart_rate" not in visit.carried
    with station.store.read() as session:
        prescription = prescriptions.of_follow_up(session, visit.id)
        assert prescription is not None
        assert [order.drug_id for order in prescription.three.medication] == [village.AMLODIPINE]
        (given,) = dispensings.of_prescriptions(session, [prescription.id])
        ordered = prescription.three.medication[0].quantity
        assert [(line.drug_id, line.quantity) for line in given.record.lines] == [(village.AMLODIPINE, ordered)]
        for entity in (visit.id, prescription.id, given.id):
            assert [each.state for each in changes.state_of(session, entity)] == ["pending"]
        assert drafts.load(session, "follow_up", who) is None
    assert balance(station, village.AMLODIPINE) == tablets - ordered
    assert program.shell.current == "today"
    assert "何秀珍" not in [row.name for row in today.model.rows]
    assert any("已存档" in text and "10 次按键" in text for _, text in said)


def test_one_stroke_is_not_offered_when_anything_is_new(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    assert page.strip.stable.isVisible()
    lines = page.form.lines("drugs")
    assert lines is not None
    lines.lines[0].parts["dose_text"].setFocus()
    keys.type("10 mg")
    assert not page.strip.stable.isVisible()
    assert page.strip.save.isVisible()
    keys.press(_KEY.Key_Return, ctrl=True)
    assert page.sheet.follow_up_id == ""
    assert len(stored(page.station, page.sheet.resident.id)) == 2


# the whole form


def test_a_first_visit_is_filled_in_by_keyboard_in_the_order_of_the_form(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard
) -> None:
    people["冯来福"] = newcomer(program.shell.station, "冯来福")
    page = opened("冯来福")
    order: list[str] = []

    def give(text: str, *, enter: bool = False) -> None:
        order.append(page.form.current_field())
        keys.type(text)
        if enter:
            keys.press(_KEY.Key_Return)

    page.form.focus_field("visit_date")
    give("", enter=True)
    give("1")  # outpatient
    give("1", enter=True)  # no symptom
    give("13486")
    give("70")
    keys.press(_KEY.Key_Tab)  # a target is not asked of everybody
    give("65", enter=True)
    give("172", enter=True)
    give("76")  # full: goes on by itself
    give("无水肿", enter=True)
    give("10", enter=True)
    give("5", enter=True)
    give("1", enter=True)
    give("0", enter=True)
    give("3", enter=True)
    give("30", enter=True)
    give("5", enter=True)
    give("30", enter=True)
    give("2")
    give("1")
    give("1")
    give("2")
    give("血钾 4.3", enter=True)
    give("1")
    give("1")
    give("苯磺酸氨氯地平片", enter=True)
    keys.enter("1", "5 mg")
    official = [
        name
        for _, item in page.sheet.form.items()
        for name in item.fields
        if name in page.state.values and name not in page.sheet.form.computed
    ]
    seen = [name for name in dict.fromkeys(order) if name in official]
    assert seen == [name for name in official if name in seen]
    assert order.index("height_cm") < order.index("heart_rate")
    assert page.parts[0].judgement.problems == ()
    keys.press(_KEY.Key_S, ctrl=True)

    (visit,) = stored(program.shell.station, people["冯来福"])
    record = visit.record
    assert (record.visit_way, record.symptom_codes, record.bp_readings) == ("1", ("1",), ((134, 86),))
    assert (record.weight_kg, record.weight_target, record.height_cm, record.bmi) == (70.0, 65.0, 172.0, 23.7)
    assert (record.heart_rate, record.other_signs, record.aux_exam) == (76, "无水肿", "血钾 4.3")
    assert (record.smoke_now, record.smoke_target, record.drink_now, record.drink_target) == (10, 5, 1.0, 0.0)
    assert (record.ex_times, record.ex_minutes, record.ex_times_target, record.ex_minutes_target) == (3, 30, 5, 30)
    assert (record.salt_now, record.salt_target, record.psych_adjust, record.compliance_behavior) == (
        "2", "1", "1", "2",
    )  # fmt: skip
    assert (record.med_adherence, record.adr, record.visit_class) == ("1", "1", "1")
    assert record.drugs == (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),)
    assert record.doctor == "周国平"
    assert program.shell.current == "prescriptions"


# wrong values


def test_a_diastolic_above_the_systolic_says_so_where_it_stands_and_is_not_saved(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened("何秀珍")
    keys.type("8496")
    sentence = page.state.problems["bp_readings"].text
    assert "84/96" in sentence
    assert "舒张压应低于收缩压" in sentence
    keys.press(_KEY.Key_Return)
    high = page.form.readings().edits[0][0]
    assert high.property("state") == "invalid"
    assert high.toolTip() == sentence
    assert sentence in words_in(page.strip)
    assert page.form.readings().mean.text() == "—"
    keys.press(_KEY.Key_S, ctrl=True)
    assert said[-1] == ("warn", sentence)
    assert high.hasFocus()
    assert len(stored(page.station, page.sheet.resident.id)) == 2


def test_half_a_figure_is_no_mistake_yet(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    for figure in "1368":
        keys.type(figure)
        assert "请核对" not in words_in(page.strip)
        assert "填好血压和日期" in words_in(page.strip)
    page.form.focus_field("heart_rate")
    assert "136/8" not in words_in(page.form)
    assert "不在 30–" in words_in(page.strip)
    page.form.readings().edits[0][1].setFocus()
    keys.type("84")
    assert "1 控制满意" in words_in(page.strip)


def test_a_systolic_of_999_is_refused_with_its_bounds(qtbot: QtBot, opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    high, low = page.form.readings().edits[0]
    qtbot.keyClicks(high, "999")  # two of its figures are enough to go on; the third is typed into the same field
    low.setFocus()
    keys.type("84")
    keys.press(_KEY.Key_Return)
    assert "999" in page.state.problems["bp_readings"].text
    assert "300" in page.state.problems["bp_readings"].text
    assert page.state.problems["bp_readings"].text in words_in(page.strip)
    assert page.parts[0].judgement.assessment is None
    keys.press(_KEY.Key_S, ctrl=True)
    assert len(stored(page.station, page.sheet.resident.id)) == 2


def test_a_wrong_figure_elsewhere_is_marked_and_f3_goes_there(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    page.form.focus_field("heart_rate")
    keys.type("7")
    keys.press(_KEY.Key_Return)
    item = page.form.item("heart_rate")
    assert item is not None
    assert "超出范围" in words_in(item)
    assert "心率" in item.editors["heart_rate"].toolTip()
    keys.press(_KEY.Key_S, ctrl=True)
    assert item.editors["heart_rate"].hasFocus()
    assert "心率" in said[-1][1]
    page.form.focus_field("aux_exam")
    keys.press(_KEY.Key_F3)
    assert item.editors["heart_rate"].hasFocus()
    assert len(stored(page.station, page.sheet.resident.id)) == 2


def test_no_symptom_excludes_the_others(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    page.form.focus_field("symptom_codes")
    keys.type("9")
    assert page.state.values["symptom_codes"] == ("9",)
    keys.type("1")
    assert page.state.values["symptom_codes"] == ("1",)


def test_an_unlikely_weight_wants_a_reason_and_keeps_it(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.type("52")
    keys.press(_KEY.Key_Return)
    keys.press(_KEY.Key_S, ctrl=True)
    assert len(stored(page.station, page.sheet.resident.id)) == 2
    assert keys.focused.accessibleName() == "核对过，理由"
    keys.type("住院后瘦了")
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert dict(visit.reasons) == {"weight_kg": "住院后瘦了"}


# the judgement


def test_the_judgement_follows_what_is_typed(opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    assert "先量血压" in words_in(page.strip)
    keys.type("13480")
    assert "1 控制满意" in words_in(page.strip)
    assert "134/80" in words_in(page.strip)
    assert "140/90" in words_in(page.strip)
    assert "02-24" in words_in(page.strip)
    assert "不需要" in words_in(page.strip)
    page.form.focus_field("sbp")
    keys.type("152")
    keys.type("94")
    shown = words_in(page.strip)
    assert "2 控制不满意" in shown
    assert "152/94" in shown
    assert "12-08" in shown
    assert "规范第三版" in shown
    assert "不需要" in shown
    assert not page.strip.refer.isVisible()


def test_twice_too_high_advises_a_referral_with_both_figures(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("15896")
    shown = words_in(page.strip)
    assert "建议转上级" in shown
    assert "158/96" in shown
    assert "152/94" in shown
    assert page.strip.refer.isVisible()
    assert "连续两次血压控制不满意" in words_in(page.form)
    assert "12-08" in shown
    keys.press(_KEY.Key_F7)
    assert page.parts[0].judgement.assessment is not None
    clauses = [reason.clause for reason in page.parts[0].judgement.assessment.reasons]
    assert clauses
    assert all(clauses)


def test_from_65_the_limit_is_150(opened: Open, keys: Keyboard) -> None:
    page = opened("单国英")
    keys.type("14986")
    assert "1 控制满意" in words_in(page.strip)
    assert "150/90" in words_in(page.strip)


# overruling


def test_another_class_wants_a_reason_and_the_reason_is_stored(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_Return)
    keys.type("72")
    keys.press(_KEY.Key_F8)
    keys.type("3")
    keys.press(_KEY.Key_Return)  # no reason yet
    assert page.questions.overrule.isVisible()
    keys.press(_KEY.Key_S, ctrl=True)
    assert "理由" in said[-1][1]
    assert len(stored(page.station, page.sheet.resident.id)) == 1
    keys.type("换药后踝部水肿")
    keys.press(_KEY.Key_Return)
    assert not page.questions.overrule.isVisible()
    assert "改判" in words_in(page.strip)
    assert "3 不良反应" in words_in(page.strip)
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert visit.record.visit_class == "3"
    (overrule,) = visit.overrules
    assert (overrule.field, overrule.computed, overrule.chosen) == ("visit_class", "1", "3")
    assert overrule.reason == "换药后踝部水肿"
    assert visit.assessment.visit_class == "1"


def test_a_reason_that_is_written_goes_with_ctrl_s(opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_Return)
    keys.type("72")
    keys.press(_KEY.Key_F8)
    keys.press(_KEY.Key_Return)
    keys.type("2026-12-24")
    keys.press(_KEY.Key_Return)
    keys.type("下月要外出打工")
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert visit.record.next_visit_date == date(2026, 12, 24)
    (overrule,) = visit.overrules
    assert (overrule.field, overrule.computed, overrule.chosen, overrule.reason) == (
        "next_visit_date", "2027-02-24", "2026-12-24", "下月要外出打工",
    )  # fmt: skip


def test_escape_closes_the_question_and_not_the_page(program: Program, opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_F8)
    keys.type("2")
    keys.press(_KEY.Key_Escape)
    assert not page.questions.overrule.isVisible()
    assert program.shell.current == "follow_up"
    assert page.parts[0].decided.chosen == {}
    assert "1 控制满意" in words_in(page.strip)


def test_a_date_that_is_none_gets_its_sentence(opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("13480")
    keys.press(_KEY.Key_F8)
    keys.press(_KEY.Key_Return)
    keys.type("2026-02-30")
    keys.press(_KEY.Key_Return)
    keys.press(_KEY.Key_Return)
    assert page.questions.overrule.date.property("state") == "invalid"
    assert "没有 2026 年 2 月 30 日" in page.questions.overrule.date.toolTip()
    assert page.questions.overrule.isVisible()


# is this an emergency?


def test_180_over_110_is_urgent_by_its_figures(opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("179109")
    assert "紧急转诊" not in words_in(page.strip)
    page.form.focus_field("sbp")
    keys.type("180")
    assert "紧急转诊" in words_in(page.strip)
    assert "180/109" in words_in(page.strip)
    assert "存档并紧急转诊" in page.strip.save.text()
    assert page.form.readings().mean.property("level") == "danger"


def test_a_symptom_asks_whether_it_is_an_emergency_and_the_answer_changes_the_judgement(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.press(_KEY.Key_Return)
    keys.type("72")
    assert not page.questions.emergency.isVisible()
    page.form.focus_field("symptom_codes")
    keys.type("6")
    assert page.questions.emergency.isVisible()
    assert "这是不是危急情况" in words_in(page.questions.emergency)
    assert not page.strip.stable.isVisible()
    keys.press(_KEY.Key_S, ctrl=True)
    assert said[-1] == ("warn", "先回答是不是危急情况，再存档。")
    assert len(stored(page.station, page.sheet.resident.id)) == 2
    asked = page.questions.emergency.asked
    keys.type(str(len(asked)))  # the last of them
    assert "紧急转诊" in words_in(page.strip)
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert visit.record.emergency_signs == (asked[-1],)
    assert visit.assessment.action == "EMERGENCY_REFER"
    assert visit.record.next_visit_date == village.MORNING.date() + timedelta(days=14)
    assert "危急" in visit.record.referral_reason


def test_no_emergency_is_an_answer_too(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.press(_KEY.Key_Return)
    keys.type("72")
    page.form.focus_field("symptom_codes")
    keys.type("6")
    keys.press(_KEY.Key_F3)
    keys.press(_KEY.Key_Return)
    assert "医生确认：没有危急情况" in words_in(page.questions.emergency)
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert (visit.record.symptom_codes, visit.record.emergency_signs) == (("6",), ())
    assert visit.assessment.action == "ROUTINE"


def test_the_answer_goes_with_the_symptom(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    page.form.focus_field("symptom_codes")
    keys.type("6")
    keys.press(_KEY.Key_F3)
    keys.type("1")
    assert "紧急转诊" in words_in(page.strip)
    page.form.focus_field("symptom_codes")
    keys.type("1")
    assert page.state.values["emergency_signs"] == ()
    assert "不需要" in words_in(page.strip)
    assert not page.questions.emergency.isVisible()


def test_what_only_the_doctor_knows_raises_the_class(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.press(_KEY.Key_F2)
    keys.type("1")
    assert "4 并发症" in words_in(page.strip)
    assert "建议转上级" in words_in(page.strip)
    keys.type("1")
    assert "1 控制满意" in words_in(page.strip)


# nothing typed is lost


def test_a_draft_outlives_the_program_and_is_offered_again(
    qtbot: QtBot, program: Program, people: dict[str, str], opened: Open, keys: Keyboard, clock: SteppingClock
) -> None:
    page = opened("刘大山")
    keys.type("158")
    keys.type("96")
    keys.press(_KEY.Key_F8)
    keys.type("3")
    keys.type("服药后头晕")
    keys.press(_KEY.Key_Return)
    page.form.focus_field("aux_exam")
    keys.type("血钾 4.1")
    kept = page.station.store
    qtbot.waitUntil(lambda: _kept_draft(page.station, people["刘大山"]).get("aux_exam") == "血钾 4.1", timeout=3000)
    page._ready = False  # the power goes: nothing more is written, nobody says goodbye
    folder = kept.data_dir
    kept.close()

    again = clinic_setup.open_clinic(folder, village.CLINIC.login, village.PASSWORD, clock)
    window = Window()
    qtbot.addWidget(window)
    window.resize(1366, 698)
    window.show()
    second = Program(window, folder, clock)
    second.enter(again)
    assert people["刘大山"] in due_today.worklist(again).drafts
    second.shell.go(OpenVisit(people["刘大山"]))
    found = page_of(second)
    assert [edit.text() for edit in found.form.readings().edits[0]] == ["158", "96"]
    assert "血钾 4.1" in [each.text() for each in _edits(found.form)]
    assert found.parts[0].decided.chosen == {"visit_class": "3"}
    assert found.parts[0].decided.why == "服药后头晕"
    assert "草稿存于 08:36" in words_in(second.shell)
    assert "3 不良反应" in words_in(found.strip)
    second.close()


def test_leaving_keeps_what_was_typed_a_moment_ago(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard
) -> None:
    opened("刘大山")
    keys.type("158")
    keys.press(_KEY.Key_Escape)
    assert program.shell.current == "today"
    page = opened("刘大山")
    assert page.form.readings().edits[0][0].text() == "158"


def test_undo_goes_back_field_by_field(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.press(_KEY.Key_Return)  # weight confirmed
    keys.type("72")
    assert page.state.values["heart_rate"] == "72"
    assert "weight_kg" not in page.state.carried
    keys.press(_KEY.Key_Z, ctrl=True)
    assert page.state.values["heart_rate"] == 78
    assert page.form.current_field() == "heart_rate"
    assert "heart_rate" in page.state.carried
    while "weight_kg" not in page.state.carried:
        keys.press(_KEY.Key_Z, ctrl=True)
    assert page.form.readings().edits[0][0].text() == "136"
    keys.press(_KEY.Key_Z, ctrl=True)
    assert page.form.readings().edits[0][0].text() == ""
    assert "先量血压" in words_in(page.strip)
    keys.press(_KEY.Key_Z, ctrl=True)
    assert page.state.values["heart_rate"] == 78


def test_f4_takes_last_times_value_and_f6_confirms_them_all(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened("何秀珍")
    page.form.focus_field("heart_rate")
    keys.type("90")
    page.form.focus_field("heart_rate")
    keys.press(_KEY.Key_F4)
    assert page.state.values["heart_rate"] == 78
    waiting = len(page.state.carried)
    keys.press(_KEY.Key_F6)
    assert page.state.carried == set()
    assert said[-1] == ("ok", f"{waiting} 项沿用上次，已确认。")


# returned by the township


def test_a_returned_visit_opens_with_its_remark_and_saving_makes_the_next_revision(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    follow_up = village.visit(station, people["赵冬梅"], (134, 80))
    village.receipts_for_all(station)
    village.send_back(station, follow_up, "血压与上次相同，请核对", date(2026, 11, 27))
    page = opened("赵冬梅", follow_up_id=follow_up)
    assert "卫生院退回 · 血压" in words_in(page.form)
    assert "血压与上次相同，请核对" in words_in(page.form)
    assert "11-27 前改好" in words_in(program.shell)
    assert page.form.readings().edits[0][0].hasFocus()
    before = page.sheet.base_revision
    keys.type("138")
    keys.type("84")
    assert "卫生院退回" not in words_in(page.form)
    keys.press(_KEY.Key_S, ctrl=True)
    newest = stored(station, people["赵冬梅"])[0]
    assert (newest.id, newest.revision) == (follow_up, before + 1)
    assert (newest.record.sbp, newest.record.dbp) == (138, 84)
    with station.store.read() as session:
        states = [each.state for each in changes.state_of(session, follow_up)]
    assert states[-1] == "pending"
    assert len(states) == 2
    assert any(f"第 {before + 1} 版" in text for _, text in said)
    assert program.shell.current != "follow_up"


def test_a_visit_corrected_elsewhere_meanwhile_is_not_overwritten(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    follow_up = village.visit(station, people["赵冬梅"], (134, 80))
    page = opened("赵冬梅", follow_up_id=follow_up)
    other = visit_sheet.open_visit(station, people["赵冬梅"], follow_up)
    entry = record_follow_up.VisitEntry(dict(other.values) | {"heart_rate": 70})
    assert not isinstance(record_follow_up.record(station, other, entry), list)
    keys.type("138")
    keys.type("84")
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(station, people["赵冬梅"])[0].record.sbp == 134
    assert program.shell.current == "follow_up"
    assert said[-1][0] in ("warn", "danger")
    assert page.form.readings().edits[0][0].text() == "138"


def _edits(widget: QWidget) -> list[QLineEdit]:
    return widget.findChildren(QLineEdit)


def _kept_draft(station: Workstation, owner: str) -> dict[str, Any]:
    with station.store.read() as session:
        found = drafts.load(session, "follow_up", f"{owner}:htn")
    return found[0]["values"] if found else {}


def test_two_readings_that_differ_ask_for_a_third(
    program: Program, people: dict[str, str], keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    readings = page_of(program).form.readings()
    keys.type("15896")
    keys.type("14694")
    assert readings.edits[2][0].hasFocus()
    assert any("再量一次" in text for _, text in said)
    keys.type("14892")
    assert not any(edit.hasFocus() for pair in readings.edits for edit in pair)


def test_two_readings_that_agree_are_enough(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    keys.type("15896")
    keys.type("15294")
    assert not any(edit.hasFocus() for pair in page_of(program).form.readings().edits for edit in pair)


def test_a_visit_written_down_later_is_not_called_today(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    page = page_of(program)
    keys.type("13684")
    assert page.pane._charts[0]._readings[-1].today
    page.state.put("visit_date", village.MORNING.date() - timedelta(days=2))
    assert not page.pane._charts[0]._readings[-1].today
    assert page.pane._charts[0]._readings[-1].on == village.MORNING.date() - timedelta(days=2)

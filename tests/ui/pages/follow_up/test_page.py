"""The visit page by keyboard: from the worklist to what stands in the database."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, balance, newcomer, page_of, stored, words_in
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.stock import yuan
from vclinic.main import Program
from vclinic.storage import change_states, dispensings, drafts, prescriptions

_KEY = Qt.Key


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
            assert [change.state for change in change_states.state_of(session, entity)] == ["pending"]
        assert drafts.load(session, "follow_up", who) is None
    assert balance(station, village.AMLODIPINE) == tablets - ordered
    assert program.shell.current == "today"
    assert "何秀珍" not in [row.name for row in today.model.rows]
    assert any("已存档" in text and "10 次按键" in text for _, text in said)
    assert any(f"应收 {yuan(ordered * 150)} 元" in text for _, text in said)


def test_while_tablets_last_the_stroke_is_asked_and_pressed_again_it_is_meant(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]], clock: SteppingClock
) -> None:
    clock.set(village.MORNING - timedelta(days=10))
    page = opened("何秀珍")
    keys.type("13684")
    page.state.put("heart_rate", "72")
    before = balance(page.station, village.AMLODIPINE)
    keys.press(_KEY.Key_Return, ctrl=True)
    assert any("苯磺酸氨氯地平片还有 9 天，家里的药还没吃完" in text for _, text in said)
    assert balance(page.station, village.AMLODIPINE) == before
    keys.press(_KEY.Key_Return, ctrl=True)
    assert balance(page.station, village.AMLODIPINE) < before


def test_one_stroke_is_not_offered_when_anything_is_new(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    assert not page.strip.stable.isVisible()  # no pulse yet: last time's is never taken for today's
    page.state.put("heart_rate", "72")
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


def test_f4_takes_last_times_value_and_f6_confirms_them_all(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened("何秀珍")
    page.form.focus_field("smoke_now")
    last = page.state.values["smoke_now"]
    keys.type("9")
    page.form.focus_field("smoke_now")
    assert page.state.values["smoke_now"] != last
    keys.press(_KEY.Key_F4)
    assert page.state.values["smoke_now"] == last
    waiting = len(page.state.carried)
    keys.press(_KEY.Key_F6)
    assert page.state.carried == set()
    assert said[-1] == ("ok", f"{waiting} 项沿用上次，已确认。")


@pytest.mark.parametrize("field", ["heart_rate", "weight_kg", "bp_readings"])
def test_f4_takes_no_measurement_of_last_time(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]], field: str
) -> None:
    page = opened("何秀珍")
    page.form.focus_field(field)
    before = dict(page.state.values)
    keys.press(_KEY.Key_F4)
    assert page.state.values == before
    assert said[-1] == ("info", "这一项要今天现量，不沿用上次的数。")


def test_undo_goes_back_field_by_field(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.press(_KEY.Key_Return)  # weight confirmed
    keys.type("72")
    assert page.state.values["heart_rate"] == "72"
    assert "weight_kg" not in page.state.carried
    keys.press(_KEY.Key_Z, ctrl=True)
    assert not page.state.values.get("heart_rate")
    assert page.form.current_field() == "heart_rate"
    while "weight_kg" not in page.state.carried:
        keys.press(_KEY.Key_Z, ctrl=True)
    assert page.form.readings().edits[0][0].text() == "136"
    keys.press(_KEY.Key_Z, ctrl=True)
    assert page.form.readings().edits[0][0].text() == ""
    assert "先量血压" in words_in(page.strip)
    keys.press(_KEY.Key_Z, ctrl=True)
    assert not page.state.values.get("heart_rate")


def test_an_emergency_is_referred_at_the_keyboard_before_anything_is_measured(
    opened: Open, program: Program, keys: Keyboard
) -> None:
    page = opened("何秀珍")
    page.form.focus_field("symptom_codes")
    keys.type("8")
    keys.press(_KEY.Key_F3)
    assert set(page.questions.emergency.asked) >= {"speech", "one_side_weak"}
    keys.type("2")
    assert page.parts[0].values["emergency_signs"]
    keys.press(_KEY.Key_Return, ctrl=True)
    assert program.shell.current == "print"
    visit = stored(program.shell.station, page.sheet.resident.id)[0]
    assert visit.record.visit_date == village.MORNING.date()
    assert (visit.record.sbp, visit.record.visit_class, visit.assessment.action) == (None, "", "EMERGENCY_REFER")


def test_a_carried_value_is_grey_beside_last_times_until_enter_makes_it_todays(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    weight = keys.focused
    assert (weight.property("state"), weight.property("text")) == ("carried", "65.0")
    assert "65.0/58.0" in words_in(page.form)
    greyed = weight.palette().text().color().name()
    keys.press(_KEY.Key_Return)
    assert weight.property("state") == ""
    assert weight.palette().text().color().name() != greyed
    assert "65.0/58.0" in words_in(page.form), "last time's value stays beside it"

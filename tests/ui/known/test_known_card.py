"""What others gave and the laboratory's values, told with the keyboard alone on every page that orders or hands out."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests import worlds
from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import words_in
from vclinic.domain.prescription import ONE_BOX
from vclinic.main import Program
from vclinic.services import medication_profile as profiles
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenDispensing, OpenPrescriptions, OpenRecord, OpenVisit
from vclinic.ui.pages.dispensing.page import DispensingPage
from vclinic.ui.pages.follow_up.page import FollowUpPage
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage

KEY = Qt.Key


def prescribing(program: Program, follow_up_id: str) -> PrescriptionsPage:
    """The page of prescriptions, open with those of this visit."""
    program.shell.go(OpenPrescriptions(follow_up_id))
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    return page


@pytest.fixture
def resident(people: dict[str, str]) -> str:
    return people["何秀珍"]


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


@pytest.fixture
def visit(qtbot: QtBot, program: Program, resident: str) -> FollowUpPage:
    program.shell.go(OpenVisit(resident))
    page = program.shell.pages["follow_up"]
    assert isinstance(page, FollowUpPage)
    qtbot.waitUntil(page.body.side.isVisible)
    return page


def taken(station: Workstation, resident: str) -> list[tuple[str, str, bool]]:
    return [(one.name, one.source, one.hospital_started) for one in profiles.read(station, resident).medicines]


def test_nobody_asked_looks_different_from_nothing_taken(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    assert (visit.pane.known.asked.text(), visit.pane.known.asked.property("level")) == ("还没问过", "warn")
    keys.press(KEY.Key_J, ctrl=True)
    assert (visit.pane.known.asked.text(), visit.pane.known.asked.property("level")) == (
        "没有吃别的药（11-24 问）", "",
    )  # fmt: skip
    assert profiles.read(station, resident).medicines_asked_on == station.clock.today()


def test_a_name_is_typed_and_its_source_is_one_digit(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_M, ctrl=True)
    keys.enter("科素亚")
    keys.type("1")
    keys.enter("小白片")  # the next name at once
    keys.type("3")
    assert taken(station, resident) == [("科素亚", "hospital", True), ("小白片", "neighbour", False)]
    shown = words_in(visit.pane.known)
    assert "科素亚　医院开的 11-24" in shown
    assert "还有没有别的，没问过" in shown
    keys.press(KEY.Key_Escape)
    assert visit.form.isAncestorOf(keys.focused)  # back at the form


def test_a_name_of_the_tables_is_taken_with_the_arrows(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_M, ctrl=True)
    keys.type("阿司匹林肠溶")
    keys.press(KEY.Key_Down)
    keys.press(KEY.Key_Return)
    keys.type("2")
    assert taken(station, resident) == [("阿司匹林肠溶片", "pharmacy", False)]


def test_what_an_unknown_name_is_can_be_said_and_what_is_no_longer_taken_goes(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str, said: list[tuple[str, str]]
) -> None:
    worlds.taken_elsewhere(station, resident, "小白片", "other")
    card = visit.pane.known
    card.show_person(resident)
    card._ask_meaning("小白片")
    keys.enter("大白片")
    assert said[-1][0] == "warn"
    card.entry.edit.clear()
    keys.enter("氨氯地平")
    assert "小白片＝氨氯地平　来处不明 11-24" in words_in(card)
    card._no_longer("小白片")
    assert taken(station, resident) == []


def test_a_laboratory_value_is_a_figure_and_enter(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_H, ctrl=True)
    keys.enter("145", "5.1")
    kept = [(lab.code, lab.value, lab.on) for lab in profiles.read(station, resident).labs]
    today = station.clock.today()
    assert kept == [("creatinine_umol_l", 145.0, today), ("potassium_mmol_l", 5.1, today)]
    assert "eGFR 36 mL/min/1.73 m²（算的）" in visit.pane.known.labs.text()


@pytest.mark.parametrize(
    ("key", "typed"),
    [(KEY.Key_H, "145"), (KEY.Key_M, "小白片"), (KEY.Key_G, "依那普利")],
    ids=["lab", "drug", "reaction"],
)
def test_what_is_half_told_keeps_a_visit_and_a_prescription_from_being_saved_without_it(
    program: Program, keys: Keyboard, visit: FollowUpPage, said: list[tuple[str, str]],
    station: Workstation, people: dict[str, str], key: Qt.Key, typed: str,
) -> None:  # fmt: skip
    sentence = f"“{typed}”还没有记下：按 Enter 记下，不要就清空这一格，再保存。"
    keys.press(key, ctrl=True)
    keys.type(typed)
    keys.press(KEY.Key_S, ctrl=True)
    assert said[-1] == ("warn", sentence)
    assert program.shell.current == "follow_up"
    assert program.shell.message.text == sentence
    keys.press(KEY.Key_Backspace, times=len(typed))
    assert not program.shell.message.isVisible()
    keys.press(KEY.Key_S, ctrl=True)
    assert said[-1][1] != sentence, "what is wanting now is another thing"
    page = prescribing(program, village.visit(station, people["赵冬梅"], (130, 78)))
    keys.press(key, ctrl=True)
    keys.type(typed)
    keys.press(KEY.Key_S, ctrl=True)
    assert said[-1] == ("warn", sentence)
    assert program.shell.current == "prescriptions"
    assert page.medication.known.isVisible()


def test_a_figure_kept_by_its_enter_holds_nothing_back(
    visit: FollowUpPage, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    keys.press(KEY.Key_H, ctrl=True)
    keys.enter("145")
    keys.press(KEY.Key_S, ctrl=True)
    assert "还没有记下" not in said[-1][1]


def test_a_figure_in_the_other_unit_is_said_and_kept_when_its_unit_is_written(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_H, ctrl=True)
    keys.enter("1.2")
    figures = visit.pane.known.figures
    assert "像是 mg/dL" in figures.said.text()
    assert profiles.read(station, resident).labs == ()
    keys.enter(" mg/dL")
    assert figures.said.isHidden()
    assert [lab.value for lab in profiles.read(station, resident).labs] == [106.0]


def test_a_value_of_another_day_is_kept_with_that_day(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_H, ctrl=True)
    figures = visit.pane.known.figures
    figures.day.setText("2026-13-01")
    keys.enter("95")
    assert "没有 2026 年 13 月" in figures.said.text()
    figures.day.setText("2026-11-20")
    figures.day.setFocus()
    keys.press(KEY.Key_Return, times=2)  # to the figure that waits, and once more to keep it
    assert [(lab.value, lab.on.day) for lab in profiles.read(station, resident).labs] == [(95.0, 20)]


def test_no_allergy_is_an_answer(qtbot: QtBot, program: Program, people: dict[str, str], station: Workstation) -> None:
    program.shell.go(OpenRecord(people["单国英"]))
    answers = program.shell.pages["record"].known.answers  # type: ignore[attr-defined]
    assert answers.texts["allergies"].text() == "还没问过"
    qtbot.mouseClick(answers.buttons["allergies"], Qt.MouseButton.LeftButton)
    assert answers.texts["allergies"].text() == "没有过敏（11-24 问）"
    assert answers.buttons["allergies"].isHidden()
    assert profiles.read(station, people["单国英"]).allergies_asked_on == station.clock.today()


@pytest.fixture
def young(station: Workstation, people: dict[str, str]) -> str:
    """A woman of thirty who takes losartan from the hospital."""
    assert people
    resident = worlds.register(station, "林小雨", born=date(1996, 5, 6), serial=88)
    worlds.taken_elsewhere(station, resident, "科素亚")
    return resident


def alt(keys: Keyboard, key: Qt.Key) -> None:
    QTest.keyClick(keys.focused, key, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("key", "planned", "words", "level", "changes_to"),
    [
        (KEY.Key_N, False, "没有怀孕打算（11-24 问）", "", "yes"),
        (KEY.Key_Y, True, "打算怀孕（11-24 问）", "warn", "no"),
    ],
)
@pytest.mark.parametrize("page", ["follow_up", "record"])
def test_planning_is_answered_with_one_key_and_can_be_changed(
    program: Program, keys: Keyboard, station: Workstation, young: str, page: str, key: Qt.Key, words: str, level: str,
    changes_to: str, *, planned: bool,
) -> None:  # fmt: skip
    program.shell.go(OpenVisit(young) if page == "follow_up" else OpenRecord(young))
    shown = program.shell.pages[page]
    row = (shown.pane.known if isinstance(shown, FollowUpPage) else shown.known).planning  # type: ignore[attr-defined]
    assert (row.text.text(), row.text.property("level")) == ("还没问过", "warn")
    assert "科素亚：怀上了会害孩子" in words_in(row)
    alt(keys, key)
    assert (row.text.text(), row.text.property("level")) == (words, level)
    assert profiles.read(station, young).planning_pregnancy is planned
    assert [name for name in ("yes", "no") if not getattr(row, name).isHidden()] == [changes_to]


def test_nobody_is_asked_who_need_not_be(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    assert visit.pane.known.planning.isHidden()
    alt(keys, KEY.Key_Y)
    assert profiles.read(station, resident).planning_pregnancy is None


def test_a_drug_just_ordered_asks_and_the_answer_ends_its_warning(
    program: Program, keys: Keyboard, station: Workstation, young: str
) -> None:
    made = worlds.visit(station, young, 152, 96, drugs=())
    profiles.no_longer_taken(station, young, "科素亚")
    page = prescribing(program, made.follow_up_id)
    assert page.medication.known.planning.isHidden()
    page.medication.add_drug(station.catalog.drug(worlds.VALSARTAN))
    assert not page.medication.known.planning.isHidden()
    assert "没有打算" in [button.text() for button in page.medication.concerns.findChildren(QToolButton)]
    alt(keys, KEY.Key_N)
    assert not any("怀上了会害孩子" in check.text for check in page.checks)
    assert [order.drug_name for order in page.medication.orders] == ["缬沙坦胶囊"]
    alt(keys, KEY.Key_Y)
    assert any("她打算怀孕" in check.text and check.severity == "warn" for check in page.checks)


def test_a_reaction_is_told_with_its_drug_its_kind_and_its_day(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_G, ctrl=True)
    entry = visit.pane.known.reaction
    keys.enter("依那普利")
    keys.type("3")
    entry.day.setText("2026-13-01")
    keys.enter("")
    assert "13 月" in entry.said.text()
    entry.day.setText("2026-10-01")
    keys.enter("")
    (reaction,) = profiles.read(station, resident).reactions
    assert (reaction.drug, reaction.text, reaction.kind, reaction.on) == (
        "依那普利", "干咳", "cough", date(2026, 10, 1),
    )  # fmt: skip
    assert entry.isHidden()
    assert "过敏：青霉素　不良反应：依那普利 干咳（2026-10-01）" in words_in(visit.pane)
    assert "不良反应" in visit.alarm()


def test_another_reaction_needs_its_words(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_G, ctrl=True)
    keys.enter("氨氯地平")
    keys.type("5")
    keys.enter("")
    assert "请填写反应" in visit.pane.known.reaction.said.text()
    keys.enter("恶心")
    assert [reaction.text for reaction in profiles.read(station, resident).reactions] == ["恶心"]


def test_the_question_fits_a_column_of_a_scaled_screen(
    qtbot: QtBot, program: Program, station: Workstation, young: str
) -> None:
    made = worlds.visit(station, young, 152, 96, drugs=())
    program.window.setMinimumSize(0, 0)
    program.window.resize(911, 465)  # 1366×768 at 150 %
    page = prescribing(program, made.follow_up_id)
    qtbot.wait(30)
    card = page.medication.known
    view = page.medication.body.parentWidget()
    assert view is not None
    assert card.minimumSizeHint().width() <= view.width()
    assert not card.planning.isHidden()


def test_a_reaction_told_while_prescribing_binds_at_once(
    program: Program, keys: Keyboard, station: Workstation, resident: str
) -> None:
    page = prescribing(program, worlds.visit(station, resident, 132, 82).follow_up_id)
    keys.press(KEY.Key_G, ctrl=True)
    keys.enter("氨氯地平")
    keys.type("1")
    keys.enter("")
    assert any(check.kind == "reaction" and check.severity == "forbid" for check in page.checks)
    assert "不良反应：氨氯地平 脸或嘴唇肿" in words_in(page)


def test_a_typing_error_is_taken_back_with_its_reason(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    card = visit.pane.known
    card.begin_mistake()
    assert card.wrong.isHidden()  # nothing can be one
    profiles.tell_reaction(station, resident, "依那普利", "干咳", "cough")
    profiles.tell_lab(station, resident, "potassium_mmol_l", 5.4, station.clock.today())
    card.show_person(resident)
    card.mistake.click()
    keys.type("2")
    keys.enter("")
    assert "请填写记错的原因" in card.wrong.said.text()
    keys.enter("看错行")
    card.mistake.click()
    keys.type("1")
    keys.enter("是她儿子的")
    profile = profiles.read(station, resident)
    assert (profile.labs, profile.reactions) == ((), ())
    assert [(one.kind, one.reason) for one in profile.dropped] == [("lab", "看错行"), ("reaction", "是她儿子的")]
    assert card.mistake.isHidden()


def test_esc_leaves_every_entry_and_not_the_page(program: Program, visit: FollowUpPage, keys: Keyboard) -> None:
    for key in (KEY.Key_M, KEY.Key_H, KEY.Key_G):
        keys.press(key, ctrl=True)
        assert not visit.form.isAncestorOf(keys.focused)
        keys.press(KEY.Key_Escape)
        assert visit.form.isAncestorOf(keys.focused)
    assert program.shell.current == "follow_up"


def test_an_answer_to_one_box_is_shown_and_can_be_changed(
    qtbot: QtBot, visit: FollowUpPage, station: Workstation, resident: str
) -> None:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        facts = ("same_box/氨氯地平", "苯磺酸氨氯地平片", "络活喜")
        profiles.keep_overrules(station, work, resident, [("same_box/氨氯地平", facts, ONE_BOX)])
    card = visit.pane.known
    card.show_person(resident)
    QApplication.processEvents()
    assert "是同一盒：络活喜、苯磺酸氨氯地平片（11-24 问）" in words_in(card)
    (change,) = [button for button in card.findChildren(QToolButton) if button.text() == "不是"]
    qtbot.mouseClick(change, Qt.MouseButton.LeftButton)
    assert profiles.read(station, resident).overrules == ()
    QApplication.processEvents()
    assert "是同一盒" not in words_in(card)


def test_words_nobody_could_read_are_answered_beside_the_form(
    program: Program, keys: Keyboard, station: Workstation, people: dict[str, str]
) -> None:
    assert people
    past = [{"code": "13", "text": "怪病"}]
    resident = worlds.register(station, "林小雨", serial=88, past_diseases=past)
    program.shell.go(OpenVisit(resident))
    look = program.shell.pages["follow_up"].pane.known.look  # type: ignore[attr-defined]
    assert "未识别，请人工看：怪病" in look.note.text
    look.meaning.setFocus()
    keys.enter("痛风")
    assert profiles.read(station, resident).means("怪病") == "痛风"
    assert look.isHidden()


def test_allergies_reactions_and_an_emergency_are_red_at_the_counter(
    program: Program, station: Workstation, resident: str
) -> None:
    profiles.tell_reaction(station, resident, "依那普利", "干咳", "cough")
    prescription = worlds.prescription(station, worlds.visit(station, resident, 132, 82).follow_up_id)
    program.shell.go(OpenDispensing(prescription))
    page = program.shell.pages["dispensing"]
    assert isinstance(page, DispensingPage)
    counter = page.counter
    assert page.alarm() == "过敏：青霉素　不良反应：依那普利 干咳"
    assert [note.property("level") for note in (counter.allergy, counter.reacted)] == ["danger", "danger"]
    assert not counter.notes.emergency.isVisible()
    worlds.visit(station, resident, 186, 112, symptom_codes=("2",), visit_class="", next_visit_date=None)
    program.shell.go(OpenDispensing(prescription))
    assert counter.notes.emergency.isVisible()
    assert counter.notes.emergency.property("level") == "danger"


def test_told_while_prescribing_it_is_checked_at_once_and_what_was_edited_stays(
    program: Program, keys: Keyboard, station: Workstation, resident: str
) -> None:
    page = prescribing(program, worlds.visit(station, resident, 132, 82).follow_up_id)
    order = page.medication.orders[0]
    page.medication.rows[order.line_no].days.setText("14")
    page.medication.rows[order.line_no].days.textEdited.emit("14")
    keys.press(KEY.Key_M, ctrl=True)
    keys.enter("辛伐他汀片")
    keys.type("1")
    assert "辛伐他汀片" in page.sheet.other_drugs
    assert any("辛伐他汀" in check.text for check in page.checks)
    assert page.medication.orders[0].days == 14
    assert "辛伐他汀片　医院开的 11-24" in words_in(page.medication)


def test_the_counter_shows_what_others_gave_and_what_nobody_asked(
    program: Program, station: Workstation, resident: str
) -> None:
    worlds.taken_elsewhere(station, resident, "科素亚")
    prescription = worlds.prescription(station, worlds.visit(station, resident, 132, 82).follow_up_id)
    program.shell.go(OpenDispensing(prescription))
    shown = words_in(program.shell.pages["dispensing"])
    assert "别处在用：科素亚（医院开的 11-24）" in shown
    assert "还有没有别的，没问过" in shown
    profiles.say_nothing_else(station, resident)
    program.shell.go(OpenDispensing(prescription))
    assert "没问过" not in words_in(program.shell.pages["dispensing"])

"""The three prescriptions: drafted from the visit, edited, checked at every edit, stored with the visit."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import prescriptions_of, words_in
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.prescription import DietItem, ThreePrescriptions
from vclinic.main import Program
from vclinic.rules.three_prescriptions import merge_diet
from vclinic.storage import change_states, prescriptions
from vclinic.ui.destinations import OpenPrescriptions, OpenToday, OpenVisit
from vclinic.ui.pages.prescriptions.drug_row import DrugRow, StoppedDrug
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage
from vclinic.ui.pages.prescriptions.wrapped_edit import WrappedEdit

_KEY = Qt.Key
_AMLODIPINE = (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),)
Open = Callable[..., PrescriptionsPage]


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


@pytest.fixture
def opened(qtbot: QtBot, program: Program, people: dict[str, str]) -> Open:
    """Today's visit of 何秀珍 and the page it leads to."""

    def open_page(pressure: tuple[int, int] = (136, 84)) -> PrescriptionsPage:
        made = village.visit(program.shell.station, people["何秀珍"], pressure, _AMLODIPINE)
        return prescriptions_of(qtbot, program, made)

    return open_page


def stored(page: PrescriptionsPage) -> ThreePrescriptions | None:
    """What the database holds for the visit."""
    with page.station.store.read() as session:
        result = prescriptions.of_follow_up(session, page.sheet.three.follow_up_id)
    return result.three if result else None


def rows(page: PrescriptionsPage) -> dict[str, DrugRow]:
    return {row.order.drug_name: row for row in page.medication.rows.values()}


def line(page: PrescriptionsPage, name: str) -> WrappedEdit:
    return next(
        entry for entry in page.findChildren(WrappedEdit) if entry.accessibleName() == name and entry.isVisible()
    )


def add_drug(page: PrescriptionsPage, keys: Keyboard, initials: str, wanted: str, dose: str = "") -> None:
    """As a doctor does: Ins, initials, down to the drug, Enter, the dose."""
    page.setFocus()
    keys.press(_KEY.Key_Insert)
    keys.type(initials)
    names = [page.medication.finder.list.item(place).text() for place in range(page.medication.finder.list.count())]
    keys.press(_KEY.Key_Down, times=next(place for place, name in enumerate(names) if name.startswith(wanted)))
    keys.press(_KEY.Key_Return)
    keys.type(dose)


def test_three_columns_are_drafted_from_the_visit(opened: Open) -> None:
    page = opened((150, 92))
    (row,) = page.medication.rows.values()
    assert (row.order.drug_id, row.dose.text(), row.days.text()) == (village.AMLODIPINE, "5", "14")
    assert row.quantity.text() == "14"
    assert row.change.text() == "不变"
    diet = words_in(page.diet)
    for caption in ("食盐", "低钠盐", "蔬菜", "酒", "体重"):
        assert caption in diet
    assert "65.0 kg" in line(page, "体重").toPlainText()
    age = page.sheet.resident.age
    heart = f"{round((220 - age) * 0.6)}–{round((220 - age) * 0.7)} 次/分"
    assert heart in words_in(page.exercise)
    assert f"(220 − {age})" in words_in(page.exercise)
    for rule in page.sheet.three.exercise.stop_rules:
        assert rule in words_in(page.exercise)
    assert "过敏：青霉素" in words_in(page)
    assert stored(page) is None


def test_no_exercise_at_a_dangerous_pressure(opened: Open) -> None:
    page = opened((186, 112))
    assert not page.exercise.advice.allowed
    assert page.exercise.advice.blocked_because in words_in(page.exercise)
    assert "今天可以运动" not in words_in(page.exercise)
    assert page.exercise.first_edit() is None


def test_edits_are_stored_with_the_visit_in_one_commit_and_lead_to_the_counter(
    program: Program, opened: Open, keys: Keyboard
) -> None:
    page = opened()
    line(page, "食盐").setFocus()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("每天不超过一啤酒瓶盖盐")
    keys.press(_KEY.Key_2, ctrl=True)
    keys.press(_KEY.Key_Insert)
    keys.type("少吃腊肉、酸豆角")
    keys.press(_KEY.Key_3, ctrl=True)
    keys.press(_KEY.Key_Insert)
    keys.type("膝盖疼就改骑车")
    page.foot.teach["diet"].setFocus()
    keys.press(_KEY.Key_Space)
    keys.press(_KEY.Key_S, ctrl=True)

    three = stored(page)
    assert three is not None
    by_label = {item.label: item for item in three.diet}
    assert by_label["食盐"].text == "每天不超过一啤酒瓶盖盐"
    assert by_label["食盐"].origin == "doctor"
    assert by_label["医生加"].text == "少吃腊肉、酸豆角"
    assert three.exercise.doctor_notes == ("膝盖疼就改骑车",)
    assert three.teach_back == ("diet",)
    assert three.version == page.sheet.three.version == 3
    assert three.follow_up_id == page.sheet.three.follow_up_id
    with page.station.store.read() as session:
        kept = prescriptions.of_follow_up(session, three.follow_up_id)
        assert kept is not None
        assert [entry.state for entry in change_states.state_of(session, kept.id)] == ["pending"]
    assert program.shell.current == "dispensing"


def test_an_empty_line_is_not_kept(opened: Open, keys: Keyboard) -> None:
    page = opened()
    keys.press(_KEY.Key_2, ctrl=True)
    keys.press(_KEY.Key_Insert)
    keys.press(_KEY.Key_S, ctrl=True)
    three = stored(page)
    assert three is not None
    assert "医生加" not in [item.label for item in three.diet]


def test_what_was_edited_is_there_again_after_leaving(
    qtbot: QtBot, program: Program, opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened()
    add_drug(page, keys, "xst", "缬沙坦胶囊", "80")
    line(page, "食盐").setFocus()
    keys.press(_KEY.Key_End, ctrl=True)
    keys.type("，腌菜先泡水")
    follow_up = page.sheet.three.follow_up_id
    program.shell.go(OpenToday())
    program.shell.go(OpenPrescriptions(follow_up))
    qtbot.waitUntil(page.medication.finder.isVisible)
    assert "缬沙坦胶囊" in rows(page)
    assert line(page, "食盐").toPlainText().endswith("，腌菜先泡水")
    assert any("草稿存于 08:36" in text for _, text in said)
    keys.press(_KEY.Key_S, ctrl=True)
    three = stored(page)
    assert three is not None
    assert [order.drug_name for order in three.medication] == ["苯磺酸氨氯地平片", "缬沙坦胶囊"]
    program.shell.go(OpenPrescriptions(follow_up))
    assert page.sheet.draft_saved_at is None


def test_a_drug_is_added_by_its_initials_and_its_quantity_follows_dose_and_days(opened: Open, keys: Keyboard) -> None:
    page = opened()
    add_drug(page, keys, "xst", "缬沙坦胶囊")
    row = rows(page)["缬沙坦胶囊"]
    assert row.dose.hasFocus()
    assert (row.dose.text(), row.quantity.text()) == ("", "")  # a dose is never guessed
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(page) is None
    assert row.dose.hasFocus()
    keys.type("80")
    assert (row.days.text(), row.quantity.text()) == ("28", "28")
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("160")
    assert row.quantity.text() == "56"
    row.days.setFocus()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("7")
    assert row.quantity.text() == "14"
    row._frequency.setCurrentIndex(row._frequency.findData("bid"))
    assert row.quantity.text() == "28"
    row.quantity.setFocus()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("30")
    assert row.order.quantity == 30
    assert row.order.change == "new"


def test_a_drug_added_by_mistake_goes_without_a_trace(opened: Open, keys: Keyboard) -> None:
    page = opened()
    add_drug(page, keys, "xst", "缬沙坦胶囊", "80")
    rows(page)["缬沙坦胶囊"].change.click()
    assert list(rows(page)) == ["苯磺酸氨氯地平片"]
    keys.press(_KEY.Key_S, ctrl=True)
    three = stored(page)
    assert three is not None
    assert [order.drug_name for order in three.medication] == ["苯磺酸氨氯地平片"]


def test_a_drug_of_the_regimen_is_stopped_and_taken_back(opened: Open) -> None:
    page = opened()
    row = rows(page)["苯磺酸氨氯地平片"]
    row.change.click()
    assert (row.order.change, row.order.quantity) == ("stopped", 0)
    assert not row.dose.isEnabled()
    row.change.click()
    assert (row.order.change, row.order.quantity) == ("same", 28)


def test_a_drug_from_elsewhere_can_be_stopped_and_that_is_printed_and_stored(
    qtbot: QtBot, program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    taken = (*_AMLODIPINE, DrugUse("布洛芬缓释胶囊", 2, "0.3 g"))
    made = village.visit(program.shell.station, people["何秀珍"], (136, 84), taken)
    program.shell.go(OpenPrescriptions(made))
    page = program.shell.pages["prescriptions"]
    qtbot.waitUntil(page.medication.finder.isVisible)
    (other,) = page.findChildren(StoppedDrug)
    assert "布洛芬缓释胶囊　随访表上写的，这里没有开" in words_in(other)
    other.findChild(QToolButton).click()
    assert "已写停用" in words_in(other)
    keys.press(_KEY.Key_S, ctrl=True)
    three = stored(page)
    assert three is not None
    stopped = [
        (order.drug_name, order.drug_id, order.quantity) for order in three.medication if order.change == "stopped"
    ]
    assert stopped == [("布洛芬缓释胶囊", "", 0)]
    assert len(program.shell.pages["dispensing"].counter.table.lines) == 1  # only what we prescribe is handed out


def test_a_forbidden_pair_cannot_be_stored_with_any_reason(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened()
    add_drug(page, keys, "xst", "缬沙坦胶囊", "80")
    add_drug(page, keys, "ynpl", "依那普利片", "10")
    assert any(check.severity == "forbid" for check in page.checks)
    assert "普利类不能和沙坦类合用" in words_in(page.medication)
    assert page.medication.concerns.reason("依那普利/缬沙坦") is None  # there is nowhere to write one
    page.medication.give_reason("依那普利/缬沙坦", "坚持要用这两种")
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(page) is None
    assert "普利类不能和沙坦类合用" in said[-1][1]
    focused = keys.focused
    assert focused in [row.change for row in rows(page).values()]
    next(row for name, row in rows(page).items() if "依那普利" in name).change.click()
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(page) is not None


def test_a_warning_wants_a_reason_and_the_reason_is_kept(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened()
    add_drug(page, keys, "xbdp", "硝苯地平", "10")
    warned = [check for check in page.checks if check.severity == "warn" and check.lines]
    assert any("地平类降压药" in check.text for check in warned)
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(page) is None
    assert "理由" in said[-1][1]
    asked = keys.focused
    assert asked is page.medication.concerns.reason(warned[0].code)
    assert asked.isVisible()
    keys.type("县医院专科医生定的方案")
    keys.press(_KEY.Key_S, ctrl=True)
    three = stored(page)
    assert three is not None
    assert three.overrules == ((warned[0].code, "县医院专科医生定的方案"),)


def test_more_than_four_weeks_wants_a_reason_for_the_whole_prescription(
    opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    page = opened()
    rows(page)["苯磺酸氨氯地平片"].days.setFocus()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("56")
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(page) is None
    assert "4 周" in said[-1][1]
    assert keys.focused is page.medication.concerns.reason("R4/4weeks")
    keys.type("外出务工两个月")
    keys.press(_KEY.Key_S, ctrl=True)
    three = stored(page)
    assert three is not None
    assert dict(three.overrules) == {"R4/4weeks": "外出务工两个月"}
    assert three.medication[0].quantity == 56


def test_more_than_twelve_weeks_cannot_be_stored(opened: Open, keys: Keyboard, said: list[tuple[str, str]]) -> None:
    page = opened()
    rows(page)["苯磺酸氨氯地平片"].days.setFocus()
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("85")
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(page) is None
    assert "84 天" in said[-1][1]


def test_diet_follows_the_drugs_until_the_doctor_has_written_it(opened: Open, keys: Keyboard) -> None:
    page = opened()
    assert line(page, "低钠盐").toPlainText() == "可以换低钠盐"
    add_drug(page, keys, "xst", "缬沙坦胶囊", "80")
    assert line(page, "低钠盐").toPlainText() == "不用低钠盐"
    assert "缬沙坦" in words_in(page.diet)
    assert "低钠盐已关" in words_in(page.diet)


def test_a_stored_visit_leads_to_its_prescriptions(
    qtbot: QtBot, program: Program, people: dict[str, str], opened: Open, keys: Keyboard
) -> None:
    follow_up = opened().sheet.three.follow_up_id
    program.shell.go(OpenVisit(people["何秀珍"], follow_up_id=follow_up))
    qtbot.waitUntil(program.shell.pages["follow_up"].form.isVisible)
    keys.press(_KEY.Key_F10)
    assert program.shell.current == "prescriptions"
    assert program.shell.pages["prescriptions"].sheet.three.follow_up_id == follow_up


def test_the_card_shows_what_is_written(opened: Open, keys: Keyboard) -> None:
    page = opened()
    for place in (0, 1, 2, 3):
        keys.press(_KEY.Key_Tab, ctrl=True)
        assert page._pane._tabs[place].isChecked()
    before = page._pane.preview.grab().toImage()
    line(page, "食盐").setFocus()
    keys.press(_KEY.Key_End, ctrl=True)
    keys.type("，少放酱油")
    assert page._pane.preview.grab().toImage() != before


def test_a_line_grows_with_its_text_and_none_of_it_is_hidden(opened: Open, keys: Keyboard) -> None:
    page = opened()
    edit = line(page, "蔬菜")
    low = edit.height()
    edit.setFocus()
    keys.press(_KEY.Key_End, ctrl=True)
    keys.type("，颜色深的菜占一半，自家菜园的最好，腌过的不算")
    assert edit.height() > 2 * low - 10
    assert edit.verticalScrollBar().maximum() == 0
    keys.press(_KEY.Key_Return)
    assert "\n" not in edit.toPlainText()
    assert keys.focused is not edit


class TestDiseasesThatDisagree:
    """three_prescriptions.md §8, M2: ranges without anything in common block until the doctor has decided."""

    @pytest.fixture
    def page(self, opened: Open) -> PrescriptionsPage:
        """Somebody whose kidneys ask for little protein and whose lungs ask for much."""
        page = opened()
        first = page.sheet.contributions[0]
        kidney, lung = (
            DietItem("protein", "蛋白", "range", low, high, "克", f"蛋白每公斤 {low}–{high} 克")
            for low, high in ((0.6, 0.8), (1.0, 1.5))
        )
        parts = (replace(first, diet=(*first.diet, kidney)), replace(first, disease="copd", diet=(lung,)))
        three = replace(page.sheet.three, diet=merge_diet(parts))
        page._show(replace(page.sheet, contributions=parts, three=three))
        return page

    def test_it_cannot_be_saved_and_says_where(self, page: PrescriptionsPage, said: list[tuple[str, str]]) -> None:
        assert "蛋白每公斤 0.6–0.8 克；蛋白每公斤 1.0–1.5 克" in words_in(page.diet)
        page.save()
        assert said[-1][1].endswith("请改写这一条并写明理由。")
        assert stored(page) is None

    def test_what_the_doctor_writes_wants_a_reason_too(
        self, page: PrescriptionsPage, said: list[tuple[str, str]]
    ) -> None:
        place = next(number for number, item in enumerate(page.diet.items) if item.item_code == "protein")
        page.diet._retext(place, "蛋白每公斤 0.8 克")
        assert "合不到一起" in "".join(check.text for check in page.checks if check.severity == "warn")
        asked = next(check.code for check in page.checks if check.severity == "warn" and "合不到一起" in check.text)
        reason = page.medication.concerns.reason(asked)
        assert reason is not None
        assert reason.isVisible()
        page.save()
        assert "请写明理由" in said[-1][1]
        assert stored(page) is None


@pytest.mark.parametrize("field", ["dose", "days", "quantity"])
def test_a_figure_typed_over_another_replaces_it(opened: Open, qtbot: QtBot, field: str) -> None:
    page = opened()
    edit = getattr(rows(page)["苯磺酸氨氯地平片"], field)
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(edit, "10")
    assert edit.text() == "10"


def test_what_is_not_advised_follows_the_drugs_and_is_stored(opened: Open, keys: Keyboard) -> None:
    page = opened()
    assert "不要用低钠盐" not in words_in(page.diet)
    add_drug(page, keys, "YNPL", "依那普利片", "5")
    assert "不要用低钠盐" in words_in(page.diet)
    assert "不要用低钠盐" in page.three().not_advised


def test_how_many_eat_together_is_asked_beside_the_salt_and_kept(opened: Open, keys: Keyboard) -> None:
    page = opened()
    assert "还没问" in words_in(page.diet)
    page.diet.eaters.setFocus()
    keys.enter("4")
    assert "4 口人，400 克盐吃 20 天" in words_in(page.diet)
    assert "还没问" not in words_in(page.diet)
    assert any("4 口人" in item.explain for item in page.three().diet)
    page.open(OpenPrescriptions(page.sheet.three.follow_up_id))
    assert page.diet.eaters.text() == "4"


def test_how_exercise_grows_is_on_the_screen_as_on_the_paper(opened: Open) -> None:
    page = opened()
    assert page.exercise.advice.progression
    assert f"怎么加：{page.exercise.advice.progression}" in words_in(page.exercise)

"""Wrong values on the visit page: said where they stand, and not saved."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, stored, words_in

_KEY = Qt.Key


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

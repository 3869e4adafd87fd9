"""Is this an emergency? What the answer does to the judgement, and what stands in the database."""

from datetime import timedelta

from PySide6.QtCore import Qt

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, stored, words_in

_KEY = Qt.Key


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

"""The strip follows what is typed: class, reasons, next visit, referral."""

from PySide6.QtCore import Qt

from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, words_in

_KEY = Qt.Key


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


def test_180_over_110_is_urgent_by_its_figures(opened: Open, keys: Keyboard) -> None:
    page = opened("欧阳建国")
    keys.type("179109")
    assert "紧急转诊" not in words_in(page.strip)
    page.form.focus_field("sbp")
    keys.type("180")
    assert "紧急转诊" in words_in(page.strip)
    assert "180/109" in words_in(page.strip)
    assert page.strip.at_once.isVisible()
    assert not page.strip.save.isVisible()
    assert page.form.readings().mean.property("level") == "danger"


def test_what_only_the_doctor_knows_raises_the_class(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.press(_KEY.Key_F2)
    keys.type("1")
    assert "4 并发症" in words_in(page.strip)
    assert "建议转上级" in words_in(page.strip)
    keys.type("1")
    assert "1 控制满意" in words_in(page.strip)

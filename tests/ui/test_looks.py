"""Every page at the sizes of real screens: nothing that carries meaning is cut off."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.domain.follow_up import DrugUse
from vclinic.main import Program
from vclinic.services import draft_prescription, prescribe, register_resident, stock_room
from vclinic.ui import theme
from vclinic.ui.destinations import (
    Destination,
    OpenDispensing,
    OpenOfficialForms,
    OpenPrescriptions,
    OpenRecord,
    OpenRegister,
    OpenStock,
    OpenToday,
    OpenVisit,
)
from vclinic.ui.pages.residents.record import RecordPage
from vclinic.ui.widgets.elided import ElidedLabel

PAGES = (
    "today",
    "residents",
    "record",
    "register",
    "import",
    "stock",
    "returned",
    "sync",
    "conflict",
    "stick",
    "settings",
    "follow_up",
    "dispensing",
    "print",
)
OF_ONE = {"record": OpenRecord, "follow_up": OpenVisit, "print": OpenOfficialForms}
SCREENS = {"100": (1366, 698), "125": (1093, 544), "150": (911, 442)}


def written(widget: QWidget) -> str:
    """What stands in a widget."""
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    return widget.text() if isinstance(widget, QLabel | QPushButton | QToolButton) else ""


def cut_off(page: QWidget) -> list[str]:
    """Texts that do not fit where they stand, wrapped ones by their height."""
    listed: list[str] = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and widget.text() and not isinstance(widget, ElidedLabel):
            need = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().width()
            have = widget.height() if widget.wordWrap() else widget.width()
            if "\n" in widget.text() and not widget.wordWrap() and widget.height() < widget.sizeHint().height():
                need, have = widget.sizeHint().height(), widget.height()
        elif isinstance(widget, QPushButton) and widget.text():
            need, have = widget.minimumSizeHint().width(), widget.width()
        elif isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            continue
        elif isinstance(widget, QToolButton) and widget.text():
            need, have = widget.fontMetrics().horizontalAdvance(widget.text()) + 4, widget.width()
        elif isinstance(widget, QLineEdit) and (widget.text() or widget.placeholderText()):
            need, have = widget.fontMetrics().horizontalAdvance(written(widget)) + 8, widget.width()
        elif isinstance(widget, QPlainTextEdit):
            need, have = widget.verticalScrollBar().maximum(), 0
        else:
            continue
        if need > have + 1:
            listed.append(f"{written(widget)!r} needs {need}, has {have}")
    return listed


def cut_off_for_good(page: QWidget, qtbot: QtBot) -> list[str]:
    """What is still cut off once the layouts have come to rest."""
    for _ in range(10):
        if not cut_off(page):
            break
        qtbot.wait(30)
    return cut_off(page)


@pytest.mark.parametrize("scale", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off(
    name: str, scale: str, program: Program, people: dict[str, str], qtbot: QtBot, tmp_path: Path
) -> None:
    window = program.window
    window.setMinimumSize(0, 0)
    window.resize(*SCREENS[scale])
    if name == "conflict":
        village.two_versions(program.shell.station, people["何秀珍"])
    program.shell.go(OF_ONE[name](people["何秀珍"]) if name in OF_ONE else program.shell.pages.kinds[name].opens[0]())
    qtbot.wait(30)
    cut = cut_off_for_good(program.shell, qtbot)
    folder = Path(os.environ.get("VCLINIC_SHOTS", tmp_path))
    window.grab().save(str(folder / f"{name}-{scale}.png"))
    assert (window.width(), window.height()) == SCREENS[scale]
    assert cut == []


@pytest.mark.parametrize("scale", SCREENS)
def test_what_another_computer_wrote_is_read_whole_on_the_record(
    scale: str, program: Program, people: dict[str, str], qtbot: QtBot, tmp_path: Path
) -> None:
    window = program.window
    window.setMinimumSize(0, 0)
    window.resize(*SCREENS[scale])
    village.two_versions(program.shell.station, people["何秀珍"])
    program.shell.go(OpenRecord(people["何秀珍"]))
    page = program.shell.pages["record"]
    assert isinstance(page, RecordPage)
    titles = [page.table.item(row, 1) for row in range(page.table.rowCount())]
    page.table.setCurrentCell([item.text() for item in titles if item is not None].index("另一台写的一版"), 0)
    qtbot.wait(30)
    cut = cut_off_for_good(program.shell, qtbot)
    folder = Path(os.environ.get("VCLINIC_SHOTS", tmp_path))
    window.grab().save(str(folder / f"record-other-version-{scale}.png"))
    assert cut == []
    for text in ("韦美兰", "13811111111（这台写的 13822222222）", "三组 8 号后院"):
        assert text in page.other_version.text
    page.table.opened.emit(page.table.currentRow())
    assert program.shell.current == "conflict"


def _referral(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    keys.type("15896")
    keys.type("15694")


def _overrule(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    _referral(program, people, keys)
    keys.press(Qt.Key.Key_F8)


def _emergency(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    _referral(program, people, keys)
    program.shell.pages["follow_up"].form.focus_field("symptom_codes")
    keys.type("26")


def _wrong(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    keys.type("8496")


def _returned(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    station = program.shell.station
    follow_up = village.visit(station, people["赵冬梅"], (134, 80))
    village.receipts_for_all(station)
    village.send_back(station, follow_up, "血压与上次相同，请核对", station.clock.today() + timedelta(days=3))
    program.shell.go(OpenVisit(people["赵冬梅"], follow_up_id=follow_up))


def _two_diseases(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    station = program.shell.station
    register_resident.enrol_register(station, people["赵冬梅"], "t2dm", date(2020, 1, 1), height_cm=160)
    program.shell.go(OpenVisit(people["赵冬梅"]))
    page = program.shell.pages["follow_up"]
    for key, value in (("bp_readings", (("134", "82"),)), ("fbg", "8.2"), ("dorsalis_pedis", "1")):
        page.state.put(key, value)


def _letter(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    _referral(program, people, keys)
    keys.press(Qt.Key.Key_F9)


def _prescriptions(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    taken = (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), DrugUse("布洛芬缓释胶囊", 2, "0.3 g"))
    made = village.visit(program.shell.station, people["何秀珍"], (150, 92), taken)
    program.shell.go(OpenPrescriptions(made))


def _warned(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    _prescriptions(program, people, keys)
    page = program.shell.pages["prescriptions"]
    station = program.shell.station
    page.medication.add_drug(station.catalog.drug(village.VALSARTAN))
    keys.type("80")


def _finding(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    _prescriptions(program, people, keys)
    keys.press(Qt.Key.Key_Insert)
    keys.type("xst")


def _counter(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    """Two prescriptions wait; the one at the counter wants more than there is, from two batches, one expired."""
    _warned(program, people, keys)
    stock_room.receive(program.shell.station, village.VALSARTAN, "V0", date(2027, 3, 31), 6, 300)
    page = program.shell.pages["prescriptions"]
    for check in [check for check in page.checks if check.severity == "warn"]:
        page.medication.give_reason(check.code, "县医院定的方案")
    keys.press(Qt.Key.Key_S, ctrl=True)
    assert program.shell.current == "dispensing"
    assert program.shell.pages["dispensing"].counter.table.lines


def _second_version(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    """The counter after a second visit of the day: what the first prescription handed out is told."""
    station = program.shell.station
    village.visit(station, people["单国英"], (134, 82), dispensed=True)
    sheet = draft_prescription.draft(station, village.visit(station, people["单国英"], (138, 86)))
    made = prescribe.save(station, sheet, sheet.three)
    assert isinstance(made, str), made
    program.shell.go(OpenDispensing(made))
    assert "今天上一版处方已发" in program.shell.pages["dispensing"].counter.notes.earlier.text


SCENES = {
    "referral": _referral, "overrule": _overrule, "emergency": _emergency, "wrong": _wrong, "returned-visit": _returned,
    "two-diseases": _two_diseases, "letter": _letter, "prescriptions": _prescriptions, "warned": _warned, "finding": _finding, "counter": _counter,
    "second-version": _second_version,
}  # fmt: skip


@pytest.mark.parametrize("scale", SCREENS)
@pytest.mark.parametrize("scene", SCENES)
def test_nothing_is_cut_off_in_the_middle_of_work(
    scene: str, scale: str, program: Program, people: dict[str, str], qtbot: QtBot, tmp_path: Path
) -> None:
    window = program.window
    window.setMinimumSize(0, 0)
    window.resize(*SCREENS[scale])
    SCENES[scene](program, people, Keyboard(qtbot, window))
    program.shell.message.say("info", "")
    qtbot.wait(30)
    cut = cut_off_for_good(program.shell, qtbot)
    window.grab().save(str(Path(os.environ.get("VCLINIC_SHOTS", tmp_path)) / f"{scene}-{scale}.png"))
    assert (window.width(), window.height()) == SCREENS[scale]
    assert cut == []


@pytest.mark.parametrize("scale", SCREENS)
def test_figures_stand_under_their_captions(scale: str, program: Program, people: dict[str, str], qtbot: QtBot) -> None:
    program.window.setMinimumSize(0, 0)
    program.window.resize(*SCREENS[scale])
    _counter(program, people, Keyboard(qtbot, program.window))
    qtbot.wait(30)
    page = program.shell.pages["dispensing"]

    def right_of(text: str) -> int:
        label = next(entry for entry in page.counter.table.holder.findChildren(QLabel) if entry.text() == text)
        return label.mapTo(page.counter.table.holder, label.rect().topRight()).x()

    assert abs(right_of("开方") - right_of("14 片")) <= 2
    assert abs(right_of("金额（元）") - right_of("4.04")) <= 2


@pytest.mark.parametrize("scale", SCREENS)
def test_the_counter_is_never_wider_than_its_place(
    scale: str, program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    program.window.setMinimumSize(0, 0)
    program.window.resize(*SCREENS[scale])
    _counter(program, people, Keyboard(qtbot, program.window))
    qtbot.wait(30)
    page = program.shell.pages["dispensing"]
    sideways = [
        bar.maximum()
        for bar in page.findChildren(QScrollBar)
        if bar.orientation() == Qt.Orientation.Horizontal and bar.isVisible()
    ]
    assert [most for most in sideways if most] == []


def test_a_warning_is_read_whole(program: Program, people: dict[str, str], qtbot: QtBot) -> None:
    _warned(program, people, Keyboard(qtbot, program.window))
    page = program.shell.pages["prescriptions"]
    (warning,) = [check for check in page.checks if check.severity == "warn"]
    assert warning.text in [entry.text() for entry in page.medication.findChildren(QLabel)]


@pytest.mark.parametrize("scene", ["referral", "prescriptions"])
def test_the_first_screen_needs_no_scrolling(
    scene: str, program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    SCENES[scene](program, people, Keyboard(qtbot, program.window))
    qtbot.wait(500)  # until the page has taken its last height
    scrolled = [bar for bar in program.shell.stack.findChildren(QScrollBar) if bar.isVisible() and bar.maximum() > 0]
    assert scrolled == []


@pytest.mark.parametrize("scale", SCREENS)
@pytest.mark.parametrize("scene", ["referral", "returned-visit", "prescriptions"])
def test_nothing_is_read_sideways(
    scene: str, scale: str, program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    """A form that has to be pushed left and right is filled in wrongly."""
    program.window.setMinimumSize(0, 0)
    program.window.resize(*SCREENS[scale])
    SCENES[scene](program, people, Keyboard(qtbot, program.window))
    qtbot.wait(30)
    bars = [
        bar for bar in program.shell.stack.findChildren(QScrollBar) if bar.orientation() is Qt.Orientation.Horizontal
    ]
    assert [bar for bar in bars if bar.isVisible() and bar.maximum() > 0] == []


ON_NARROW: dict[str, Callable[[Program, dict[str, str], Keyboard], None]] = {
    "today": lambda program, _people, _keys: program.shell.go(OpenToday()),
    "visit": _referral,
    "prescriptions": _prescriptions,
    "counter": _counter,
}


@pytest.mark.parametrize("scale", ["125", "150"])
@pytest.mark.parametrize("page", ON_NARROW)
def test_with_its_pane_called_up_no_page_is_read_sideways_or_widened(
    page: str, scale: str, program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    """F11: the pane takes the place of what has no room beside it, and gives it back."""
    window = program.window
    window.setMinimumSize(0, 0)
    window.resize(*SCREENS[scale])
    ON_NARROW[page](program, people, Keyboard(qtbot, window))
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_F11)
        qtbot.wait(30)
        assert (window.width(), window.height()) == SCREENS[scale]
        bars = program.shell.stack.findChildren(QScrollBar)
        sideways = [bar for bar in bars if bar.orientation() is Qt.Orientation.Horizontal and bar.maximum() > 0]
        assert [bar for bar in sideways if bar.isVisible()] == []
        assert cut_off_for_good(program.shell, qtbot) == []
    side = program.shell.pages[program.shell.current].side()
    assert side is not None
    assert side.isHidden()


def test_a_key_that_leads_to_the_form_brings_it_back_from_behind_the_pane(
    program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    program.window.setMinimumSize(0, 0)
    program.window.resize(*SCREENS["150"])
    keys = Keyboard(qtbot, program.window)
    _wrong(program, people, keys)
    page = program.shell.pages["follow_up"]
    keys.press(Qt.Key.Key_F11)
    assert page.body.side.isVisible()
    assert not page.form.isVisible()
    keys.press(Qt.Key.Key_F3)
    assert page.form.isVisible()
    assert not page.body.side.isVisible()
    assert page.form.isAncestorOf(keys.focused)


@pytest.mark.parametrize("destination", [OpenRegister(), OpenStock()])
@pytest.mark.parametrize("scale", SCREENS)
def test_a_record_and_the_stock_are_not_read_sideways(
    scale: str, destination: Destination, program: Program, qtbot: QtBot
) -> None:
    program.window.setMinimumSize(0, 0)
    program.window.resize(*SCREENS[scale])
    program.shell.go(destination)
    qtbot.wait(30)
    bars = program.shell.stack.findChildren(QScrollBar)
    sideways = [bar for bar in bars if bar.orientation() is Qt.Orientation.Horizontal and bar.isVisible()]
    assert [bar for bar in sideways if bar.maximum() > 0] == []


def test_the_style_sheet_names_every_token() -> None:
    text = theme.style_sheet()
    assert "@" not in text
    assert "$" not in text
    assert theme.TOKENS.accent in text


def test_larger_letters_are_larger_everywhere(qapp: QApplication) -> None:
    theme.apply_theme(qapp, 18)
    try:
        assert theme.font().pixelSize() == 18
        assert theme.font(theme.TITLE).pixelSize() == 24
        assert "font-size: 18px" in qapp.styleSheet()
    finally:
        theme.apply_theme(qapp)
    assert qapp.font().pixelSize() == theme.BASE


def _luminance(name: str) -> float:
    colour = theme.colour(name)
    parts = [entry / 12.92 if entry <= 0.04045 else ((entry + 0.055) / 1.055) ** 2.4 for entry in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "surface_3"), ("ink_2", "surface_3"), ("ink_3", "surface_3"), ("accent_2", "tint"),
        ("on_accent", "accent"), ("danger", "danger_t"), ("warn", "warn_t"), ("ok", "ok_t"), ("info", "info_t"),
    ],
)  # fmt: skip
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_wide_window_widens_the_list_and_not_the_form(program: Program, people: dict[str, str], qtbot: QtBot) -> None:
    program.shell.go(OpenToday())
    qtbot.wait(10)
    narrow = program.shell.pages["today"].table.width()
    program.window.resize(1700, 698)
    qtbot.wait(10)
    assert program.shell.pages["today"].table.width() == narrow + 1700 - 1366
    assert program.shell.pages["today"].preview.width() == 300
    assert Qt.ScrollBarPolicy.ScrollBarAlwaysOff == program.shell.pages["today"].table.horizontalScrollBarPolicy()
    assert people

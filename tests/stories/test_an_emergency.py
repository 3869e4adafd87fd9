"""186/112 and a headache: stored and referred with one key, red until the outcome is known, first at the township."""

import os
from pathlib import Path

from playwright.sync_api import Browser, expect
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.browsing import sign_in
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.window import pair_in_window, report
from tests.ui.hands import Keyboard
from tests.ui.visiting import page_of, stored, words_in
from vclinic.main import Program
from vclinic.ui.destinations import OpenPrescriptions, OpenRecord, OpenToday, OpenVisit
from vclinic.ui.pages.today.page import TodayPage

NAME = "欧阳建国"


def picture(program: Program, name: str, folder: Path) -> None:
    program.shell.window().grab().save(str(folder / f"{name}.png"))


def today_of(program: Program) -> TodayPage:
    page = program.shell.pages["today"]
    assert isinstance(page, TodayPage)
    return page


def resident_of(program: Program) -> str:
    today = today_of(program)
    program.shell.go(OpenToday())
    return next(row.resident_id for row in today.model.rows if row.name == NAME)


def refer(qtbot: QtBot, program: Program, resident_id: str, pictures: Path) -> int:
    """The doctor at the keyboard; returns the key actions after the readings."""
    shell = program.shell
    shell.go(OpenVisit(resident_id))
    page, keys = page_of(program), Keyboard(qtbot, program.shell.window())
    keys.type("186112")
    before = page.effort.actions
    keys.type("2")  # 头痛头晕
    keys.press(Qt.Key.Key_F3)  # 这是不是危急情况？
    keys.type("2")  # 剧烈头痛或头晕
    picture(program, "visit", pictures)
    keys.press(Qt.Key.Key_Return, ctrl=True)
    return page.effort.actions - before


def test_one_key_stores_and_refers_and_the_person_stays_red_until_the_outcome_is_known(
    qtbot: QtBot, program: Program, township: RunningTownship, browser: Browser, tmp_path: Path
) -> None:
    pair_in_window(qtbot, program, township)
    resident_id = resident_of(program)
    pictures = Path(os.environ.get("EMERGENCY_PICTURES", tmp_path))
    count = refer(qtbot, program, resident_id, pictures)
    shell = program.shell
    assert count <= 8
    assert shell.current == "print"
    visit = stored(shell.station, resident_id)[0]
    assert (visit.record.sbp, visit.record.dbp, visit.record.emergency_signs) == (186, 112, ("headache",))
    assert (visit.record.heart_rate, visit.entry_seconds < 60) == (None, True)
    assert "危急" in visit.record.referral_reason
    picture(program, "slip", pictures)

    shell.back()
    today = today_of(program)
    assert shell.current == "today"
    first = today.model.rows[0]
    assert (first.name, first.danger, first.ask_about) == (NAME, "danger", visit.id)
    assert "待补：随访方式、心率" in first.why
    picture(program, "today", pictures)
    shell.go(OpenRecord(resident_id))
    assert "还没问到结果" in words_in(shell)
    shell.go(OpenPrescriptions(visit.id))
    assert "危急，已转诊，用药由上级决定" in words_in(shell)
    picture(program, "prescriptions", pictures)

    report(qtbot, program)
    console = sign_in(browser, township.url, "linxy", PASSWORD)
    console.goto(f"{township.url}/review")
    (pictures / "queue.png").write_bytes(console.screenshot())
    console.get_by_role("link", name=NAME).first.click()
    expect(console.locator("body")).to_contain_text("已转诊")
    (pictures / "console.png").write_bytes(console.screenshot())

    complete(program, visit.id)
    report(qtbot, program)
    console.goto(f"{township.url}/review")
    expect(console.locator("body")).to_contain_text("危急")
    shell.go(OpenToday())
    assert today.model.rows[0].name == NAME
    assert "待补" not in today.model.rows[0].why

    keys = Keyboard(qtbot, shell.window())
    today.table.setCurrentIndex(today.model.index(0, 2))
    today.table.setFocus()
    keys.type("J1")
    picture(program, "outcome", pictures)
    keys.enter("")
    assert all(row.name != NAME or not row.ask_about for row in today.model.rows)
    assert stored(shell.station, resident_id)[0].record.referral_outcome == "1"
    report(qtbot, program)
    console.goto(f"{township.url}/review")
    console.get_by_role("link", name=NAME).first.click()
    expect(console.locator("body")).to_contain_text("到了，住院或留观")


def complete(program: Program, follow_up_id: str) -> None:
    """The rest of the form, some hours later; nobody asks why it was not there."""
    shell = program.shell
    resident_id = page_of(program).sheet.resident.id
    shell.go(OpenVisit(resident_id, follow_up_id=follow_up_id))
    page = page_of(program)
    assert page.sheet.to_complete
    page.state.confirm_all()
    page.state.put("symptom_codes", ("2",))
    page.state.put("emergency_signs", ("headache",))
    page.state.put("heart_rate", "96")
    page.state.put("weight_kg", "64.5")
    page.storing.save()
    assert stored(shell.station, resident_id)[0].to_complete == ()

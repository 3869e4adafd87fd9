"""Takes the manuals' pictures again: `make manual`. Parts of the windows as the demo leaves them, small enough to be shipped."""

import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import console_pictures
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtTest import QTest
from small_pictures import keep

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import worlds  # noqa: E402 - the tests' worlds are no installed package
from vclinic.clock import SteppingClock  # noqa: E402
from vclinic.main import Program  # noqa: E402
from vclinic.services import clinic_setup, sample_village  # noqa: E402
from vclinic.start import make_application  # noqa: E402
from vclinic.ui.destinations import OpenSettings  # noqa: E402
from vclinic.ui.pages.settings import SettingsPage  # noqa: E402
from vclinic.ui.window import Window  # noqa: E402

DOCTOR = ROOT / "resources" / "manual" / "doctor"
WIDEST = 700  # what the help window has room for
FROM_THE_DEMO = {
    "wizard": ("01-wizard", QRect(393, 62, 580, 551)),
    "roster": ("03-roster-preview", QRect(60, 54, 620, 276)),
    "today": ("04-today", QRect(184, 52, 860, 420)),
    "visit": ("06-follow-up", QRect(64, 48, 890, 420)),
    "verdict": ("06-follow-up", QRect(56, 612, 910, 86)),
    "as-before": ("10-stable-visit", QRect(956, 612, 410, 86)),
    "prescriptions": ("07-three-prescriptions", QRect(66, 98, 950, 534)),
    "dispensing": ("08-dispensing", QRect(268, 50, 800, 214)),
    "sync-centre": ("11-sync-before", QRect(184, 52, 620, 244)),
    "returned": ("14-returned-form", QRect(64, 158, 890, 218)),
}


def from_the_demo(folder: Path) -> None:
    """Play the story and keep parts of what it shows."""
    subprocess.run([sys.executable, "-m", "vclinic", "demo", "--headless", "--out", str(folder)], check=True)
    for name, (source, part) in FROM_THE_DEMO.items():
        keep(QImage(str(folder / f"{source}.png")).copy(part), DOCTOR / f"{name}.png", WIDEST)


def settings(folder: Path) -> None:
    """The card about backups."""
    clock = SteppingClock(datetime(2026, 11, 24, 9, 20).astimezone())
    station = clinic_setup.create_clinic(folder, worlds.SETUP, clock, worlds.CHEAP).station
    sample_village.fill(station, 50, 12, 1)
    window = Window()
    window.show()
    program = Program(window, folder, clock)
    program.enter(station)
    QTest.qWait(1500)
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.copies.place.setText("E:\\卫生室备份")
    QTest.qWait(300)
    card = page.copies
    written_on = QRect(0, 0, card.width(), card.childrenRect().bottom() + 17)  # below it the card only fills its row
    keep(QPixmap(card.grab(written_on)).toImage(), DOCTOR / "settings.png", WIDEST)
    program.close()
    window.close()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    DOCTOR.mkdir(parents=True, exist_ok=True)
    make_application()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        from_the_demo(Path(place) / "story")
        settings(Path(place) / "clinic")
        console_pictures.take(Path(place) / "console", ROOT / "resources" / "manual" / "reviewer")

"""Takes the README's pictures again: `make pictures`. The windows come from the demo, the console from Chromium."""

import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile

from PySide6.QtCore import QEventLoop, QTimer
from sqlmodel import select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sync.client import engine  # noqa: E402 - the tests' worlds are no installed package
from sync.client.pairing import pair  # noqa: E402
from sync.server.database.tables import Staff  # noqa: E402
from sync.server.review import review  # noqa: E402
from tests import worlds  # noqa: E402
from tests.browsing import chromium, sign_in  # noqa: E402
from tests.server.township import PASSWORD, ZONE, TurnableClock, running  # noqa: E402
from vclinic.clock import SteppingClock  # noqa: E402
from vclinic.main import Program  # noqa: E402
from vclinic.services import clinic_setup, record_follow_up, sample_village, visit_sheet  # noqa: E402
from vclinic.services.find_residents import find  # noqa: E402
from vclinic.services.record_follow_up import VisitEntry  # noqa: E402
from vclinic.start import make_application  # noqa: E402
from vclinic.storage import follow_ups  # noqa: E402
from vclinic.ui.destinations import OpenVisit  # noqa: E402
from vclinic.ui.pages.follow_up.page import FollowUpPage  # noqa: E402
from vclinic.ui.window import Window  # noqa: E402

TARGET = ROOT / "docs" / "pictures"
WINDOWS = {
    "04-today": "today",
    "06-follow-up": "follow-up",
    "07-three-prescriptions": "three-prescriptions",
    "08-dispensing": "dispensing",
    "14-returned-form": "returned",
}


def windows(folder: Path) -> None:
    """Play the story and keep what the README shows of it."""
    subprocess.run([sys.executable, "-m", "vclinic", "demo", "--headless", "--out", str(folder)], check=True)
    for source, name in WINDOWS.items():
        copyfile(folder / f"{source}.png", TARGET / f"{name}.png")


def console(folder: Path) -> None:
    """A visit that was returned and came back, with both versions side by side."""
    clock = TurnableClock(datetime(2026, 11, 24, 9, 20, tzinfo=ZONE))
    with running(folder / "township", clock) as township, worlds.clinic(folder / "clinic") as (station, today):
        township.staff("linxy", "林晓燕")
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        sample_village.fill(station, 200, 12, 1)
        engine.sync(station.store, today.now)
        resident = find(station, "何秀珍")[0].id
        with station.store.read() as session:
            visit = follow_ups.of_resident(session, resident, limit=1)[0]
        with township.store.write() as session:
            staff = session.exec(select(Staff)).one()
            deadline = (clock().date() + timedelta(days=3)).isoformat()
            remarks = {"heart_rate": "与上次完全相同，请核对。"}
            review.decide(session, visit.change_id, review.Decision(False, remarks, "", deadline), staff, clock())
        engine.sync(station.store, today.now)
        sheet = visit_sheet.open_visit(station, resident, visit.id)
        mended = sheet.values | {"heart_rate": 80, "other_signs": "双踝轻度水肿"}
        record_follow_up.record(station, sheet, VisitEntry(mended))
        engine.sync(station.store, today.now)
        with station.store.read() as session:
            change = follow_ups.get(session, visit.id).change_id
        with chromium() as browser:
            page = sign_in(browser, township.url, "linxy", PASSWORD)
            page.goto(f"{township.url}/review/{change}")
            page.screenshot(path=TARGET / "console.png")
            page.close()


def two_diseases(folder: Path) -> None:
    """A visit of somebody with hypertension and diabetes: one page, two judgements."""
    app = make_application()
    clock = SteppingClock(datetime(2026, 11, 24, 9, 20, tzinfo=ZONE))
    station = clinic_setup.create_clinic(folder, worlds.SETUP, clock, worlds.CHEAP).station
    sample_village.fill(station, 200, 12, 1)
    window = Window()
    window.resize(1366, 698)
    window.show()
    program = Program(window, folder, clock)
    program.enter(station)
    _let_run(2.0)  # what is loaded after the log-in takes the focus once more
    program.shell.go(OpenVisit(find(station, "张德福")[0].id))
    page = program.shell.pages["follow_up"]
    assert isinstance(page, FollowUpPage)
    typed = {"bp_readings": (("134", "82"),), "heart_rate": "76", "fbg": "8.2", "dorsalis_pedis": "1"}
    for key, value in typed.items():
        page.state.put(key, value)
    _let_run(0.5)
    window.grab().save(str(TARGET / "two-diseases.png"))
    program.close()
    window.close()
    app.processEvents()


def _let_run(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        windows(Path(place) / "story")
        console(Path(place))
        two_diseases(Path(place) / "two")

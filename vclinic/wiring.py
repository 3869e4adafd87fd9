"""Pages and sync put together; only main and the command line may know both the desktop and sync."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vclinic.domain.problem import Refused
from vclinic.newer import Newer, notice
from vclinic.services.workstation import Doctor, Workstation
from vclinic.storage import doctors
from vclinic.ui.pages.conflict import ConflictPage
from vclinic.ui.pages.dispensing.page import DispensingPage
from vclinic.ui.pages.follow_up.page import FollowUpPage
from vclinic.ui.pages.invited import Invited
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.pages.pages import Pages
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage
from vclinic.ui.pages.print_page import PrintPage
from vclinic.ui.pages.residents.import_page import ImportPage
from vclinic.ui.pages.residents.page import ResidentsPage
from vclinic.ui.pages.residents.record import RecordPage
from vclinic.ui.pages.residents.register import RegisterPage
from vclinic.ui.pages.returned import ReturnedPage
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.stick.carried import Answered, Carried
from vclinic.ui.pages.stick.page import StickPage
from vclinic.ui.pages.stock.page import StockPage
from vclinic.ui.pages.sync_centre import SyncCentrePage
from vclinic.ui.pages.today.page import TodayPage

if TYPE_CHECKING:
    from sync.client.engine import RoundReport

PAGES: tuple[type[AnyPage], ...] = (
    TodayPage,
    ResidentsPage,
    RecordPage,
    RegisterPage,
    ImportPage,
    FollowUpPage,
    PrescriptionsPage,
    DispensingPage,
    StockPage,
    ReturnedPage,
    SyncCentrePage,
    ConflictPage,
    StickPage,
    SettingsPage,
    PrintPage,
)


def make_pages(
    station: Workstation, pair_with: Callable[[str, str], str], sync_now: Callable[[], None], newer: Newer
) -> Pages:
    """Every page of the program, each made when it is first opened."""

    def make(kind: type[AnyPage]) -> AnyPage:
        if kind is SyncCentrePage:
            return SyncCentrePage(station, pair_with, sync_now, read_pairing)
        if kind is StickPage:
            return StickPage(
                station, lambda folder, seen: carry(station, folder, seen), lambda path: read_back(station, path)
            )
        if kind is SettingsPage:
            return SettingsPage(station, newer)
        return kind(station)

    return Pages(PAGES, make)


def read_pairing(typed: str) -> Invited | None:
    """What a pairing text says; None for a bare address, whose code is typed beside it."""
    from sync.protocol import pairing_text

    if not pairing_text.is_pairing(typed):
        return None
    try:
        told = pairing_text.read(typed)
    except Refused as fault:
        return Invited(problem=fault.sentence)
    return Invited(told.url, told.code, known=bool(told.fingerprint))


def pair_device(station: Workstation, url: str, code: str) -> str:
    """Pair this machine; the township's name is on the station from now on, and the doctor's id if it had to change."""
    from sync.client.pairing import pair

    device = pair(station.store, url, code)
    with station.store.read() as session:
        known = doctors.by_login(session, station.doctor.login)
    station.doctor = Doctor(*known) if known else station.doctor
    station.clinic = replace(station.clinic, township_name=device.township)
    return device.township


def sync_device(station: Workstation, progress: Callable[[int, int], None]) -> "RoundReport":
    """One round; once a day the township is asked for a newer program too."""
    from sync.client.engine import sync as sync_round  # with requests: many a day ends without a round

    report = sync_round(station.store, station.clock.now, progress, station.clock.monotonic)
    notice(station)
    return report


def carry(station: Workstation, folder: Path, progress: Callable[[int, int], None]) -> Carried:
    """What waits, written into a folder under the usual name and read back; no package that lies there is touched."""
    from sync.client.packages import ENDING, suggested_name, unused, write_package

    name = suggested_name(station.clinic.village_code, station.clock.now())
    older = len(list(folder.glob(f"shangbao-*{ENDING}")))
    path = unused(folder, name)
    made = write_package(station.store, path, station.clock.now, progress)
    size = sum(file.stat().st_size for file in made.files)
    return Carried(made.files, made.changes, size, renamed=path.name != name, older=older)


def read_back(station: Workstation, path: Path) -> Answered:
    """The receipts of a package, taken in."""
    from sync.client.packages import read_receipts
    from vclinic.services.sync_status import status

    before = status(station)
    told = read_receipts(station.store, path, station.clock.now)
    after = status(station)
    news = told.notices + before.pending - after.pending + abs(after.refused - before.refused)
    return Answered(told.stored, told.refused, told.notices, news)

"""Pages and sync put together; only main and the command line may know both the desktop and sync."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from vclinic.domain.problem import Refused
from vclinic.services.workstation import Doctor, Workstation
from vclinic.storage import doctors
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
    SettingsPage,
    PrintPage,
)


def make_pages(station: Workstation, pair_with: Callable[[str, str], str], sync_now: Callable[[], None]) -> Pages:
    """Every page of the program, each made when it is first opened."""

    def make(kind: type[AnyPage]) -> AnyPage:
        return SyncCentrePage(station, pair_with, sync_now, read_pairing) if kind is SyncCentrePage else kind(station)

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
    """One round."""
    from sync.client.engine import sync as sync_round  # with requests: many a day ends without a round

    return sync_round(station.store, station.clock.now, progress, station.clock.monotonic)

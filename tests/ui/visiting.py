"""What tests of a visit look at: its page and that of its prescriptions, their text, and what is stored."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from vclinic.domain.identity import make_id_no
from vclinic.main import Program
from vclinic.services import register_resident
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, stock_ledger
from vclinic.storage.follow_ups import FollowUp
from vclinic.ui.destinations import OpenPrescriptions
from vclinic.ui.pages.follow_up.page import FollowUpPage
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage

Open = Callable[..., FollowUpPage]


def page_of(program: Program) -> FollowUpPage:
    page = program.shell.pages["follow_up"]
    assert isinstance(page, FollowUpPage)
    return page


def prescriptions_of(qtbot: QtBot, program: Program, visit: str) -> PrescriptionsPage:
    """The page of a visit's three prescriptions, ready to be written on."""
    program.shell.go(OpenPrescriptions(visit))
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    qtbot.waitUntil(page.medication.finder.isVisible)
    return page


def words_in(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def newcomer(station: Workstation, name: str) -> str:
    """Somebody in the register whose height was never measured."""
    made = register_resident.register(
        station,
        {
            "name": name,
            "sex_code": "1",
            "birth_date": "1970-02-03",
            "village_group": "二组",
            "address": "二组 2 号",
            "id_no": make_id_no("340123", date(1970, 2, 3), 7),
        },
        {"htn": date(2026, 11, 20)},
    )
    assert isinstance(made, str), made
    return made


def stored(station: Workstation, resident_id: str) -> list[FollowUp]:
    """Visits in the database, newest first."""
    with station.store.read() as session:
        return follow_ups.of_resident(session, resident_id)


def balance(station: Workstation, drug_id: str) -> int:
    with station.store.read() as session:
        return sum(batch.balance for batch in stock_ledger.batches(session, [drug_id])[drug_id])

"""A page is never painted with its lines pushed together, not even the first time and on a busy computer."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QWidget

from vclinic.main import Program
from vclinic.ui.destinations import (
    Destination,
    OpenImport,
    OpenRecord,
    OpenRegister,
    OpenResidents,
    OpenReturned,
    OpenSettings,
    OpenStick,
    OpenStock,
    OpenSyncCentre,
    OpenToday,
    OpenVisit,
)
from vclinic.ui.window import Window


def places(shown: QWidget) -> dict[QWidget, QRect]:
    """Where everything stands."""
    return {part: part.geometry() for part in shown.findChildren(QWidget) if part.isVisibleTo(shown)}


def moved(shown: QWidget) -> list[str]:
    """What takes another place when Qt comes to the layouts that are still to be done."""
    before = places(shown)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    after = places(shown)
    return [f"{part!r} from {before[part]} to {place}" for part, place in after.items() if before.get(part) != place]


@pytest.mark.parametrize(
    "destination",
    [
        OpenToday(), OpenResidents(), OpenRegister(), OpenImport(), OpenStock(),
        OpenReturned(), OpenSyncCentre(), OpenStick(), OpenSettings(), OpenRecord, OpenVisit,
    ],
    ids=lambda opens: (opens if isinstance(opens, type) else type(opens)).__name__,
)  # fmt: skip
def test_a_page_has_its_places_at_once(
    program: Program, people: dict[str, str], destination: Destination | type[OpenRecord] | type[OpenVisit]
) -> None:
    opens = destination(people["何秀珍"]) if isinstance(destination, type) else destination
    program.shell.go(opens)  # nothing is waited for
    assert moved(program.shell) == []


def test_so_has_what_stands_before_the_log_in(program: Program, window: Window) -> None:
    program.lock()
    assert moved(window) == []
    program.log_out()
    assert moved(window) == []

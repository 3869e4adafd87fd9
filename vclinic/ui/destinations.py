"""Where a page can send the window: one small type a destination, so that a wrong or missing word is seen by the type
checker and not by the doctor. A page lists in `Page.opens` which of them it shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vclinic.ui.printing.paper import Document


@dataclass(frozen=True, slots=True)
class Destination:
    """What `Page.navigate` carries and `Page.open` receives."""


@dataclass(frozen=True, slots=True)
class Back(Destination):
    """What was begun for one person is finished: the page that it was begun from."""


@dataclass(frozen=True, slots=True)
class OpenToday(Destination):
    """The worklist."""


@dataclass(frozen=True, slots=True)
class OpenResidents(Destination):
    """Everybody of the village."""


@dataclass(frozen=True, slots=True)
class OpenRecord(Destination):
    """One resident's record."""

    resident_id: str


@dataclass(frozen=True, slots=True)
class OpenRegister(Destination):
    """The personal-information form: of a known resident, or a clean one; at a field when one is named."""

    resident_id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class OpenImport(Destination):
    """The import of a roster, with the preview of a file when one is named."""

    path: Path | None = None


BY_PHONE = "3"  # of `codes.VISIT_WAY`


@dataclass(frozen=True, slots=True)
class OpenVisit(Destination):
    """A new visit, or the stored one that ``follow_up_id`` names, at a field of its form when one is named; ``visit_way``
    is a code of `codes.VISIT_WAY`."""

    resident_id: str
    follow_up_id: str = ""
    visit_way: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class OpenPrescriptions(Destination):
    """The three prescriptions of a stored visit."""

    follow_up_id: str


@dataclass(frozen=True, slots=True)
class OpenDispensing(Destination):
    """The counter: with one prescription, or with the first that waits."""

    prescription_id: str = ""


@dataclass(frozen=True, slots=True)
class OpenStock(Destination):
    """What is in the pharmacy."""


@dataclass(frozen=True, slots=True)
class OpenReturned(Destination):
    """What the township has returned."""


@dataclass(frozen=True, slots=True)
class OpenSyncCentre(Destination):
    """What has been reported and what waits."""


@dataclass(frozen=True, slots=True)
class OpenConflict(Destination):
    """Two versions of a record side by side; of the oldest that waits when none is named."""

    entity_id: str = ""


@dataclass(frozen=True, slots=True)
class OpenStick(Destination):
    """Reporting by USB stick; with ``back_to_restore`` a restore waits until what was never sent is on the stick."""

    back_to_restore: bool = False


@dataclass(frozen=True, slots=True)
class OpenSettings(Destination):
    """Settings, backup, passwords, colleagues."""


@dataclass(frozen=True, slots=True)
class OpenDocument(Destination):
    """The preview of a document that a page has made."""

    document: "Document"


@dataclass(frozen=True, slots=True)
class OpenOfficialForms(Destination):
    """The preview of all visits of a resident on their official forms; of one disease when it is named."""

    resident_id: str
    disease: str = ""

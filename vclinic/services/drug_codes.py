"""Which drug a box is, by its barcode: taught box by box on this machine, and never sent."""

import json

from vclinic.devices.drug_code import drug_code
from vclinic.domain.stock import Drug
from vclinic.services.workstation import Workstation

_KEY = "drug_codes"


def drug_of_code(station: Workstation, text: str) -> Drug | None:
    """The drug whose boxes bear this code; None for a code that nobody has taught, or no code at all."""
    code = drug_code(text)
    drug_id = _taught(station).get(code) if code else None
    return station.catalog.get(drug_id) if drug_id is not None else None


def teach(station: Workstation, text: str, drug_id: str) -> None:
    """From now on boxes with this code are that drug; a code that was another's changes over."""
    code = drug_code(text)
    if code:
        taught = _taught(station) | {code: drug_id}
        station.store.set_meta({_KEY: json.dumps(taught, ensure_ascii=False)})


def _taught(station: Workstation) -> dict[str, str]:
    taught: dict[str, str] = json.loads(station.store.meta(_KEY).get(_KEY, "{}"))
    return taught

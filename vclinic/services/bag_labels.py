"""What is written on the bags of a dispensing."""

from dataclasses import dataclass
from datetime import date

from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.workstation import Workstation


@dataclass(frozen=True, slots=True)
class BagLabel:
    """What is written on the bag of one drug and batch."""

    resident_name: str
    drug_name: str
    strength: str
    quantity_text: str
    usage: str
    batch_no: str
    expires_on: date
    day: date
    clinic: str
    doctor: str
    care: str = ""


def bag_labels(station: Workstation, sheet: CounterSheet) -> tuple[BagLabel, ...]:
    """One label a batch that is handed out; of what was handed out before, as it was."""
    return tuple(
        BagLabel(
            resident_name=sheet.resident.resident.name,
            drug_name=line.drug.name,
            strength=line.drug.strength,
            quantity_text=f"{quantity} {line.drug.base_unit}",
            usage=line.usage,
            batch_no=batch.batch_no,
            expires_on=batch.expires_on,
            day=sheet.given_on or station.clock.today(),
            clinic=station.clinic.name,
            doctor=sheet.given_by or station.doctor.name,
            care=line.care,
        )
        for line in sheet.lines
        for batch, quantity in line.allocation.taken
    )

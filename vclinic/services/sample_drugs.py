"""The drugs of a visit in the sample village: what is ordered, what the form says of it, what is handed out."""

from datetime import date

from vclinic.domain.prescription import MedicationOrder, ThreePrescriptions
from vclinic.rules.allocation import allocate
from vclinic.rules.quantities import base_units
from vclinic.sample.courses import Event
from vclinic.services.regimen import usage
from vclinic.services.sample_stock import STOCKED
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, stock_ledger
from vclinic.storage.dispensings import DispensedLine, DispensingRecord, Taken
from vclinic.storage.unit_of_work import UnitOfWork


def orders_of(
    station: Workstation, event: Event, routine: bool, before: ThreePrescriptions | None
) -> tuple[MedicationOrder, ...]:
    """The lines of a visit's prescription: for twelve weeks where all is well, else up to the revisit."""
    old = {order.drug_name for order in before.medication} if before else set[str]()
    days = 84 if routine else 14
    orders: list[MedicationOrder] = []
    for place, taken in enumerate(event.drugs, 1):
        drug = next(
            stocked for name, size, form, _ in STOCKED if (name, size) == (taken.generic, taken.strength)
            if (stocked := station.catalog.find(name, size, form)) is not None
        )  # fmt: skip
        orders.append(
            MedicationOrder(
                line_no=place,
                drug_id=drug.id,
                drug_name=drug.name,
                strength=drug.strength,
                dose_value=taken.dose,
                dose_unit=taken.unit,
                frequency=taken.frequency,
                days=days,
                quantity=base_units(taken.dose, taken.unit, taken.frequency, days, drug),
                base_unit=drug.base_unit,
                timing="早晨" if taken.frequency == "qd" else "",
                change="same" if drug.name in old else "new",
            )
        )
    return tuple(orders)


def dispense_orders(
    station: Workstation,
    work: UnitOfWork,
    day: date,
    resident_id: str,
    prescription_id: str,
    orders: tuple[MedicationOrder, ...],
) -> bool:
    """Hand out what is in stock, with the reason where it is short; False when nothing is."""
    stock = stock_ledger.batches(work.session, [order.drug_id for order in orders])
    lines: list[DispensedLine] = []
    for order in orders:
        allocation = allocate(order.drug_id, order.quantity, stock.get(order.drug_id, []), day)
        taken = tuple(Taken(b.id, b.batch_no, b.expires_on, quantity, b.price) for b, quantity in allocation.taken)
        reason = "库存不足" if allocation.short else ""
        lines.append(
            DispensedLine(
                line_no=order.line_no,
                drug_id=order.drug_id,
                drug_name=order.drug_name,
                base_unit=order.base_unit,
                usage=usage(order, station.catalog.get(order.drug_id)),
                days=order.days,
                wanted=order.quantity,
                quantity=allocation.given,
                batches=taken,
                reason=reason,
            )
        )
    if not any(line.quantity for line in lines):
        return False
    dispensings.save(
        work,
        resident_id,
        prescription_id,
        record=DispensingRecord(tuple(lines), True),
        day=day,
        doctor=station.signature,
    )
    return True

"""First expiry, first out: how a line is filled from the stock. Expired batches are never taken."""

from collections.abc import Iterable
from datetime import date

from vclinic.domain.stock import Allocation, Batch


def allocate(drug_id: str, wanted: int, batches: Iterable[Batch], today: date) -> Allocation:
    """Take ``wanted`` base units from the batches that may be dispensed today, the first to expire first."""
    taken: list[tuple[Batch, int]] = []
    left = wanted
    for batch in sorted(batches, key=lambda lot: (lot.expires_on, lot.id)):
        if left <= 0:
            break
        if batch.drug_id != drug_id or batch.expired_on(today) or batch.balance <= 0:
            continue
        quantity = min(left, batch.balance)
        taken.append((batch, quantity))
        left -= quantity
    return Allocation(drug_id, wanted, tuple(taken), max(left, 0))

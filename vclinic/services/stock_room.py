"""The drug room: what is on the shelf, drugs received, counted differences."""

from dataclasses import dataclass
from datetime import date, timedelta

from vclinic.domain.problem import Problem, Refused
from vclinic.domain.stock import Batch, Drug
from vclinic.services.desk import Desk
from vclinic.storage import shelf


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One drug on the shelf; ``days_left`` at the last 30 days' pace, None when none was used."""

    drug: Drug
    batches: tuple[Batch, ...]
    balance: int
    expired: int
    near_expiry: bool
    days_left: int | None


def shelf_rows(desk: Desk, text: str = "") -> tuple[ShelfRow, ...]:
    """Everything that was ever received, by name; ``text`` filters by name or initials."""
    today = desk.clock.today()
    with desk.store.read() as session:
        stock = shelf.batches(session)
        used = shelf.used_since(session, today - timedelta(days=30))
    found: list[ShelfRow] = []
    for drug_id, batches in stock.items():
        drug = desk.catalog.drug(drug_id)
        if text and text not in drug.name and text.upper() not in drug.initials:
            continue
        usable = sum(batch.balance for batch in batches if not batch.expired_on(today))
        expired = sum(batch.balance for batch in batches if batch.expired_on(today))
        near = any(batch.near_expiry_on(today) and batch.balance > 0 for batch in batches)
        monthly = used.get(drug_id, 0)
        left = usable * 30 // monthly if monthly else None
        found.append(ShelfRow(drug, tuple(batches), usable, expired, near, left))
    return tuple(sorted(found, key=lambda row: row.drug.initials))


def receive(
    desk: Desk, drug_id: str, batch_no: str, expires_on: date, quantity: int, cost: int, reason: str = "入库"
) -> str | list[Problem]:
    """Drugs arrive: ``quantity`` base units at ``cost`` thousandths of a yuan each. Returns the batch's id."""
    problems: list[Problem] = []
    today = desk.clock.today()
    if not batch_no.strip():
        problems.append(Problem("batch_no", "required", "请填写批号。"))
    if expires_on <= today:
        problems.append(Problem("expires_on", "expired", f"这批药 {expires_on} 到期，已过期或今天到期，不能入库。"))
    if not 1 <= quantity <= 1_000_000:
        problems.append(Problem("quantity", "out_of_bounds", "数量要填 1–1000000 之间的整数。"))
    if not 0 <= cost <= 10_000_000:
        problems.append(Problem("cost", "out_of_bounds", "进价不对，请核对。"))
    if problems:
        return problems
    drug = desk.catalog.drug(drug_id)
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        known = shelf.find_batch(work.session, drug_id, batch_no.strip(), expires_on, cost)
        batch_id = known.id if known else shelf.add_batch(work, drug, batch_no.strip(), expires_on, cost)
        shelf.enter(work, batch_id, "receive", quantity, today, reason)
        return batch_id


def adjust(desk: Desk, batch_id: str, counted: int, reason: str) -> None:
    """A count found ``counted`` base units: the difference enters the ledger with its reason.

    Raises:
        Refused: no reason, or a count that cannot be.
    """
    if not reason.strip():
        raise Refused("reason_required", "盘点差异要写明原因。")
    if counted < 0:
        raise Refused("count", "盘点数不能小于 0。")
    with desk.store.act(desk.doctor.id, desk.clock.now()) as work:
        difference = counted - shelf.balance(work.session, batch_id)
        if difference:
            shelf.enter(work, batch_id, "adjust", difference, desk.clock.today(), reason.strip())

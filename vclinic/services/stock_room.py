"""The drug room: what is in stock, drugs received, counted differences."""

from dataclasses import dataclass
from datetime import date, timedelta

from vclinic.domain.problem import Problem, Refused
from vclinic.domain.stock import Batch, Drug
from vclinic.domain.typed import cleaned, line
from vclinic.services.workstation import Workstation
from vclinic.storage import stock_ledger


@dataclass(frozen=True, slots=True)
class StockRow:
    """One drug in stock; ``days_left`` at the last 30 days' pace, None when none was used."""

    drug: Drug
    batches: tuple[Batch, ...]
    balance: int
    expired: int
    near_expiry: bool
    days_left: int | None


def stock_rows(station: Workstation, text: str = "") -> tuple[StockRow, ...]:
    """Everything that was ever received, by name; ``text`` filters by name or initials."""
    today, text = station.clock.today(), line(text)
    with station.store.read() as session:
        stock = stock_ledger.batches(session)
        used = stock_ledger.used_since(session, today - timedelta(days=30))
    rows: list[StockRow] = []
    for drug_id, batches in stock.items():
        drug = station.catalog.drug(drug_id)
        if text and text not in drug.name and text.upper() not in drug.initials:
            continue
        usable = sum(batch.balance for batch in batches if not batch.expired_on(today))
        expired = sum(batch.balance for batch in batches if batch.expired_on(today))
        near = any(batch.near_expiry_on(today) and batch.balance > 0 for batch in batches)
        monthly = used.get(drug_id, 0)
        left = usable * 30 // monthly if monthly else None
        rows.append(StockRow(drug, tuple(batches), balance=usable, expired=expired, near_expiry=near, days_left=left))
    return tuple(sorted(rows, key=lambda row: row.drug.initials))


def receive(
    station: Workstation, drug_id: str, batch_no: str, expires_on: date, quantity: int, cost: int, reason: str = "入库"
) -> str | list[Problem]:
    """Drugs arrive: ``quantity`` base units at ``cost`` thousandths of a yuan each. Returns the batch's id."""
    problems: list[Problem] = []
    today, batch_no = station.clock.today(), line(batch_no)
    if not batch_no:
        problems.append(Problem("batch_no", "required", "请填写批号。"))
    if expires_on <= today:
        problems.append(Problem("expires_on", "expired", f"这批药 {expires_on} 到期，已过期或今天到期，不能入库。"))
    if not 1 <= quantity <= 1_000_000:
        problems.append(Problem("quantity", "out_of_bounds", "数量要填 1–1000000 之间的整数。"))
    if not 0 <= cost <= 10_000_000:
        problems.append(Problem("cost", "out_of_bounds", "进价不对，请核对。"))
    if problems:
        return problems
    drug = station.catalog.drug(drug_id)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        known = stock_ledger.find_batch(work.session, drug_id, batch_no, expires_on, cost)
        batch_id = known.id if known else stock_ledger.add_batch(work, drug, batch_no, expires_on, cost)
        stock_ledger.enter(work, batch_id, "receive", quantity=quantity, moved_on=today, reason=reason)
        return batch_id


def adjust(station: Workstation, batch_id: str, counted: int, reason: str, ledger: int | None = None) -> int:
    """A count found ``counted`` base units: the difference enters the ledger with its reason. Returns the difference;
    what agrees with the ledger needs no reason and writes nothing.

    ``ledger``: what the ledger said when it was counted; what was handed out since is no part of the difference.

    Raises:
        Refused: a difference without a reason, or a count that cannot be.
    """
    if counted < 0:
        raise Refused("count", "盘点数不能小于 0。")
    reason = cleaned(reason).strip()
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        difference = counted - (stock_ledger.balance(work.session, batch_id) if ledger is None else ledger)
        if difference and not reason:
            raise Refused("reason_required", "盘点差异要写明原因。")
        if difference:
            stock_ledger.enter(
                work, batch_id, "adjust", quantity=difference, moved_on=station.clock.today(), reason=reason
            )
        return difference

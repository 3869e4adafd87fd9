"""The stock and its ledger: batches, and movements in whole base units whose sum is the balance."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, func, select

from vclinic.domain.stock import Batch, Drug
from vclinic.storage.tables import BatchRow, DispensingRow, OnHandRow, StockEntryRow, StockMovementRow
from vclinic.storage.unit_of_work import UnitOfWork


def batches(session: Session, drug_ids: Iterable[str] | None = None) -> dict[str, list[Batch]]:
    """Batches by drug, first expiry first, each with its balance; all drugs when ``drug_ids`` is None."""
    statement = (
        select(BatchRow, func.coalesce(OnHandRow.quantity, 0))
        .join(OnHandRow, col(OnHandRow.batch_id) == BatchRow.id, isouter=True)
        .order_by(BatchRow.expires_on, BatchRow.id)
    )
    if drug_ids is not None:
        statement = statement.where(col(BatchRow.drug_id).in_(list(drug_ids)))
    by_drug: dict[str, list[Batch]] = {}
    for row, balance in session.exec(statement):
        by_drug.setdefault(row.drug_id, []).append(_batch(row, int(balance)))
    return by_drug


def drug_names(session: Session) -> dict[str, str]:
    """Drug id → name of everything that was ever in stock."""
    return dict(session.exec(select(BatchRow.drug_id, BatchRow.drug_name).distinct()).all())


def in_stock(session: Session, day: date) -> frozenset[str]:
    """Ids of the drugs of which something can be handed out on ``day``."""
    statement = (
        select(BatchRow.drug_id)
        .join(OnHandRow, col(OnHandRow.batch_id) == BatchRow.id)
        .where(col(OnHandRow.quantity) > 0, col(BatchRow.expires_on) >= day)
    )
    return frozenset(session.exec(statement))


def find_batch(session: Session, drug_id: str, batch_no: str, expires_on: date, cost: int) -> Batch | None:
    """The batch already known, so that a second delivery adds to it."""
    row = session.exec(
        select(BatchRow).where(
            BatchRow.drug_id == drug_id,
            BatchRow.batch_no == batch_no,
            BatchRow.expires_on == expires_on.isoformat(),
            BatchRow.cost == cost,
        )
    ).first()
    return _batch(row, balance(session, row.id)) if row else None


def balance(session: Session, batch_id: str) -> int:
    """Base units of a batch in stock now: the ledger's sum."""
    return session.exec(select(OnHandRow.quantity).where(OnHandRow.batch_id == batch_id)).first() or 0


def add_batch(work: UnitOfWork, drug: Drug, batch_no: str, expires_on: date, cost: int) -> str:
    """A new batch; sold at what it cost (零差率). Returns its id."""
    made = work.new_id()
    document: dict[str, Any] = {
        "drug_id": drug.id,
        "drug_name": f"{drug.name} {drug.strength}",
        "base_unit": drug.base_unit,
        "batch_no": batch_no,
        "expires_on": expires_on.isoformat(),
        "cost": cost,
        "price": cost,
    }
    work.put(BatchRow(id=made, **document), document)
    return made


def enter(work: UnitOfWork, batch_id: str, kind: str, quantity: int, moved_on: date, reason: str) -> str:
    """Received drugs or a counted difference, with its ledger entry. Returns the entry's id.

    Raises:
        Refused: ``stock_short`` when the balance would fall below zero (told by the database).
    """
    made = work.new_id()
    document: dict[str, Any] = {
        "batch_id": batch_id,
        "kind": kind,
        "quantity": quantity,
        "moved_on": moved_on.isoformat(),
        "reason": reason,
    }
    change_id = work.put(StockEntryRow(id=made, **document), document)
    move(work, batch_id, kind, quantity=quantity, moved_on=moved_on, source_id=made, line_no=0, change_id=change_id)
    return made


def move(
    work: UnitOfWork,
    batch_id: str,
    kind: str,
    quantity: int,
    moved_on: date,
    source_id: str,
    line_no: int,
    change_id: str,
) -> None:
    """One entry of the ledger, covered by the change of its source document."""
    work.session.flush()
    work.session.add(
        StockMovementRow(
            batch_id=batch_id,
            kind=kind,
            quantity=quantity,
            moved_on=moved_on.isoformat(),
            source_id=source_id,
            line_no=line_no,
            change_id=change_id,
            recorded_at=work.recorded_at,
        )
    )
    work.session.flush()


def moved(session: Session, source_id: str) -> list[StockMovementRow]:
    """The ledger entries of one source document."""
    return list(session.exec(select(StockMovementRow).where(StockMovementRow.source_id == source_id)))


def used_since(session: Session, day: date) -> dict[str, int]:
    """Base units dispensed by drug since a day; what was taken back was not used."""
    taken_back = select(DispensingRow.reverses).where(col(DispensingRow.reverses).is_not(None))
    statement = (
        select(BatchRow.drug_id, func.sum(-col(StockMovementRow.quantity)))
        .join(StockMovementRow, col(StockMovementRow.batch_id) == BatchRow.id)
        .where(
            StockMovementRow.kind == "dispense",
            StockMovementRow.moved_on >= day.isoformat(),
            col(StockMovementRow.source_id).not_in(taken_back),
        )
        .group_by(BatchRow.drug_id)
    )
    return {drug_id: int(quantity) for drug_id, quantity in session.exec(statement)}


def recount(session: Session) -> int:
    """Sum the ledger again; returns how many batches had been counted wrong."""
    run = session.connection().execute
    ledger = "SELECT batch_id, sum(quantity) AS quantity FROM stock_movement GROUP BY batch_id"
    wrong = run(
        sql(
            f"SELECT count(*) FROM (SELECT batch_id FROM (SELECT * FROM ({ledger} EXCEPT SELECT * FROM on_hand) "  # noqa: S608
            f"UNION ALL SELECT * FROM (SELECT * FROM on_hand EXCEPT {ledger})) GROUP BY batch_id)"
        )
    ).scalar_one()
    if wrong:
        run(sql("DELETE FROM on_hand"))
        run(sql(f"INSERT INTO on_hand {ledger}"))
    return wrong


def _batch(row: BatchRow, balance_now: int) -> Batch:
    return Batch(
        row.id,
        row.drug_id,
        batch_no=row.batch_no,
        expires_on=date.fromisoformat(row.expires_on),
        cost=row.cost,
        price=row.price,
        balance=balance_now,
    )

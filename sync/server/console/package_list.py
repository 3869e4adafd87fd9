"""The packages that came by stick, a line each, with the files of them that have not come yet."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from sync.server.database.tables import Clinic, Device, Package

SHOWN = 100
_RECEIPTS: Any = Package.receipts  # a column, which the type of its value hides


@dataclass(frozen=True, slots=True)
class PackageLine:
    """A package, with all of its files that came.

    Attributes:
        times: how often a file of it came. parts: their numbers, in order.
        missing: which numbers have not come; open_ended: whether more may follow than these.
    """

    id: str
    clinic: str
    clinic_id: str
    device: str
    revoked: bool
    made_at: str
    received_at: str
    received_by: str
    stored: int
    duplicate: int
    refused: int
    times: int
    parts: tuple[int, ...]
    missing: tuple[int, ...]
    open_ended: bool


def listed(session: Session) -> list[PackageLine]:
    """Those that came last. Their receipts, which may be large, are not read."""
    query = select(Package.id).group_by(Package.id)
    ids = session.exec(query.order_by(func.max(Package.received_at).desc(), Package.id).limit(SHOWN)).all()
    these = select(Package).options(defer(_RECEIPTS)).where(col(Package.id).in_(ids))
    rows = session.exec(these.order_by(col(Package.part)))
    by_id: dict[str, list[Package]] = {name: [] for name in ids}
    for row in rows:
        by_id[row.id].append(row)
    senders = {row.device_id for parts in by_id.values() for row in parts}
    devices = session.exec(select(Device).where(col(Device.id).in_(senders))).all()
    whose = session.exec(select(Clinic).where(col(Clinic.id).in_({device.clinic_id for device in devices})))
    clinics = {clinic.id: clinic.name for clinic in whose}
    revoked = {device.id for device in devices if device.revoked_at is not None}
    return [_line(parts, clinics, revoked) for parts in by_id.values()]


def _line(parts: list[Package], clinics: dict[str, str], revoked: set[str]) -> PackageLine:
    first, numbers = parts[0], [row.part for row in parts]
    ends = [row.part for row in parts if not row.more]
    expected = range(1, (max(ends) if ends else max(numbers) + 1) + 1)
    last = max(parts, key=lambda row: row.received_at)
    return PackageLine(
        id=first.id, clinic=clinics.get(first.clinic_id, ""), clinic_id=first.clinic_id, device=first.device_id,
        revoked=first.device_id in revoked, made_at=first.made_at, received_at=last.received_at,
        received_by=last.received_by, stored=sum(row.stored for row in parts),
        duplicate=sum(row.duplicate for row in parts), refused=sum(row.refused for row in parts),
        times=max(row.times for row in parts), parts=tuple(numbers),
        missing=tuple(number for number in expected if number not in numbers), open_ended=not ends,
    )  # fmt: skip

"""How clinics' computers stand, as they told it last: what is left unsent there, free disk, program."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from sync.protocol.standing import Standing
from sync.server.database.tables import Device, DeviceStanding


def keep(session: Session, device_id: str, told: Standing, now: datetime) -> None:
    """What a round tells: that nothing is left unsent is told by saying nothing; disk and program hold until told anew."""
    row = of(session, [device_id]).get(device_id)
    oldest = (now - timedelta(minutes=told.waited)).isoformat(timespec="seconds") if told.unsent else ""
    if row is None:
        if told == Standing():
            return
        row = DeviceStanding(device_id=device_id, unsent=0, oldest_at="", free_mb=None, program="")
    if row.unsent != told.unsent or not told.unsent:  # between rounds of the same count the oldest is the same one
        row.oldest_at = oldest
    row.unsent = told.unsent
    row.free_mb = told.free_mb if told.free_mb is not None else row.free_mb
    row.program = told.program or row.program
    session.add(row)


def program(device: Device, told: DeviceStanding | None) -> str:
    """The version of a computer's program in words for people: as it told it last, or marked as of its enrolment, where
    it stood with the program's name before it."""
    if told is not None and told.program:
        return told.program
    enrolled = device.program.removeprefix("vclinic ")
    return f"{enrolled}（登记时）" if enrolled else ""


def everything(session: Session) -> dict[str, DeviceStanding]:
    """How every device stands that told anything."""
    rows = session.exec(select(DeviceStanding))
    return {row.device_id: row for row in rows}


def of(session: Session, device_ids: Iterable[str]) -> dict[str, DeviceStanding]:
    """How some devices stand; one that never told anything is left out."""
    wanted = list(device_ids)
    statement = select(DeviceStanding).where(col(DeviceStanding.device_id).in_(wanted))
    return {row.device_id: row for row in session.exec(statement)}

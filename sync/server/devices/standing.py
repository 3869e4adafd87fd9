"""How clinics' computers stand, as they told it last: what is left unsent there, free disk, program."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from sync.protocol.standing import Standing
from sync.server.database.tables import Clinic, Device, DeviceStanding

_VERSION = re.compile(r"[0-9]")


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


@dataclass(frozen=True, slots=True)
class Computer:
    """A clinic's computer that is taken from, and the version of its program: ``told`` by its rounds, or as it was when it
    was enrolled; "" for one that never said."""

    clinic: Clinic
    device: Device
    version: str
    told: bool


def computers(session: Session) -> list[Computer]:
    """Every clinic's computers; who was not heard of for longest is the first of a clinic."""
    told = everything(session)
    statement = (
        select(Clinic, Device)
        .where(Device.clinic_id == Clinic.id, Device.township_id == Clinic.township_id)
        .where(col(Device.revoked_at).is_(None), col(Device.id_tag) != "")
        .order_by(Clinic.name, Clinic.id, col(Device.last_contact_at), Device.id)
    )
    lines: list[Computer] = []
    for clinic, device in session.exec(statement):
        said = told.get(device.id)
        version = said.program if said is not None else ""
        enrolled = device.program.removeprefix("vclinic ")
        lines.append(Computer(clinic, device, version or (enrolled if _VERSION.match(enrolled) else ""), bool(version)))
    return lines


def everything(session: Session) -> dict[str, DeviceStanding]:
    """How every device stands that told anything."""
    rows = session.exec(select(DeviceStanding))
    return {row.device_id: row for row in rows}


def of(session: Session, device_ids: Iterable[str]) -> dict[str, DeviceStanding]:
    """How some devices stand; one that never told anything is left out."""
    wanted = list(device_ids)
    statement = select(DeviceStanding).where(col(DeviceStanding.device_id).in_(wanted))
    return {row.device_id: row for row in session.exec(statement)}

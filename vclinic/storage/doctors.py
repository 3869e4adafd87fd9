"""Doctors of this clinic, as the township knows them."""

from sqlmodel import Session, select

from vclinic.storage.tables import DoctorRow
from vclinic.storage.unit_of_work import UnitOfWork


def save(work: UnitOfWork, name: str, login: str) -> str:
    """A new doctor; returns the id."""
    made = work.new_id()
    work.put(DoctorRow(id=made, name=name, login=login), {"name": name, "login": login})
    return made


def by_login(session: Session, login: str) -> tuple[str, str, str] | None:
    """(id, name, login) of a doctor."""
    row = session.exec(select(DoctorRow).where(DoctorRow.login == login)).first()
    return None if row is None else (row.id, row.name, row.login)


def name_of(session: Session, doctor_id: str) -> str:
    """What a doctor is called; empty for one this machine does not know."""
    row = session.get(DoctorRow, doctor_id)
    return "" if row is None else row.name

"""A record is closed, and opened again where that was a mistake."""

from dataclasses import replace
from datetime import date

from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.reading import read_value
from vclinic.services.workstation import Workstation
from vclinic.storage import residents
from vclinic.storage.unit_of_work import UnitOfWork

_DAY = Meaning("注销日期", "date")


def close_record(station: Workstation, resident_id: str, on: date | str, reason_code: str) -> list[Problem]:
    """Mark a record closed (died, moved, lost, refused); history stays and register entries end with it.

    Args:
        on: the day, or as it was typed (2026-11-28, 20261128).
    """
    day = on if isinstance(on, date) else read_value("closed_on", _DAY, on)
    if isinstance(day, Problem) or not isinstance(day, date):
        return [day if isinstance(day, Problem) else Problem("closed_on", "required", "请写注销日期。")]
    if reason_code not in codes.CLOSED_REASON:
        return [Problem("closed_reason", "required", "请选择注销原因。")]
    if day > station.clock.today():
        return [Problem("closed_on", "future", "注销日期还没到。")]
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        kept = residents.get(work.session, resident_id)
        if day < kept.resident.birth_date:
            text = f"注销日期 {day} 早于出生日期 {kept.resident.birth_date}，请核对。"
            return [Problem("closed_on", "before_birth", text)]
        closed = replace(kept.resident, status="1", closed_on=day, closed_reason=reason_code)
        residents.save(work, closed, resident_id, kept.revision)
        end_registers(work, resident_id, day, reason_code)
    return []


def reopen_record(station: Workstation, resident_id: str) -> None:
    """Open a closed record again, with the register entries that ended with it; those ended for themselves stay so."""
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        kept = residents.get(work.session, resident_id)
        on, reason = kept.resident.closed_on, kept.resident.closed_reason
        if kept.resident.status == "0":
            return
        opened = replace(kept.resident, status="0", closed_on=None, closed_reason="")
        residents.save(work, opened, resident_id, kept.revision)
        for entry_id, entry, revision in residents.enrolments(work.session, resident_id):
            if entry.ended_on is not None and (entry.ended_on, entry.ended_reason) == (on, reason):
                residents.save_enrolment(work, replace(entry, ended_on=None, ended_reason=""), entry_id, revision)


def end_registers(work: UnitOfWork, resident_id: str, on: date, reason_code: str) -> None:
    """Register entries end with the record they belong to."""
    for entry_id, entry, revision in residents.enrolments(work.session, resident_id):
        if entry.ended_on is None:
            ended = replace(entry, ended_on=on, ended_reason=reason_code)
            residents.save_enrolment(work, ended, entry_id, revision)

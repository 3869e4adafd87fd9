"""Small worlds for tests: a clinic with a doctor, a resident with hypertension, a stocked stock."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.originals import Original
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.identity import make_id_no
from vclinic.domain.prescription import MedicationOrder, ThreePrescriptions
from vclinic.files.keyring import Cost
from vclinic.services import (
    announcements,
    draft_prescription,
    edit_prescription,
    medication_profile,
    prescribe,
    record_follow_up,
    register_resident,
    reply_to_remark,
    stock_room,
    visit_sheet,
)
from vclinic.services.clinic_setup import ClinicSetup, create_clinic, open_clinic
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, notices

ZONE = timezone(timedelta(hours=8))
MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=ZONE)
PASSWORD = "liuhe-2026"
CHEAP = Cost(1, 8_192, 1)
SETUP = ClinicSetup("清溪镇柳河村卫生室", "340123101205", "周国平", "zhougp", PASSWORD)
AMLODIPINE, VALSARTAN = "w185-01", "w177-02"


World = tuple[Workstation, SteppingClock, str]
"""A station, its clock, and the id of the resident the test is about."""


def new_clinic(folder: Path, at: datetime = MORNING) -> tuple[Workstation, SteppingClock, str]:
    """A clinic made just now, its clock, and the recovery code."""
    clock = SteppingClock(at)
    made = create_clinic(folder, SETUP, clock, CHEAP)
    return made.station, clock, made.recovery_code


@contextmanager
def clinic(
    folder: Path, at: datetime = MORNING, *, stranger: bool = False
) -> Generator[tuple[Workstation, SteppingClock]]:
    """A clinic for the length of the block.

    It is a copy of one made before, with the same keys and ids. A second one beside it is made anew, and so is a
    ``stranger``: for a test in which two clinics must not be one.
    """
    clock = SteppingClock(at)
    if stranger or at != MORNING or _copies_open:
        station = create_clinic(folder, SETUP, clock, CHEAP).station
    else:
        _original().copy_to(folder)
        station = open_clinic(folder, SETUP.login, PASSWORD, clock)
        _copies_open.append(folder)
    try:
        yield station, clock
    finally:
        station.store.close()
        if folder in _copies_open:
            _copies_open.remove(folder)


_copies_open: list[Path] = []


@cache
def _original() -> Original:
    with TemporaryDirectory() as place:
        new_clinic(Path(place) / "clinic")[0].store.close()
        return Original.of(Path(place) / "clinic")


def register(
    station: Workstation,
    name: str = "何秀珍",
    born: date = date(1968, 3, 12),
    serial: int = 22,
    registers: tuple[str, ...] = ("htn",),
    **more: Any,
) -> str:
    """A resident in the hypertension register, or in those named."""
    sex = "2" if serial % 2 == 0 else "1"
    values = {
        "name": name,
        "sex_code": sex,
        "birth_date": born,
        "id_no": make_id_no("340123", born, serial),
        "phone": "13800005207",
        "address": "二组 14 号",
        "village_group": "二组",
    }
    result = register_resident.register(
        station, values | more, dict.fromkeys(registers, date(2020, 1, 1)), 156, somebody_else=True
    )
    assert isinstance(result, str), result
    return result


FULL: dict[str, Any] = {
    "visit_way": "1",
    "symptom_codes": ("1",),
    "bp_readings": ((136, 84),),
    "weight_kg": 64.5,
    "weight_target": 58.0,
    "heart_rate": 76,
    "smoke_now": 0,
    "smoke_target": 0,
    "drink_now": 0,
    "drink_target": 0,
    "ex_times": 3,
    "ex_minutes": 20,
    "ex_times_target": 5,
    "ex_minutes_target": 30,
    "salt_now": "2",
    "salt_target": "1",
    "psych_adjust": "1",
    "compliance_behavior": "1",
    "med_adherence": "1",
    "adr": "1",
    "drugs": (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),),
}


SUGAR: dict[str, Any] = {
    "dorsalis_pedis": "1",
    "staple_now": 350,
    "staple_target": 300,
    "fbg": 6.4,
    "hypoglycemia": "1",
}


def entry(sheet: VisitSheet, **more: Any) -> VisitEntry:
    """An ordinary visit as typed on the sheet of either disease, but for ``more``."""
    typed = FULL | SUGAR | more
    return VisitEntry(
        dict(sheet.values) | {name: value for name, value in typed.items() if name in sheet.form.meanings}
    )


def visit(station: Workstation, resident_id: str, sbp: int = 136, dbp: int = 84, **more: Any) -> SavedVisit:
    """A visit saved today."""
    sheet = visit_sheet.open_visit(station, resident_id)
    values = dict(sheet.values) | FULL | {"bp_readings": ((sbp, dbp),)} | more
    result = record_follow_up.record(station, sheet, VisitEntry(values))
    assert isinstance(result, SavedVisit), result
    return result


def stock(
    station: Workstation, drug_id: str = AMLODIPINE, quantity: int = 300, days: int = 400, batch: str = "A260101"
) -> str:
    """A batch in stock."""
    result = stock_room.receive(station, drug_id, batch, station.clock.today() + timedelta(days=days), quantity, 150)
    assert isinstance(result, str), result
    return result


def order(
    station: Workstation, three: ThreePrescriptions, drug_id: str = AMLODIPINE, dose: float = 5.0, **more: Any
) -> MedicationOrder:
    """A line as the doctor writes it, with the quantity that follows from it; ``more`` are fields of the line."""
    fresh = edit_prescription.new_line(station, three, station.catalog.drug(drug_id))
    written = replace(fresh, dose_value=dose, **more)
    return (
        written if "quantity" in more else replace(written, quantity=edit_prescription.quantity_for(station, written))
    )


def prescription(station: Workstation, follow_up_id: str, drug_id: str = AMLODIPINE, dose: float = 5.0) -> str:
    """The drafted prescriptions of a visit with one drug, saved."""
    sheet = draft_prescription.draft(station, follow_up_id)
    three = sheet.three
    if not three.medication:
        three = replace(three, medication=(order(station, three, drug_id, dose),))
    result = prescribe.save(station, sheet, three)
    assert isinstance(result, str), result
    return result


def taken_elsewhere(station: Workstation, resident_id: str, name: str = "科素亚", source: str = "hospital") -> None:
    """A medicine the resident says somebody else gave."""
    told = medication_profile.tell_medicine(station, resident_id, name, source)
    assert not isinstance(told, list), told


def tell(station: Workstation, *told: dict[str, Any]) -> None:
    """Notices of the township, as a round keeps them."""
    with station.store.local() as session:
        notices.keep(session, [(one["seq"], one["kind"], one) for one in told], told[-1]["seq"], station.clock.now())


def announcement(seq: int = 1, made: str = "n-1", revision: int = 1, **data: Any) -> dict[str, Any]:
    """The notice of an announcement."""
    plain = {
        "title": "周三停电",
        "text": "周三 8 时至 12 时停电，请提前备份。",
        "published_on": "2026-11-24",
        "valid_until": "",
    }
    return {
        "seq": seq,
        "kind": "record",
        "entity": "announcement",
        "entity_id": made,
        "revision": revision,
        "data": plain | data,
        "at": "2026-11-24T08:00:00+08:00",
    }


def send_back(station: Workstation, seq: int, entity_id: str, **more: Any) -> None:
    """The township returns the newest revision of a record; ``more`` takes the place of what the verdict says."""
    with station.store.read() as session:
        change = change_states.state_of(session, entity_id)[-1]
    remarks = [{"field": "heart_rate", "text": "请重新数。"}]
    told = {"seq": seq, "kind": "verdict", "change_id": change.id, "state": "returned", "remarks": remarks}
    tell(station, told | {"at": station.clock.now().isoformat()} | more)


def replied(station: Workstation, visit_id: str, seq: int = 9, text: str = "量过两次，确是这样") -> None:
    """A visit was sent back and answered."""
    send_back(station, seq, visit_id)
    assert isinstance(reply_to_remark.reply(station, "follow_up", visit_id, text), str)


def read_announcement(station: Workstation) -> None:
    """One announcement told and read."""
    tell(station, announcement())
    announcements.mark_read(station, announcements.to_read(station)[0])

"""One morning of Liuhe village for the windows' tests: seven people under the names of the drawings."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.originals import Original
from vclinic.clock import SteppingClock
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.identity import make_id_no
from vclinic.files.keyring import Cost
from vclinic.services import (
    clinic_setup,
    counter_sheet,
    dispense,
    draft_prescription,
    edit_prescription,
    prescribe,
    record_follow_up,
    register_resident,
    stock_room,
    visit_sheet,
)
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, notices, residents, revisions

MORNING = datetime(2026, 11, 24, 8, 36)
PASSWORD = "mima-2026x"
CHEAP = Cost(1, 8192, 1)
CLINIC = clinic_setup.ClinicSetup("清溪镇柳河村卫生室", "340123101205", "周国平", "zgp", PASSWORD)
AMLODIPINE, VALSARTAN = "w185-01", "w177-02"
# name, sex, year of birth, village group, house, last pressure, days since
PEOPLE = (
    ("刘大山", "1", 1960, "三组", 8, (178, 104), 21),
    ("赵冬梅", "2", 1962, "三组", 8, (136, 82), 84),
    ("单国英", "2", 1951, "五组", 9, (158, 84), 18),
    ("欧阳建国", "1", 1972, "一组", 3, (134, 80), 100),
    ("阿卜杜热合曼·买买提", "1", 1970, "一组", 4, (150, 96), 14),
)
_HABITS: dict[str, Any] = {
    "visit_way": "1", "symptom_codes": ("1",), "weight_kg": 65.0, "weight_target": 58, "heart_rate": 78,
    "smoke_now": 0, "smoke_target": 0, "drink_now": 0, "drink_target": 0, "ex_times": 3, "ex_minutes": 20,
    "ex_times_target": 5, "ex_minutes_target": 30, "salt_now": "2", "salt_target": "1", "psych_adjust": "1",
    "compliance_behavior": "2", "med_adherence": "1", "adr": "1", "other_signs": "无水肿",
}  # fmt: skip


def empty_clinic(folder: Path, clock: SteppingClock) -> Workstation:
    """A clinic on its first day."""
    return clinic_setup.create_clinic(folder, CLINIC, clock, CHEAP).station


def settled_clinic(folder: Path, clock: SteppingClock) -> tuple[Workstation, dict[str, str]]:
    """The clinic with everybody of `settle`, a copy of one made before; leaves the clock at `MORNING`."""
    original, residents = _settled()
    original.copy_to(folder)
    clock.set(MORNING)
    return clinic_setup.open_clinic(folder, CLINIC.login, PASSWORD, clock), dict(residents)


@cache
def _settled() -> tuple[Original, dict[str, str]]:
    with TemporaryDirectory() as place:
        clock = SteppingClock(MORNING)
        station = empty_clinic(Path(place) / "clinic", clock)
        residents = settle(station, clock)
        station.store.close()
        return Original.of(Path(place) / "clinic"), residents


def settle(station: Workstation, clock: SteppingClock) -> dict[str, str]:
    """Seven people with their last visits; leaves the clock at `MORNING`. Returns resident ids by name."""
    result: dict[str, str] = {}
    clock.set(datetime(2026, 8, 10, 9, 0))
    stock_room.receive(station, AMLODIPINE, "A250112", date(2027, 1, 31), 300, 150)
    stock_room.receive(station, VALSARTAN, "V1", date(2026, 10, 31), 12, 280)
    stock_room.receive(station, VALSARTAN, "V2", date(2027, 10, 31), 56, 280)
    result["何秀珍"] = _register(station, "何秀珍", "2", 1968, "二组", 14, "13800005207", ("2",))
    for day, pressure in ((datetime(2026, 8, 10, 9, 0), (138, 86)), (datetime(2026, 11, 10, 9, 0), (152, 94))):
        clock.set(day)
        visit(station, result["何秀珍"], pressure, (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),), dispensed=True)
    for name, sex, year, group, house, pressure, ago in PEOPLE:
        clock.set(MORNING - timedelta(days=ago))
        result[name] = _register(station, name, sex, year, group, house, "13900001111")
        visit(station, result[name], pressure)
    clock.set(MORNING)
    result["马玉良"] = _register(station, "马玉良", "1", 1979, "四组", 21, "")
    return result


def _register(
    station: Workstation,
    name: str,
    sex: str,
    year: int,
    group: str,
    house: int,
    phone: str,
    allergies: tuple[str, ...] = (),
) -> str:
    serial = 100 + 2 * house + int(sex == "1")
    made = register_resident.register(
        station,
        {
            "name": name, "sex_code": sex, "birth_date": f"{year}-05-06", "phone": phone, "village_group": group,
            "id_no": make_id_no("340123", date(year, 5, 6), serial), "address": f"{group} {house} 号",
            "drug_allergy_codes": list(allergies),
        },
        {"htn": date(2020, 1, 1)},
        165,
    )  # fmt: skip
    assert isinstance(made, str), made
    return made


def visit(
    station: Workstation,
    resident_id: str,
    pressure: tuple[int, int],
    drugs: tuple[DrugUse, ...] = (),
    *,
    dispensed: bool = False,
) -> str:
    """A plain visit today; with ``dispensed`` its drugs go over the counter too. Returns the follow-up's id."""
    sheet = visit_sheet.open_visit(station, resident_id)
    values = dict(sheet.values) | _HABITS | {"bp_readings": (pressure,), "drugs": drugs}
    saved = record_follow_up.record(
        station, sheet, record_follow_up.VisitEntry(values, entry_seconds=38, key_actions=12)
    )
    assert not isinstance(saved, list), saved
    if dispensed:
        drafted = draft_prescription.draft(station, saved.follow_up_id)
        three = drafted.three
        if not three.medication:
            line = replace(edit_prescription.new_line(station, three, station.catalog.drug(AMLODIPINE)), dose_value=5.0)
            line = replace(line, quantity=edit_prescription.quantity_for(station, line))
            three = replace(three, medication=(line,))
        prescription = prescribe.save(station, drafted, three)
        assert isinstance(prescription, str), prescription
        dispense.dispense(station, counter_sheet.open_counter(station, prescription), confirmed_checks=True)
    return saved.follow_up_id


def receipts_for_all(station: Workstation, refused: str = "") -> None:
    """The township has stored everything that waited, but for the newest change of the entity ``refused``."""
    with station.store.local() as session:
        waiting = changes.pending(session, 0, 1000)
        told = [
            (entry.id, "refused", "out_of_bounds", "heart_rate", "心率 7 次/分不可能，请核对。")
            if entry.entity_id == refused
            else (entry.id, "stored", "", "", "")
            for entry in waiting
        ]
        changes.keep_receipts(session, told, station.clock.now())


def two_versions(station: Workstation, resident_id: str) -> None:
    """Another computer of the clinic changed somebody's phone and house number too, and reported first."""
    with station.store.read() as session:
        revision = residents.get(session, resident_id).revision
        before = revisions.newest(session, "resident", resident_id)
    register_resident.change_resident(station, resident_id, {"phone": "13822222222"}, revision, reason="换了号码")
    other = {
        "id": "zzzz-000001", "act": "zzzz-000002", "entity_id": resident_id, "revision": revision + 1,
        "base_revision": revision, "recorded_at": station.clock.now().isoformat(timespec="seconds"),
        "recorded_by": "zzzz-000003", "data": {**(before or {}), "phone": "13811111111", "address": "三组 8 号后院"},
    }  # fmt: skip
    with station.store.local() as session:
        mine = change_states.state_of(session, resident_id)[-1].id
        changes.keep_receipts(session, [(mine, "refused", "conflict", "", "两台电脑都改过")], station.clock.now())
        seq = notices.cursor(session) + 1
        notice = {"change_id": mine, "entity": "resident", "entity_id": resident_id, "other": other, "who": "韦美兰"}
        notices.keep(session, [(seq, "conflict", notice)], seq, station.clock.now())


def send_back(station: Workstation, entity_id: str, remark: str, deadline: date, **remarks: str) -> None:
    """The township returned a record: a visit with a remark on its pressure, or what ``remarks`` say by field."""
    said = [{"field": field, "text": text} for field, text in (remarks or {"sbp": remark}).items()]
    with station.store.local() as session:
        change = change_states.state_of(session, entity_id)[-1]
        verdict = {
            "change_id": change.id, "state": "returned", "remarks": said, "general": remark if remarks else "",
            "deadline": deadline.isoformat(), "reviewer": "林晓燕", "at": station.clock.now().isoformat(),
        }  # fmt: skip
        seq = notices.cursor(session) + 1
        notices.keep(session, [(seq, "verdict", verdict)], seq, station.clock.now())

"""Do data, rules, store, search, backup and the wrapping of what goes up work in this installation?"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.transport import Transport
from sync.protocol.envelope import Header, open_envelope, seal
from vclinic.clock import SystemClock
from vclinic.diseases import DISEASES, rule_book
from vclinic.rules.catalog import load_catalog
from vclinic.selfcheck.bench import Bench, expect, good
from vclinic.services.backup import backup, check
from vclinic.services.clinic_setup import ClinicSetup, create_clinic, open_clinic
from vclinic.services.find_residents import find
from vclinic.services.judge_visit import judge
from vclinic.services.record_follow_up import VisitEntry, record
from vclinic.services.register_resident import register
from vclinic.services.visit_sheet import open_visit

_LOGIN = "selfcheck"
_RESIDENT: dict[str, Any] = {
    "name": "单自检",
    "sex_code": "2",
    "birth_date": "1960-01-01",
    "id_no": "11010119600101002X",
    "phone": "13800000000",
}
_VISIT: dict[str, Any] = {
    "visit_way": "1",
    "symptom_codes": ("1",),
    "bp_readings": ((168, 98), (164, 96)),
    "height_cm": 158.0,
    "weight_kg": 64.5,
    "weight_target": 60.0,
    "heart_rate": 78,
    "smoke_now": 0,
    "smoke_target": 0,
    "drink_now": 0,
    "drink_target": 0,
    "ex_times": 3,
    "ex_minutes": 30,
    "ex_times_target": 5,
    "ex_minutes_target": 30,
    "salt_now": "2",
    "salt_target": "1",
    "psych_adjust": "1",
    "compliance_behavior": "1",
    "med_adherence": "1",
    "adr": "1",
}


def check_resources(_bench: Bench) -> str:
    """The catalogue, the dose tables and the rules in force can be read."""
    catalog, book, today = load_catalog(), rule_book(), SystemClock().today()
    rules = "、".join(book.on(disease.rule_kind, today).id for disease in DISEASES)
    drugs = catalog.search("氨氯地平")
    expect(bool(drugs) and bool(catalog.dose_limits(drugs[0].generic)), "药品目录或剂量表不全。")
    return f"{drugs[0].name}，规则 {rules}"


def check_store(bench: Bench) -> str:
    """An encrypted store is made, closed and opened again by password."""
    setup = ClinicSetup("自检卫生室", "110101001001", "自检", _LOGIN, bench.password)
    create_clinic(bench.folder, setup, SystemClock()).station.store.close()
    bench.station = open_clinic(bench.folder, _LOGIN, bench.password, SystemClock())
    head = bench.station.store.path.read_bytes()[:16]
    expect(not head.startswith(b"SQLite format 3"), "数据库没有加密。")
    return "已加密，能再次打开"


def check_write(bench: Bench) -> str:
    """A resident and a visit are stored and judged, and no file shows the name."""
    station = bench.open_station()
    bench.resident_id = good(register(station, _RESIDENT, {DISEASES[0].key: station.clock.today()}))
    sheet = open_visit(station, bench.resident_id)
    values = sheet.values | _VISIT
    judgement = judge(sheet, values, station.clock.today(), station.rules)
    entry = VisitEntry(values | judgement.computed)
    saved = good(record(station, sheet, entry))
    bench.follow_up_id = saved.follow_up_id
    expect(saved.assessment.visit_class == "2", f"分类算成了 {saved.assessment.visit_class}，应为 2。")
    for path in bench.folder.rglob("*"):
        leaked = path.is_file() and _RESIDENT["name"].encode() in path.read_bytes()
        expect(not leaked, f"{path.name} 里能读到居民姓名。")
    return f"居民和随访已保存，{saved.assessment.reasons[0].text}"


def check_search(bench: Bench) -> str:
    """Initials, name and telephone find the resident."""
    for text in ("szj", "自检", _RESIDENT["phone"][4:]):
        ids = [resident.id for resident in find(bench.open_station(), text)]
        expect(bench.resident_id in ids, f"用“{text}”找不到人。")
    return "拼音、姓名、电话都能找到"


def check_backup(bench: Bench) -> str:
    """A backup is written and the database is whole."""
    station = bench.open_station()
    made = backup(station, bench.folder / "selfcheck.vcbak")
    report = check(station)
    expect(not report.problems, "；".join(report.problems))
    return f"备份 {made.size} 字节，数据库检查没有问题"


def check_upward(bench: Bench) -> str:
    """A batch is sealed and opened again, and an HTTP client can be made."""
    key, body = Ed25519PrivateKey.generate(), "自检".encode() * 500
    header = Header(device="selfcheck", batch=1, count=0, made_at=bench.open_station().clock.now().isoformat())
    sealed = seal(body, header, key)
    expect(open_envelope(sealed, lambda _device: key.public_key())[1] == body, "封好的一批打不开。")
    Transport("http://127.0.0.1:9").close()
    return f"{len(body)} 字节封成 {len(sealed)} 字节，能打开"

"""`vclinic --selfcheck`: does this very installation work? The built program is asked after every build, and support
staff may ask a clinic's program; it touches nothing but a temporary folder of its own."""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFontDatabase, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QLabel

from sync.client.transport import Transport
from sync.protocol.envelope import Header, open_envelope, seal
from vclinic.clock import SystemClock
from vclinic.domain.problem import Expected, Problem
from vclinic.resources import resource
from vclinic.rules.catalog import load_catalog
from vclinic.rules.rule_set import load_rule_sets
from vclinic.services.backup import backup, check
from vclinic.services.clinic_setup import ClinicSetup, create_clinic, open_clinic
from vclinic.services.desk import Desk
from vclinic.services.find_residents import find
from vclinic.services.judge_visit import judge
from vclinic.services.record_follow_up import VisitEntry, record
from vclinic.services.register_resident import register
from vclinic.services.visit_sheet import open_visit
from vclinic.ui import icons, theme

T = TypeVar("T")
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


class _Failed(Exception):
    """A check that found something wrong; its text says what."""


@dataclass(slots=True)
class _Bench:
    """What the checks share: a folder, the desk of a clinic made in it, and a visit."""

    folder: Path
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    desk: Desk | None = None
    resident_id: str = ""
    follow_up_id: str = ""

    def open_desk(self) -> Desk:
        """The desk, once a store could be made."""
        if self.desk is None:
            raise _Failed("没有数据库可用。")
        return self.desk


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise _Failed(otherwise)


def _good(result: T | list[Problem]) -> T:
    if isinstance(result, list):
        problems = cast("list[Problem]", result)
        raise _Failed("；".join(f"{each.field} {each.text}" for each in problems))
    return result


def _resources(_bench: _Bench) -> str:
    catalog, rules = load_catalog(), load_rule_sets().hypertension_on(SystemClock().today())
    drugs = catalog.search("氨氯地平")
    _expect(bool(drugs) and bool(catalog.dose_limits(drugs[0].generic)), "药品目录或剂量表不全。")
    return f"{drugs[0].name}，规则 {rules.id}"


def _store(bench: _Bench) -> str:
    setup = ClinicSetup("自检卫生室", "110101001001", "自检", _LOGIN, bench.password)
    create_clinic(bench.folder, setup, SystemClock()).desk.store.close()
    bench.desk = open_clinic(bench.folder, _LOGIN, bench.password, SystemClock())
    head = bench.desk.store.path.read_bytes()[:16]
    _expect(not head.startswith(b"SQLite format 3"), "数据库没有加密。")
    return "已加密，能再次打开"


def _write(bench: _Bench) -> str:
    desk = bench.open_desk()
    bench.resident_id = _good(register(desk, _RESIDENT, {"htn": desk.clock.today()}))
    sheet = open_visit(desk, bench.resident_id)
    values = sheet.values | _VISIT
    judgement = judge(sheet, values, desk.clock.today(), desk.rules)
    entry = VisitEntry(values | judgement.computed)
    saved = _good(record(desk, sheet, entry))
    bench.follow_up_id = saved.follow_up_id
    _expect(saved.assessment.visit_class == "2", f"分类算成了 {saved.assessment.visit_class}，应为 2。")
    for path in bench.folder.rglob("*"):
        leaked = path.is_file() and _RESIDENT["name"].encode() in path.read_bytes()
        _expect(not leaked, f"{path.name} 里能读到居民姓名。")
    return f"居民和随访已保存，{saved.assessment.reasons[0].text}"


def _search(bench: _Bench) -> str:
    for text in ("szj", "自检", _RESIDENT["phone"][4:]):
        found = [each.id for each in find(bench.open_desk(), text)]
        _expect(bench.resident_id in found, f"用“{text}”找不到人。")
    return "拼音、姓名、电话都能找到"


def _backup(bench: _Bench) -> str:
    desk = bench.open_desk()
    made = backup(desk, bench.folder / "selfcheck.vcbak")
    report = check(desk)
    _expect(not report.problems, "；".join(report.problems))
    return f"备份 {made.size} 字节，数据库检查没有问题"


def _letters(_bench: _Bench) -> str:
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    _expect(bool(families), "系统里没有中文字体。")
    _expect(_drawn("村") != _drawn("医"), "中文显示成了方块。")
    return f"{len(families)} 种中文字体"


def _drawn(text: str) -> bytes:
    """The pixels of a label in the program's dress; a font that lacks the characters draws the same box for all."""
    label = QLabel(text)
    label.setFont(theme.font())
    label.setStyleSheet(theme.style_sheet())
    label.resize(64, 64)
    image = label.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    return bytes(image.constBits())


def _icons(_bench: _Bench) -> str:
    names = [path.stem for path in resource("icons").glob("*.svg")]
    _expect(len(names) > 10, "图标文件不全。")
    for name in names:
        image = icons.pixmap(name, 20, "#000").toImage()
        inked = any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))
        _expect(inked, f"图标 {name} 画不出来。")
    return f"{len(names)} 个"


def _print(bench: _Bench) -> str:
    path = bench.folder / "selfcheck.pdf"
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QSizeF(210, 297), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(15, 15, 15, 15))
    painter = QPainter()
    _expect(painter.begin(writer), "PDF 写不出来。")
    painter.drawText(100, 400, "高血压患者随访服务记录表")
    _expect(painter.end(), "PDF 没有写完。")
    content = path.read_bytes()
    _expect(content.startswith(b"%PDF") and b"/FontFile" in content, "PDF 里没有嵌入中文字体。")
    return f"{len(content)} 字节，字体已嵌入"


def _upward(bench: _Bench) -> str:
    key, body = Ed25519PrivateKey.generate(), "自检".encode() * 500
    header = Header(device="selfcheck", batch=1, count=0, made_at=bench.open_desk().clock.now().isoformat())
    sealed = seal(body, header, key)
    _expect(open_envelope(sealed, lambda _device: key.public_key())[1] == body, "封好的一批打不开。")
    Transport("http://127.0.0.1:9").close()
    return f"{len(body)} 字节封成 {len(sealed)} 字节，能打开"


_CHECKS: tuple[tuple[str, Callable[[_Bench], str]], ...] = (
    ("资源", _resources),
    ("数据库", _store),
    ("随访", _write),
    ("查找", _search),
    ("备份", _backup),
    ("中文", _letters),
    ("图标", _icons),
    ("打印", _print),
    ("上报", _upward),
)


def main() -> int:
    """Print a line per check; 0 when all hold, 1 otherwise."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    failed = 0
    with tempfile.TemporaryDirectory(prefix="vclinic-selfcheck-", ignore_cleanup_errors=True) as folder:
        bench = _Bench(Path(folder))
        for label, ask in _CHECKS:
            try:
                print(f"✓ {label}：{ask(bench)}")
            except (_Failed, Expected) as fault:
                failed += 1
                print(f"✗ {label}：{fault}")
            except Exception as bug:  # noqa: BLE001 - a self-check reports whatever is wrong and asks on
                failed += 1
                print(f"✗ {label}：{type(bug).__name__}: {bug}")
        if bench.desk is not None:
            bench.desk.store.close()
    application.quit()
    print("自检没有通过。" if failed else "自检通过。", file=sys.stderr if failed else sys.stdout)
    return 1 if failed else 0

"""`vclinic selfcheck`: does this very installation work? The built program is asked after every build, and support
staff may ask a clinic's program; it touches nothing but a temporary folder of its own."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from vclinic.domain.problem import Expected
from vclinic.selfcheck import earlier, exchange, records, windows
from vclinic.selfcheck.bench import Bench, Failed
from vclinic.selfcheck.report import Answer, write
from vclinic.selfcheck.versions import versions
from vclinic.ui import theme

Check = tuple[str, Callable[[Bench], str]]

_CHECKS: tuple[Check, ...] = (
    ("资源", records.check_resources),
    ("数据库", records.check_store),
    ("随访", records.check_write),
    ("查找", records.check_search),
    ("备份", records.check_backup),
    ("升级", earlier.check_earlier),
    ("表格", exchange.check_excel),
    ("中文", windows.check_letters),
    ("图标", windows.check_icons),
    ("页面", windows.check_pages),
    ("打印", windows.check_print),
    ("上报", records.check_upward),
)
_WITH_TOWNSHIP: Check = ("卫生院", exchange.check_township)


def main(result: Path | None = None, *, township: str = "", platform: str = "", picture: Path | None = None) -> int:
    """Print a line per check; 0 when all hold, 1 otherwise.

    Args:
        result: where the JSON document goes.
        township: a pairing text; the temporary clinic pairs with it and sends what it has.
        platform: Qt's, instead of the one that needs no screen. Wine hides Qt's environment from a program.
        picture: where a picture of the screen with the first page goes.

    Raises:
        WorldFault: ``result`` cannot be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    named = ["-platform", platform] if platform else []
    application = QApplication.instance() or QApplication(["vclinic", *named])
    if isinstance(application, QApplication):
        theme.apply_theme(application)
    checks = (*_CHECKS, _WITH_TOWNSHIP) if township else _CHECKS
    with tempfile.TemporaryDirectory(prefix="vclinic-selfcheck-", ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), township=township, picture=picture)
        answers = [_asked(bench, *check) for check in checks]
        if bench.station is not None:
            bench.station.store.close()
    passed = all(answer.passed for answer in answers)
    print("自检通过。" if passed else "自检没有通过。", file=sys.stdout if passed else sys.stderr)
    if result is not None:
        write(result, QGuiApplication.platformName(), versions(), answers)
    application.quit()
    return 0 if passed else 1


def _asked(bench: Bench, label: str, check: Callable[[Bench], str]) -> Answer:
    began = time.monotonic()
    try:
        said, passed = check(bench), True
    except (Failed, Expected) as fault:
        said, passed = str(fault), False
    except Exception as bug:  # noqa: BLE001 - a self-check reports whatever is wrong and asks on
        said, passed = f"{type(bug).__name__}: {bug}", False
    print(f"{'✓' if passed else '✗'} {label}：{said}", flush=True)
    return Answer(label, passed, said, round(time.monotonic() - began, 3))

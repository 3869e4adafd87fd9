"""`vclinic --selfcheck`: does this very installation work? The built program is asked after every build, and support
staff may ask a clinic's program; it touches nothing but a temporary folder of its own."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from vclinic.domain.problem import Expected
from vclinic.selfcheck import records, windows
from vclinic.selfcheck.bench import Bench, Failed
from vclinic.ui import theme

_CHECKS: tuple[tuple[str, Callable[[Bench], str]], ...] = (
    ("资源", records.check_resources),
    ("数据库", records.check_store),
    ("随访", records.check_write),
    ("查找", records.check_search),
    ("备份", records.check_backup),
    ("中文", windows.check_letters),
    ("图标", windows.check_icons),
    ("页面", windows.check_pages),
    ("打印", windows.check_print),
    ("上报", records.check_upward),
)


def main() -> int:
    """Print a line per check; 0 when all hold, 1 otherwise."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    if isinstance(application, QApplication):
        theme.apply_theme(application)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="vclinic-selfcheck-", ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder))
        for label, ask in _CHECKS:
            try:
                print(f"✓ {label}：{ask(bench)}")
            except (Failed, Expected) as fault:
                failed += 1
                print(f"✗ {label}：{fault}")
            except Exception as bug:  # noqa: BLE001 - a self-check reports whatever is wrong and asks on
                failed += 1
                print(f"✗ {label}：{type(bug).__name__}: {bug}")
        if bench.station is not None:
            bench.station.store.close()
    application.quit()
    print("自检没有通过。" if failed else "自检通过。", file=sys.stderr if failed else sys.stdout)
    return 1 if failed else 0

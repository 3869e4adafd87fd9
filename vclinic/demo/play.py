"""The story, played offscreen on the real windows against a real township on loopback."""

import json
import os
import tempfile
from pathlib import Path

import click
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from vclinic.clock import SystemClock
from vclinic.demo import township
from vclinic.demo.stage import Stage
from vclinic.demo.story import Story
from vclinic.domain.problem import Refused, WorldFault
from vclinic.main import Program
from vclinic.services.unlock import is_set_up
from vclinic.start import make_application
from vclinic.ui.window import Window


def play(out: Path, keep: Path | None, as_json: bool) -> int:
    """Play the story; leaves pictures, PDFs and summary.json in ``out``. Returns the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if keep is not None and is_set_up(keep):
        raise Refused("not_empty", f"{keep} 里已经有卫生室的资料。演示从头开始，请给一个空文件夹。")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise WorldFault("unwritable", f"文件夹 {out} 建不起来，请换一个位置。") from fault
    qInstallMessageHandler(_only_what_matters)
    app = make_application()
    with tempfile.TemporaryDirectory(prefix="vclinic-story-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        with township.running(place / "township") as office:
            window = Window()
            window.show()
            app.processEvents()
            program = Program(window, keep or place / "clinic", SystemClock())
            stage = Stage(window, out, quiet=as_json)
            summary = Story(program, stage, office, place).play()
            window.close()
            app.processEvents()
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    stage.say(
        f"截图 {len(summary['screenshots'])} 张、PDF {len(summary['pdfs'])} 份和 summary.json 都在 {out.resolve()}"
    )
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
    if not summary["converged"]:
        raise Refused("not_converged", "演示结束时，村里和卫生院的记录对不上。")
    return 0


def _only_what_matters(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """What the offscreen platform cannot do is no news; everything else is."""
    if not message.startswith("This plugin does not support"):
        click.echo(f"{kind.name}: {message}", err=True)

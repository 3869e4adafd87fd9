"""Preview first, then paper or PDF."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout

from vclinic.services.print_follow_ups import printed_visits
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenDocument, OpenOfficialForms
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import Page
from vclinic.ui.printing.official_form import form_document
from vclinic.ui.printing.paper import Document, bound, to_pdf
from vclinic.ui.printing.preview import PreviewWidget, print_document
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_STEP, _LARGEST = 1.5, 3.4


class PrintPage(Page[OpenDocument | OpenOfficialForms]):
    """A document that a page has made, or somebody's visits on their official forms."""

    name = "print"
    opens = (OpenDocument, OpenOfficialForms)
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._document: Document | None = None
        self._made_on = station.clock.today()
        self._place = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.preview = PreviewWidget()
        self._zoom = 1.0
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.preview)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._scroll, 1)
        bar = QHBoxLayout()
        self._page = label("", "second")
        bar.addWidget(KeyButton(tr("上一页"), "PgUp", lambda: self._turn(-1), self))
        bar.addWidget(self._page)
        bar.addWidget(KeyButton(tr("下一页"), "PgDown", lambda: self._turn(1), self))
        bar.addSpacing(4)
        bar.addWidget(KeyButton("＋", "Ctrl+=", lambda: self.zoom_by(_STEP), self))
        bar.addWidget(KeyButton("－", "Ctrl+-", lambda: self.zoom_by(1 / _STEP), self))
        bar.addStretch(1)
        bar.addWidget(KeyButton(tr("存成 PDF"), "Ctrl+E", self._save, self))
        bar.addWidget(KeyButton(tr("打印"), "Ctrl+P", self._print, self, "primary"))
        column.addLayout(bar)

    def open(self, destination: OpenDocument | OpenOfficialForms) -> None:
        """Show a document."""
        if isinstance(destination, OpenDocument):
            document = destination.document
        else:
            printed = printed_visits(self.station, destination.resident_id, destination.disease)
            document = bound([form_document(form.form, form.name, form.number, form.visits) for form in printed])
        self._document = document
        self._made_on = self.station.clock.today()
        self._place = 0
        self.zoom_by(1 / self._zoom)
        self.titled.emit([tr("打印预览"), document.title])
        self._turn(0)

    def new_day(self, destination: OpenDocument | OpenOfficialForms) -> None:
        """A paper keeps the day it was made for; that it is of another day is said before it is printed."""
        if isinstance(destination, OpenOfficialForms):
            self.open(destination)
            return
        made = f"{tr('这份是')} {self._made_on:%m-%d} {tr('做的，今天已经是')} {self.station.clock.today():%m-%d}"
        MESSAGES.warn(f"{made}{tr('；要按今天的，请返回再打开一次。')}")

    def _turn(self, step: int) -> None:
        if self._document is None:
            return
        count = len(self._document.pages)
        self._place = max(0, min(count - 1, self._place + step))
        self.preview.show_document(self._document, self._place)
        relabel(self._page, f"{self._place + 1} / {count}")

    def zoom_by(self, factor: float) -> None:
        """Larger than the room scrolls; never smaller than the room, never larger than can be looked over."""
        self._zoom = min(_LARGEST, max(1.0, self._zoom * factor))
        if self._zoom == 1.0 or self._document is None:
            self.preview.setMinimumSize(0, 0)
            return
        tall = round(self._scroll.viewport().height() * self._zoom)
        self.preview.setMinimumSize(round(tall * self._document.width / self._document.height), tall)

    def save_pdf(self, path: Path) -> None:
        """Write what is shown."""
        document = self._document
        if document is not None:
            tasks.now(lambda: to_pdf(path, document), lambda _none: MESSAGES.ok(f"{tr('已存成')} {path.name}。"))

    def _save(self) -> None:
        title = self._document.title if self._document else ""
        name, _ = QFileDialog.getSaveFileName(self, tr("存成 PDF"), f"{title}.pdf", "PDF (*.pdf)")
        if name:
            self.save_pdf(Path(name))

    def _print(self) -> None:
        if self._document is not None and print_document(self._document, self):
            MESSAGES.ok(tr("已送到打印机。"))

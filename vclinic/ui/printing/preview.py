"""The page as it will print, on the screen; printing and PDF go through the same painter."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vclinic.ui.printing.paper import Document, Sheet, to_pdf
from vclinic.ui.theme import colour


class PreviewWidget(QWidget):
    """One page of a document, as large as the space allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._page = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(344, 487)

    def show_document(self, document: Document, page: int = 0) -> None:
        """Show a page."""
        self._document = document
        self._page = max(0, min(page, len(document.pages) - 1))
        self.setAccessibleName(document.title)
        self.update()

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self._document

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._document is None:
            return
        document = self._document
        scale = min((self.width() - 2) / document.width, (self.height() - 2) / document.height)
        area = QRectF(0, 0, document.width * scale, document.height * scale)
        painter = QPainter(self)
        painter.translate((self.width() - area.width()) / 2, 1)
        painter.fillRect(area, colour("surface"))
        painter.setPen(QPen(colour("line_2")))
        painter.drawRect(area)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setClipRect(area)
        document.pages[self._page](Sheet(painter, document.width, document.height, scale))

    def save_pdf(self, path: Path) -> None:
        """Write what is shown as a PDF; raises as `to_pdf`."""
        if self._document is not None:
            to_pdf(path, self._document)


def print_document(document: Document, parent: QWidget) -> bool:
    """Ask for a printer and print; returns whether it was printed."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(document.title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    painter = QPainter()
    if not painter.begin(printer):
        return False
    page = printer.pageLayout().paintRectPixels(printer.resolution())
    scale = min(page.width() / document.width, page.height() / document.height)
    for place, paint in enumerate(document.pages):
        if place:
            printer.newPage()
        paint(Sheet(painter, document.width, document.height, scale))
    painter.end()
    return True

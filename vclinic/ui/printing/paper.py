"""Paper: one painter for preview, printer and PDF. Black on white, millimetres, vector text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QPicture,
    QRawFont,
    QTextOption,
)

from vclinic.domain.problem import WorldFault
from vclinic.ui.own_font import add_own_font, has_chinese_font
from vclinic.ui.printing.line_ends import broken
from vclinic.ui.printing.searchable import mend
from vclinic.ui.theme import FAMILIES

_DPI = 300
_SMALLEST, _STEP = 0.4, 0.01
BLACK = QColor("black")


class Sheet:
    """A page being painted; all measures in millimetres, text sizes in points.

    Attributes:
        width, height: of the page. y: where the next line goes.
        zoom: text is this much smaller, so that a long page still fits.
        written: every character painted so far.
    """

    def __init__(
        self, painter: QPainter, width: float, height: float, scale: float, written: set[str] | None = None
    ) -> None:
        self.written = set[str]() if written is None else written
        self.zoom = 1.0
        self.painter = painter
        self.width = width
        self.height = height
        self.y = 0.0
        self._scale = scale
        painter.setPen(QPen(BLACK))

    def _font(self, points: float, *, bold: bool) -> None:
        font = self.painter.font()
        font.setFamilies(FAMILIES)
        font.setPixelSize(max(1, round(points * self.zoom * 25.4 / 72 * self._scale)))
        font.setBold(bold)
        # Localised forms swap in digits that have no character of their own: a PDF of them cannot be searched.
        font.setFeature(QFont.Tag("locl"), 0)
        self.painter.setFont(font)

    def line_height(self, points: float) -> float:
        """Height of a line of text in mm."""
        return points * self.zoom * 25.4 / 72 * 1.42

    def text_width(self, text: str, points: float, *, bold: bool = False) -> float:
        """Width of a text in mm."""
        self._font(points, bold=bold)
        return QFontMetricsF(self.painter.font()).horizontalAdvance(text) / self._scale

    def box(self, x: float, y: float, width: float, height: float) -> QRectF:
        """A rectangle in device units."""
        return QRectF(x * self._scale, y * self._scale, width * self._scale, height * self._scale)

    def text(
        self, text: str, x: float, y: float, width: float, points: float, *, bold: bool = False, right: bool = False,
        middle: bool = False, height: float = 0.0,
    ) -> float:  # fmt: skip
        """A text wrapped into ``width``; returns its height in mm. ``height`` centres it vertically in that space."""
        self._font(points, bold=bold)
        self.written.update(text)
        side = (
            Qt.AlignmentFlag.AlignRight
            if right
            else Qt.AlignmentFlag.AlignHCenter
            if middle
            else Qt.AlignmentFlag.AlignLeft
        )
        text = self._broken(text, width)
        tall = self._tall(text, width)
        top = y + max(0.0, (height - tall) / 2) if height else y
        self.painter.drawText(self.box(x, top, width, tall + 1), text, _wrapping(side))
        return tall

    def wrapped(self, text: str, width: float, points: float, *, bold: bool = False) -> float:
        """The height a text would take in mm."""
        self._font(points, bold=bold)
        return self._tall(self._broken(text, width), width)

    def _broken(self, text: str, width: float) -> str:
        """With line ends where no figure is torn from its word, nor a short clause in two."""
        metrics = QFontMetricsF(self.painter.font())
        return broken(text, width * self._scale, metrics.horizontalAdvance)

    def _tall(self, text: str, width: float) -> float:
        room = self.box(0, 0, width, 10_000)
        return self.painter.boundingRect(room, text, _wrapping(Qt.AlignmentFlag.AlignLeft)).height() / self._scale

    def fit(self, bottom: float, paint: Callable[["Sheet"], None], *, largest: float = 1.0) -> None:
        """Paint from here on, as large as ``bottom`` and ``largest`` allow; what would run past it is painted smaller."""
        small, large = 0, round((largest - _SMALLEST) / _STEP)
        while small < large:
            middle = (small + large + 1) // 2
            if self._ends(_SMALLEST + middle * _STEP, paint) <= bottom:
                small = middle
            else:
                large = middle - 1
        self.zoom = _SMALLEST + small * _STEP
        paint(self)
        self.zoom = 1.0

    def _ends(self, zoom: float, paint: Callable[["Sheet"], None]) -> float:
        """Where the last line would end at a size."""
        picture = QPicture()
        trial = Sheet(QPainter(picture), self.width, self.height, self._scale)
        trial.y, trial.zoom = self.y, zoom
        paint(trial)
        trial.painter.end()
        return trial.y

    def rule(self, x: float, y: float, width: float, weight: float = 0.3) -> None:
        """A horizontal line."""
        self.painter.setPen(QPen(BLACK, weight * self._scale))
        self.painter.drawLine(self.box(x, y, width, 0).topLeft(), self.box(x, y, width, 0).topRight())

    def slash(self, x: float, y: float, width: float, bottom: float) -> None:
        """A stroke through what stays empty: nothing can be written in afterwards."""
        self.painter.setPen(QPen(BLACK, 0.25 * self._scale))
        room = self.box(x, y, width, bottom - y)
        self.painter.drawLine(room.bottomLeft(), room.topRight())

    def dashes(self, x: float, y: float, width: float) -> None:
        """Where the paper is cut."""
        self.painter.setPen(QPen(BLACK, 0.2 * self._scale, Qt.PenStyle.DashLine))
        self.painter.drawLine(self.box(x, y, width, 0).topLeft(), self.box(x, y, width, 0).topRight())

    def frame(self, x: float, y: float, width: float, height: float, weight: float = 0.25) -> None:
        """A box."""
        self.painter.setPen(QPen(BLACK, weight * self._scale))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(self.box(x, y, width, height))


def _wrapping(side: Qt.AlignmentFlag) -> QTextOption:
    """Between words and after punctuation; only what is wider than the line is broken anywhere."""
    option = QTextOption(side)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


Paint = Callable[[Sheet], None]


@dataclass(frozen=True, slots=True)
class Document:
    """Pages of one size in mm, each painted by a function."""

    title: str
    width: float
    height: float
    pages: Sequence[Paint]


def bound(documents: Sequence["Document"]) -> "Document":
    """Several documents of one size as one, under the first one's title."""
    first = documents[0]
    return Document(first.title, first.width, first.height, [page for document in documents for page in document.pages])


A4 = (210.0, 297.0)
A5 = (148.0, 210.0)


def to_pdf(path: Path, document: Document) -> None:
    """Write a PDF with embedded fonts, so that its text can be searched and copied.

    Raises:
        WorldFault: no Chinese font on this machine, or the file cannot be written.
    """
    add_own_font()
    if not has_chinese_font():
        raise WorldFault("no_font", "这台电脑没有中文字体，打印出来会是方块。请先安装中文字体（如微软雅黑、文泉驿）。")
    buffer = QBuffer()  # in memory: a disk that is full leaves the old file as it was until the last moment
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(document.title)
    writer.setCreator("vclinic")
    size = QPageSize(QSizeF(document.width, document.height), QPageSize.Unit.Millimeter)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    written: set[str] = set()
    for place, paint in enumerate(document.pages):
        if place:
            writer.newPage()
        paint(Sheet(painter, document.width, document.height, _DPI / 25.4, written))
    painter.end()
    try:
        path.write_bytes(mend(bytes(buffer.data().data()), written, _fonts()))
    except OSError as fault:
        text = f"文件 {path.name} 写不进去，请检查磁盘空间，或关闭正打开它的程序。"
        raise WorldFault("not_written", text) from fault


def _fonts() -> list[QRawFont]:
    """What the pages are drawn with."""
    fonts: list[QRawFont] = []
    for bold in (False, True):
        font = QFont()
        font.setFamilies(FAMILIES)
        font.setBold(bold)
        fonts.append(QRawFont.fromFont(font, QFontDatabase.WritingSystem.SimplifiedChinese))
    return fonts

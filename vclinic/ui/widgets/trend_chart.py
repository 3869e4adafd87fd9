"""A measure over time: the appraisal band, true time axis, drug changes marked, the last value written out.

Painted with QPainter: a chart library with its number package would double start-up time and memory on a 4 GB machine
(docs/decisions).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from vclinic.domain.dates import narrow_day
from vclinic.ui.theme import CAPTION, colour, font


@dataclass(frozen=True, slots=True)
class Reading:
    """One visit's figures, one for each line of the chart; ``today`` is the value being typed."""

    on: date
    figures: tuple[float, ...]
    satisfied: bool
    today: bool = False


_DAY_WIDTH = 44.0  # of a day written under the line
_MONTH_WIDTH = 50.0  # of a month of a former year
Limits = tuple[tuple[float | None, float | None], ...]  # (lowest, below) for each line; None for an open end


class TrendChart(QWidget):
    """Give it readings, limits and events with `show_readings`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readings: tuple[Reading, ...] = ()
        self._limits: Limits = ()
        self._label = ""
        self._decimals = 0
        self._events: tuple[tuple[date, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(118)

    def sizeHint(self) -> QSize:
        return QSize(280, 118)

    def show_readings(
        self,
        label: str,
        readings: Sequence[Reading],
        limits: Limits,
        events: Sequence[tuple[date, str]] = (),
        *,
        decimals: int = 0,
    ) -> None:
        """Draw the newest six readings of the measure ``label``, oldest first, against its limits."""
        self._readings = tuple(sorted(readings, key=lambda reading: reading.on))[-6:]
        self._limits, self._label, self._decimals = limits, label, decimals
        first = self._readings[0].on if self._readings else date.max
        self._events = tuple(event for event in events if event[0] >= first)[-2:]
        self.setAccessibleName(self._spoken())
        self.update()

    def _spoken(self) -> str:
        if not self._readings:
            return f"没有{self._label}记录"
        last = self._readings[-1]
        side = "达标" if last.satisfied else "没达标"
        figures = "/".join(self._words(figure) for figure in last.figures)
        band = "，".join(f"{bound:g}" for bound in self._bounds())
        return f"{self._label} {len(self._readings)} 次，最近 {figures}，{side}（界限 {band}）"

    def _words(self, figure: float) -> str:
        return f"{figure:.{self._decimals}f}"

    def _bounds(self) -> list[float]:
        return [bound for pair in self._limits for bound in pair if bound is not None]

    def _outside(self, line: int, figure: float) -> bool:
        low, high = self._limits[line]
        return (high is not None and figure >= high) or (low is not None and figure < low)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(CAPTION))
        if not self._readings:
            painter.setPen(QPen(colour("ink_3")))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"还没有{self._label}记录")
            return
        plot = QRectF(30, 18, self.width() - 30 - 46, self.height() - 18 - 20)
        self._paint_band(painter, plot)
        self._paint_events(painter, plot)
        for line in range(len(self._limits)):
            self._paint_line(painter, plot, line)
        self._paint_words(painter, plot)

    def _y(self, plot: QRectF, value: float) -> float:
        values = [figure for reading in self._readings for figure in reading.figures] + self._bounds()
        room = max(6 * 10.0**-self._decimals, 0.08 * (max(values) - min(values)))
        low, high = min(values) - room, max(values) + room
        return plot.bottom() - (value - low) / (high - low) * plot.height()

    def _x(self, plot: QRectF, day: date) -> float:
        first, last = self._readings[0].on, self._readings[-1].on
        span = (last - first).days
        if span == 0:
            return plot.center().x()
        return plot.left() + 14 + (day - first).days / span * (plot.width() - 28)

    def _paint_band(self, painter: QPainter, plot: QRectF) -> None:
        low, high = self._limits[0]
        top = plot.top() if high is None else self._y(plot, high)
        foot = plot.bottom() if low is None else self._y(plot, low)
        painter.fillRect(QRectF(plot.left(), top, plot.width(), foot - top), colour("ok_t"))
        painter.setPen(QPen(colour("field"), 1, Qt.PenStyle.DashLine))
        for limit in self._bounds():
            y = self._y(plot, limit)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(QPen(colour("ink_2")))
        for limit in self._bounds():
            box = QRectF(0, self._y(plot, limit) - 10, 27, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{limit:g}")

    def _paint_events(self, painter: QPainter, plot: QRectF) -> None:
        for day, sign in self._events:
            x = self._x(plot, day)
            painter.setPen(QPen(colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(QPen(colour("accent")))
            text = f"{day:%m-%d} {sign}"
            width = painter.fontMetrics().horizontalAdvance(text)
            left = max(0.0, min(x - width / 2, self.width() - width - 2.0))
            painter.drawText(QRectF(left, 0, width + 4, 16), Qt.AlignmentFlag.AlignLeft, text)

    def _paint_line(self, painter: QPainter, plot: QRectF, line: int) -> None:
        points = [(reading, reading.figures[line]) for reading in self._readings]
        places = [QPointF(self._x(plot, reading.on), self._y(plot, value)) for reading, value in points]
        painter.setPen(QPen(colour("ink"), 2))
        painter.drawPolyline(QPolygonF(places))
        for (_, value), place in zip(points, places, strict=True):
            if self._outside(line, value):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QBrush(colour("warn_shape")))
                x, y = place.x(), place.y()
                painter.drawPolygon(QPolygonF([QPointF(x, y - 6), QPointF(x + 6, y + 5), QPointF(x - 6, y + 5)]))
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QBrush(colour("ink")))
                painter.drawEllipse(place, 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_words(self, painter: QPainter, plot: QRectF) -> None:
        last = self._readings[-1]
        for line, value in enumerate(last.figures):
            outside = self._outside(line, value)
            mark = "" if not outside else "↑" if value >= (self._limits[line][1] or value + 1) else "↓"
            painter.setPen(QPen(colour("warn" if outside else "ink")))
            painter.setFont(font(CAPTION, bold=True))
            box = QRectF(plot.right() + 4, self._y(plot, value) - 10, 44, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{self._words(value)}{mark}")
        painter.setFont(font(CAPTION))
        painter.setPen(QPen(colour("ink_2")))
        for reading in self._named(plot):
            x = self._x(plot, reading.on)
            text = "今天" if reading.today else narrow_day(reading.on, last.on)
            painter.drawText(QRectF(x - 30, plot.bottom() + 2, 60, 18), Qt.AlignmentFlag.AlignCenter, text)

    def _named(self, plot: QRectF) -> list[Reading]:
        """The newest, and of those before it whose day has room beside the days named."""
        newest = self._readings[-1]
        named = [newest]
        former = len(narrow_day(self._readings[0].on, newest.on)) > len("11-24")
        room = _MONTH_WIDTH if former else _DAY_WIDTH
        for reading in reversed(self._readings[:-1]):
            if self._x(plot, named[-1].on) - self._x(plot, reading.on) >= room:
                named.append(reading)
        return named

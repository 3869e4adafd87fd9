"""The worklist as a model; the delegate paints households, chips and shapes."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vclinic.domain import codes
from vclinic.services.work_row import WorkRow
from vclinic.ui.icons import pixmap
from vclinic.ui.theme import CAPTION, MEANING_INK, NAME, TOKENS, colour, font
from vclinic.ui.widgets.basics import sex_word
from vclinic.ui.words import tr

HEADS = ("户（危险的在前）", "", "姓名", "病种", "上次", "期限", "为什么在这里")
_INSET = 8  # as the heads over the columns
WIDTHS = (118, 34, 142, 128, 128, 92, 0)
TOLD_OF_THE_PERSON = (3, 6)  # columns
Index = QModelIndex | QPersistentModelIndex


class WorklistModel(QAbstractTableModel):
    """Rows of Today. ``ticked`` are residents marked for the walk."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[WorkRow, ...] = ()
        self.ticked: set[str] = set()

    def show_rows(self, rows: Sequence[WorkRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADS[section])
        return None

    def data(self, index: Index, role: int = 0) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.AccessibleTextRole:
            cells = (row.address, row.danger, row.name, "", row.last_text, row.due_text, row.why)
            return cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (2, 6):
            return row.name if index.column() == 2 else row.why
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled
        return base if index.column() == 0 else base | Qt.ItemFlag.ItemIsSelectable

    def first_of_household(self, row: int) -> bool:
        """Whether a row is the first of its household in the list."""
        return row == 0 or self.rows[row - 1].household_id != self.rows[row].household_id

    def tick(self, row: int) -> None:
        """Mark or unmark for the walk."""
        self.ticked ^= {self.rows[row].resident_id}
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADS) - 1))


class WorklistDelegate(QStyledItemDelegate):
    """Paints a row as the reference has it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(model, WorklistModel) or not isinstance(row, WorkRow):
            return
        painter.save()
        styled: Any = option  # its fields are not in the stubs
        area = QRectF(styled.rect)
        selected = bool(styled.state & QStyle.StateFlag.State_Selected)
        first, last = model.first_of_household(index.row()), index.row() + 1 == len(model.rows)
        ends = last or model.first_of_household(index.row() + 1)
        if index.column() == 0:
            painter.fillRect(area, colour("surface_2"))
            self._household(painter, area, row, first=first)
        else:
            painter.fillRect(area, colour("tint") if selected else colour("surface"))
            getattr(self, ("", "_shape", "_name", "_diseases", "_last", "_due", "_why")[index.column()])(
                painter, area.adjusted(_INSET if index.column() > 1 else 0, 0, 0, 0), row, model
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # a chip's, which would blur the row's lines
        if ends or index.column():
            painter.setPen(QPen(colour("line_2" if ends else "line"), 1))
            painter.drawLine(QPointF(area.left(), area.bottom() - 1), QPointF(area.right(), area.bottom() - 1))
        if selected:
            painter.setPen(QPen(colour("accent"), 2))
            for y in (area.top() + 1, area.bottom() - 1):
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.restore()

    def _household(self, painter: QPainter, area: QRectF, row: WorkRow, *, first: bool) -> None:
        box = area.adjusted(_INSET, 2, -4, -2)
        if first:
            painter.setFont(font())
            painter.setPen(QPen(colour("ink")))
            family = f"{row.household_head}{tr('家')}"
            family = painter.fontMetrics().elidedText(family, Qt.TextElideMode.ElideMiddle, round(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignTop, family)
            painter.setFont(font(CAPTION))
            painter.setPen(QPen(colour("ink_3")))
            painter.drawText(box, Qt.AlignmentFlag.AlignBottom, row.address)
        elif row.companions > 1:
            painter.setFont(font(CAPTION))
            painter.setPen(QPen(colour("ink_3")))
            painter.drawText(box, Qt.AlignmentFlag.AlignTop, f"{tr('同户')} {row.companions} {tr('人到期')}")

    def _shape(self, painter: QPainter, area: QRectF, row: WorkRow, model: WorklistModel) -> None:
        if row.resident_id in model.ticked:
            painter.drawPixmap(round(area.center().x()) - 9, round(area.center().y()) - 9, pixmap("tick", 18))
        elif row.danger != "none":
            painter.drawPixmap(round(area.center().x()) - 9, round(area.center().y()) - 9, pixmap(row.danger, 18))

    def _name(self, painter: QPainter, area: QRectF, row: WorkRow, _model: WorklistModel) -> None:
        painter.setFont(font(NAME, bold=True))
        painter.setPen(QPen(colour("ink")))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideMiddle, 88)
        width = painter.fontMetrics().horizontalAdvance(name)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(font())
        painter.setPen(QPen(colour("ink_2")))
        painter.drawText(
            area.adjusted(width + 6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"{sex_word(row.sex_code)} {row.age}"
        )

    def _diseases(self, painter: QPainter, area: QRectF, row: WorkRow, _model: WorklistModel) -> None:
        painter.setFont(font(CAPTION))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = area.left()
        for code in row.diseases[:2]:
            text = codes.DISEASE.label(code)
            width = painter.fontMetrics().horizontalAdvance(text) + 14
            chip = QRectF(left + 0.5, area.center().y() - 11, width, 22)
            painter.setPen(QPen(colour("line_2"), 1))
            painter.setBrush(colour("surface"))
            painter.drawRoundedRect(chip, 3, 3)
            painter.setPen(QPen(colour("ink")))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
            left += width + 4

    def _last(self, painter: QPainter, area: QRectF, row: WorkRow, _model: WorklistModel) -> None:
        several = len(row.lasts) > 1
        painter.setFont(font(CAPTION, bold=True) if several else font(bold=True))
        height = (area.height() - 6) / max(1, len(row.lasts))
        width = 0
        for place, (text, high) in enumerate(row.lasts):
            level = "danger" if high and row.danger == "danger" else "warn" if high else ""
            painter.setPen(QPen(MEANING_INK.get(level, TOKENS.ink)))
            figure = f"{text}{'↑' if high else ''}"
            box = QRectF(area.left(), area.top() + 3 + place * height, area.width(), height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, figure)
            width = max(width, painter.fontMetrics().horizontalAdvance(figure))
        if row.last_on is not None:
            painter.setFont(font(CAPTION))
            painter.setPen(QPen(colour("ink_3")))
            painter.drawText(area.adjusted(width + 6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"{row.last_on:%m-%d}")

    def _due(self, painter: QPainter, area: QRectF, row: WorkRow, _model: WorklistModel) -> None:
        strong = row.due_level != "none" or row.due_text == tr("今天到期")
        painter.setFont(font(bold=strong))
        painter.setPen(QPen(MEANING_INK.get(row.due_level, TOKENS.ink)))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, row.due_text)

    def _why(self, painter: QPainter, area: QRectF, row: WorkRow, _model: WorklistModel) -> None:
        painter.setFont(font())
        painter.setPen(QPen(colour("ink")))
        text = row.why
        if painter.fontMetrics().horizontalAdvance(text) > area.width() - 8:
            painter.setFont(font(CAPTION))  # whole in two small lines, rather than cut in one
            two_lines = round(2 * area.width()) - 40  # a line that ends early leaves some of its room
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, two_lines)
        wrapping = QTextOption(Qt.AlignmentFlag.AlignVCenter)
        wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        painter.drawText(area.adjusted(0, 0, -2, -1), text, wrapping)

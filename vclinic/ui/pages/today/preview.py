"""The pane beside the list: why this person, recent pressures, drugs, allergies, and what to do."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vclinic.domain.dates import short_day
from vclinic.services.emergencies import TILE
from vclinic.services.preview_resident import Preview, Trend, TrendPoint, preview
from vclinic.services.work_row import WorkRow
from vclinic.services.workstation import Workstation, masked_phone
from vclinic.ui import tasks
from vclinic.ui.widgets.basics import clear, label, line, sex_word
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.trend_chart import Reading, TrendChart
from vclinic.ui.words import tr

WIDTH = 300


class PreviewPane(QFrame):
    """Shows one resident; the buttons call what the page hands in."""

    def __init__(self, station: Workstation, owner: QWidget, calls: dict[str, Callable[[], Any]]) -> None:
        super().__init__()
        self.station = station
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._body.setObjectName("surface")
        self._body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = QScrollArea()  # on a low screen it scrolls: nothing is drawn over anything else
        scroll.setWidget(self._body)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(scroll, 1)
        self.start = KeyButton(tr("开始随访"), "Return", calls["start"], owner, "primary", scope=False)
        self.outcome = KeyButton(tr("问转诊结果"), "J", calls["outcome"], owner, "danger", scope=False)
        self.outcome.hide()
        column.addWidget(self.outcome)
        column.addWidget(self.start)
        row = QHBoxLayout()
        self.phone = KeyButton(tr("电话随访"), "T", calls["phone"], owner, scope=False)
        self.record = KeyButton(tr("档案"), "R", calls["record"], owner, scope=False)
        row.addWidget(self.phone)
        row.addWidget(self.record)
        column.addLayout(row)

    def show_resident(self, resident_id: str, row: WorkRow | None) -> None:
        """Show one resident."""
        mends, completes = (
            row is not None and row.returned[0],
            row is not None and row.tile == TILE and row.follow_up_id,
        )
        self.start.setText(tr("改退回的这份") if mends else tr("补全随访表") if completes else tr("开始随访"))
        self.outcome.setVisible(row is not None and bool(row.ask_about))
        tasks.now(lambda: preview(self.station, resident_id, row), self._show)

    def show_nobody(self) -> None:
        """Nobody is selected."""
        self._clear()
        self._column.addWidget(label(tr("没有选中的人"), "third"))
        self.outcome.hide()
        for button in (self.start, self.phone, self.record):
            button.set_enabled(False, tr("先选一个人"))
            button.hide()

    def _clear(self) -> None:
        clear(self._column)

    def _show(self, preview: Preview) -> None:
        self._clear()
        self._column.setSpacing(6 if len(preview.trends) < 2 else 3)  # two diseases say more in the same height
        for button in (self.start, self.phone, self.record):
            button.set_enabled(True)
            button.show()
        resident = preview.record.resident
        head = QWidget()
        names = QHBoxLayout(head)
        names.setContentsMargins(0, 0, 0, 0)
        names.addWidget(label(resident.name, "title"))
        names.addWidget(label(f"{sex_word(resident.sex_code)} · {preview.record.age} {tr('岁')}", "second"), 1)
        self._column.addWidget(head)
        self._column.addWidget(label(f"{resident.address} · {masked_phone(resident.phone)}".strip(" ·"), "second"))
        if preview.why:
            self._column.addWidget(line())
            self._column.addWidget(label(tr("为什么先看"), "caption"))
            for sentence in preview.why[: 2 if len(preview.trends) == 1 else 1]:
                self._column.addWidget(label(sentence, wrap=True))
        for trend in preview.trends[1:]:
            self._column.addWidget(line())
            self._column.addWidget(label(_told(trend, self.station.clock.today()), "second"))
        for trend in preview.trends[:1]:  # one picture; the figures of a second disease are told in words
            self._column.addWidget(line())
            head = f"{tr('近')} {len(trend.points)} {tr('次')}{trend.label}（{tr('虚线')} {trend.band.text}）"
            self._column.addWidget(label(head, "caption"))
            chart = TrendChart()
            chart.setFixedHeight(98)
            readings = [Reading(point.on, point.figures, point.satisfied) for point in trend.points]
            chart.show_readings(trend.label, readings, trend.band.limits, decimals=trend.decimals)
            self._column.addWidget(chart)
        if preview.regimen:
            self._column.addWidget(line())
            self._column.addWidget(label(tr("在用药"), "caption"))
            for drug in preview.regimen[:2]:
                self._column.addWidget(_drug(f"{drug.drug_name} {drug.strength}", drug.left_text, drug.level))
        if preview.allergies:
            self._column.addWidget(Note("danger", f"{tr('过敏')}：{preview.allergies}"))
        self._column.addStretch(1)


def _told(trend: Trend, today: date) -> str:
    """The last two visits by a measure: its figures, the day, and those of the visit before."""

    def line(point: TrendPoint) -> str:
        return "/".join(f"{figure:.{trend.decimals}f}" for figure in point.figures)

    last = trend.points[-1]
    text = f"{trend.label} {line(last)}{'' if last.satisfied else '↑'}（{short_day(last.on, today)}）"
    return f"{text}，{tr('之前')} {line(trend.points[-2])}" if len(trend.points) > 1 else text


def _drug(name: str, left: str, level: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    line = label()
    line.setText(line.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 168))
    line.setToolTip(name)
    row.addWidget(line, 1)
    strong = level in ("warn", "danger")
    row.addWidget(label(left, "strong" if strong else "second", level if strong else ""))
    return made

"""The person beside the form: allergies first, the trend, the last three visits, the drugs in use."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.services.visit_sheet import Band, VisitSheet
from vclinic.ui.widgets.basics import chip, label, line, sex_word, shape
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.trend_chart import Reading, TrendChart
from vclinic.ui.words import tr

WIDTH = 400


def card() -> tuple[QFrame, QVBoxLayout]:
    """A white card with the usual padding."""
    made = QFrame()
    made.setObjectName("card")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(made)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    return made, column


class PersonPane(QWidget):
    """Shows one sheet; `show_trend` follows what is typed."""

    def __init__(self, sheet: VisitSheet, band: Band, goal: str) -> None:
        super().__init__()
        self._sheet = sheet
        self._measure = sheet.disease.measures[0]
        self._band = band
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._person())
        column.addWidget(self._trend(goal))
        column.addWidget(self._visits())
        column.addWidget(self._drugs())
        column.addStretch(1)

    def _person(self) -> QWidget:
        made, column = card()
        resident = self._sheet.resident.resident
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(resident.name, "title"))
        where = "".join(part for part in (resident.village_group, resident.address) if part)
        address = resident.address if resident.village_group in resident.address else where
        words = f"{sex_word(resident.sex_code)} · {self._sheet.age} {tr('岁')} · {address}"
        head.addWidget(label(words, "second"), 1)
        column.addLayout(head)
        chips = QHBoxLayout()
        chips.setSpacing(4)
        for code in self._sheet.resident.diseases:
            chips.addWidget(chip(codes.DISEASE.label(code)))
        for past in resident.past_diseases:
            if past.text:
                chips.addWidget(chip(past.text))
        chips.addStretch(1)
        column.addLayout(chips)
        danger = [f"{tr('过敏')} {self._sheet.allergies}"] if self._sheet.allergies else []
        danger += [f"{tr('不良反应')} {self._sheet.adverse}"] if self._sheet.adverse else []
        if danger:
            column.addWidget(Note("danger", "　".join(danger)))
        return made

    def _trend(self, goal: str) -> QWidget:
        made, column = card()
        head = QHBoxLayout()
        head.addWidget(label(f"{self._measure.label}{tr('（近几次）')}", "second"), 1)
        head.addWidget(label(f"{tr('绿带达标')} {self._band.text}　{goal}", "caption"))
        column.addLayout(head)
        self._chart = TrendChart()
        column.addWidget(self._chart)
        self.show_trend(None, satisfied=False)
        return made

    def show_trend(
        self, judged: tuple[float, ...] | None, *, satisfied: bool, on: object = None, now: bool = True
    ) -> None:
        """The past visits, and this one's figures on the day it is written for; ``now``: that day is today."""
        readings = [
            Reading(visit.visit_date, figures, visit.satisfied)
            for visit in self._sheet.history[:6]
            if (figures := self._measure.figures(visit.values))
        ]
        if judged is not None and isinstance(on, date):
            readings.append(Reading(on, judged, satisfied, today=now))
        measure = self._measure
        self._chart.show_readings(
            measure.label, readings, self._band.limits, self._sheet.drug_events, decimals=measure.decimals
        )

    def _visits(self) -> QWidget:
        made, column = card()
        head = QHBoxLayout()
        head.addWidget(label(tr("近三次"), "caption"), 1)
        head.addWidget(label(tr("用药变化"), "caption"))
        column.addLayout(head)
        if not self._sheet.history:
            column.addWidget(label(tr("还没有随访过，这是第一次。"), "third"))
        for visit in self._sheet.history[:3]:
            column.addWidget(line())
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(label(f"{visit.visit_date:%m-%d}"))
            high = not visit.satisfied
            words = f"{visit.summary}{'↑' if high else ''}"
            row.addWidget(label(words, "strong", "warn" if high else ""))
            weight = visit.values.get("weight_kg")
            row.addWidget(label(f"{weight:.1f} kg" if weight else "", "second"))
            mark = {"1": "ok", "4": "danger"}.get(visit.visit_class, "warn")
            row.addWidget(shape(mark))
            row.addWidget(
                label(f"{visit.visit_class} {codes.VISIT_CLASS.label(visit.visit_class).replace('控制', '')}")
            )
            row.addStretch(1)
            row.addWidget(_elided(visit.drug_change, 96))
            column.addLayout(row)
        return made

    def _drugs(self) -> QWidget:
        made, column = card()
        head = QHBoxLayout()
        head.addWidget(label(tr("在用药"), "caption"), 1)
        head.addWidget(label(tr("用完"), "caption"))
        column.addLayout(head)
        if not self._sheet.regimen:
            column.addWidget(label(tr("没有在用的药。"), "third"))
        for drug in self._sheet.regimen[:4]:
            column.addWidget(line())
            row = QHBoxLayout()
            row.addWidget(_elided(f"{drug.drug_name} {drug.strength}", 228), 1)
            level = drug.level if drug.level in ("warn", "danger") else ""
            row.addWidget(label(drug.left_text, "strong" if level else "second", level))
            column.addLayout(row)
        return made


def _elided(text: str, width: int) -> QWidget:
    made = label(text)
    metrics = made.fontMetrics()
    made.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
    made.setToolTip(text if made.text() != text else "")
    return made

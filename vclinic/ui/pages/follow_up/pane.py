"""The person beside the form: allergies first, the trend, the last three visits, the drugs in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.domain.dates import narrow_day
from vclinic.services.past_visits import PastVisit
from vclinic.services.visit_sheet import Band, VisitSheet
from vclinic.ui.known.known_card import KnownCard
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.widgets.basics import chip, label, line, relabel, sex_word, shape
from vclinic.ui.widgets.elided import ElidedLabel
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


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pane shows of one disease: its sheet, the band of its first measure, the goal in words."""

    sheet: VisitSheet
    band: Band
    goal: str

    @classmethod
    def of(cls, part: Part, rules: Any) -> "Shown":
        """A part of the page as it was opened."""
        disease = part.sheet.disease
        return cls(part.sheet, disease.band(disease.measures[0], part.sheet.age, rules), part.judgement.goal_text)


class PersonPane(QWidget):
    """The person of one visit; `show_trends` follows what is typed. ``known``: what others gave, and laboratory values."""

    def __init__(self, shown: Sequence[Shown], known: KnownCard) -> None:
        super().__init__()
        self.known = known
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sheet = shown[0].sheet
        self._sheets = [cell.sheet for cell in shown]
        self._shown = shown
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._danger = Note("danger")
        column.addWidget(self._person())
        self._charts: list[TrendChart] = []
        column.addWidget(self._trends())
        column.addWidget(self._visits())
        column.addWidget(self._drugs())
        column.addWidget(known)
        column.addStretch(1)

    def _person(self) -> QWidget:
        made, column = card()
        resident = self._sheet.resident.resident
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(resident.name, "title"))
        where = "".join(part for part in (resident.village_group, resident.address) if part)
        address = resident.address if resident.village_group in resident.address else where
        text = f"{sex_word(resident.sex_code)} · {self._sheet.age} {tr('岁')} · {address}"
        head.addWidget(label(text, "second"), 1)
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
        self._phone = label("", "strong")
        column.addWidget(self._phone)
        self.show_phone(shown=False)
        column.addWidget(self._danger)
        return made

    def show_phone(self, *, shown: bool) -> None:
        """The number to dial, whole, while the visit is made by telephone."""
        resident = self._sheet.resident.resident
        contact = (
            f"{resident.contact_phone}（{resident.contact_name or tr('联系人')}）" if resident.contact_phone else ""
        )
        numbers = "，".join(number for number in (resident.phone, contact) if number)
        relabel(self._phone, f"{tr('电话')} {numbers or tr('没有登记')}" if shown else "")
        self._phone.setHidden(not shown)

    def show_danger(self, danger: str) -> None:
        """Allergies and adverse reactions, in red under the name; empty for none."""
        self._danger.say("danger", danger)

    def _trends(self) -> QWidget:
        made, column = card()
        for shown in self._shown:
            self._add_trend(column, shown)
        return made

    def _add_trend(self, column: QVBoxLayout, shown: Shown) -> None:
        head = QHBoxLayout()
        several = len(self._shown) > 1
        name = shown.sheet.disease.measures[0].label
        head.addWidget(label(name if several else f"{name}{tr('（近几次）')}", "second"))
        text = f"{tr('绿带达标')} {shown.band.text}　{shown.goal}"
        head.addStretch(1)
        goal = label(text, "caption")
        column.addLayout(head)
        if goal.sizeHint().width() <= WIDTH - 130:
            head.addWidget(goal)
        else:  # whole, under its name
            goal.setWordWrap(True)
            column.addWidget(goal)
        chart = TrendChart()
        if several:
            chart.setFixedHeight(84)
        self._charts.append(chart)
        column.addWidget(chart)
        self._draw(chart, shown, None)

    def show_trends(self, parts: Sequence[Part], *, on: object, now: bool) -> None:
        """The past visits, and this one's figures on the day it is written for; ``now``: that day is today."""
        for chart, shown, part in zip(self._charts, self._shown, parts, strict=True):
            judgement = part.judgement
            reading = None
            if judgement.assessment is not None and judgement.figures and isinstance(on, date):
                reading = Reading(on, judgement.figures, judgement.assessment.satisfied, today=now)
            self._draw(chart, shown, reading)

    def _draw(self, chart: TrendChart, shown: Shown, typed: Reading | None) -> None:
        measure = shown.sheet.disease.measures[0]
        readings = [
            Reading(visit.visit_date, figures, visit.satisfied)
            for visit in shown.sheet.history[:6]
            if (figures := measure.figures(visit.values))
        ]
        readings += [typed] if typed is not None else []
        events = shown.sheet.drug_events if shown.sheet is self._sheet else ()
        chart.show_readings(measure.label, readings, shown.band.limits, events, decimals=measure.decimals)

    def _visits(self) -> QWidget:
        made, column = card()
        head = QHBoxLayout()
        head.addWidget(label(tr("近三次") if len(self._sheets) == 1 else tr("近两次"), "caption"), 1)
        head.addWidget(label(tr("用药变化"), "caption"))
        column.addLayout(head)
        by_day: dict[date, list[PastVisit]] = {}
        for sheet in self._sheets:
            for visit in sheet.history:
                by_day.setdefault(visit.visit_date, []).append(visit)
        if not by_day:
            column.addWidget(label(tr("还没有随访过，这是第一次。"), "third"))
        shown = 3 if len(self._sheets) == 1 else 2  # two trends take the room
        opened = self._sheet.stored_on or self._sheet.begun_on
        for day in sorted(by_day, reverse=True)[:shown]:
            column.addWidget(line())
            column.addLayout(_visit_row(narrow_day(day, opened or day), by_day[day]))
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


def _visit_row(day: str, visits: Sequence[PastVisit]) -> QHBoxLayout:
    """The visits of one day, for one disease or several, in a row."""
    row = QHBoxLayout()
    row.setSpacing(6 if len(visits) == 1 else 4)  # two figures find room beside a scroll bar too
    row.addWidget(label(day))
    for visit in visits:
        high = not visit.satisfied
        figure = f"{visit.summary}{'↑' if high else ''}" if visit.summary else tr("未量")
        row.addWidget(label(figure, "strong", "warn" if high else ""))
    weight = next((kilograms for visit in visits if (kilograms := visit.values.get("weight_kg"))), None)
    if len(visits) == 1:
        row.addWidget(label(f"{weight:.1f} kg" if weight else "", "second"))
    gravest = max(visit.visit_class for visit in visits)
    row.addWidget(shape({"1": "ok", "4": "danger", "": "danger"}.get(gravest, "warn")))
    classed = f"{gravest} {codes.VISIT_CLASS.label(gravest).replace('控制', '')}"
    row.addWidget(label(classed if gravest else tr("危急")))  # stored before anything was measured
    change = ElidedLabel()
    change.setText(visits[0].drug_change)
    change.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(change, 1)
    return row


def _elided(text: str, width: int, role: str = "") -> QWidget:
    made = label(text, role)
    metrics = made.fontMetrics()
    made.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
    made.setToolTip(text if made.text() != text else "")
    return made

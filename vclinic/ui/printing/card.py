"""The take-home card: what a resident keeps on the wall. A5, large type, plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from vclinic.domain.dates import weekday
from vclinic.domain.prescription import MedicationOrder, ThreePrescriptions
from vclinic.domain.stock import Drug
from vclinic.services.card_words import diet_lines, exercise_lines, not_advised_line, supply_line
from vclinic.services.regimen import usage
from vclinic.ui.printing.paper import A5, Document, Sheet

_MARGIN, _FOOT = 9.0, 17.5
_LARGEST = 1.3  # of a person with few lines
_PLAIN, _TITLE, _NEXT, _HEAD = 20.0, 21.0, 23.0, 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What the card says besides the prescriptions. ``drug``: the catalogue, so that a dose can be said in tablets;
    ``at_once``: an emergency, the person is to go to ``referral`` now."""

    name: str
    day: date
    figures: str
    to_measure: str
    clinic: str
    doctor: str
    referral: str = ""
    at_once: bool = False
    drug: Callable[[str], Drug | None] = lambda _drug_id: None


def card_document(facts: CardFacts, three: ThreePrescriptions) -> Document:
    """The card as a printable document."""
    return Document(f"{facts.name} 三处方", *A5, (lambda sheet: paint_card(sheet, facts, three),))


def paint_card(sheet: Sheet, facts: CardFacts, three: ThreePrescriptions) -> None:
    """Paint the card on one A5 page."""
    width = sheet.width - 2 * _MARGIN
    sheet.y = _MARGIN
    side = f"{facts.day.year} 年 {facts.day.month} 月 {facts.day.day} 日　{facts.figures}"
    room = width - sheet.text_width(side, 12) - 4
    points = min(_HEAD, _HEAD * room / sheet.text_width(facts.name, _HEAD, bold=True))  # a long name stays on its line
    sheet.text(facts.name, _MARGIN, sheet.y, room + 1, points, bold=True, height=9.5)
    sheet.text(side, _MARGIN, sheet.y + 3.6, width, 12, right=True)
    sheet.y += 12.5
    sheet.rule(_MARGIN, sheet.y, width, 0.6)
    sheet.y += 2
    sheet.fit(sheet.height - _FOOT, lambda page: _body(page, facts, three, width), largest=_LARGEST)
    bottom = sheet.height - 16
    sheet.rule(_MARGIN, bottom, width, 0.4)
    sheet.text(f"{facts.clinic}　{facts.doctor}", _MARGIN, bottom + 2.5, width * 0.6, 11)
    sheet.text("本人签名：____________", _MARGIN + width * 0.5, bottom + 2.5, width * 0.5, 11, right=True)


def _body(sheet: Sheet, facts: CardFacts, three: ThreePrescriptions, width: float) -> None:
    active = [order for order in three.medication if order.change != "stopped"]
    stopped = [order for order in three.medication if order.change == "stopped"]
    if facts.at_once:
        _framed(sheet, f"现在就去{facts.referral or '医院'}", width)
    _section(sheet, "吃药", [] if active else ["这次没有开药"])
    for order in active:
        _drug(sheet, order, usage(order, facts.drug(order.drug_id), brief=True))
    for order in stopped:
        _say(sheet, f"不要吃：{order.drug_name}", bold=True)
    _section(sheet, "吃饭", diet_lines(three))
    _section(sheet, "运动", exercise_lines(three))
    if three.not_advised:
        _section(sheet, "不要", [])
        _say(sheet, not_advised_line(three), bold=True)
    _warning(sheet, three, width)
    _next(sheet, facts, three, width)


def _section(sheet: Sheet, title: str, lines: list[str]) -> None:
    sheet.y += 0.8
    sheet.y += sheet.text(title, _MARGIN, sheet.y, 30, _TITLE, bold=True)
    for line in lines:
        _say(sheet, line)


def _say(sheet: Sheet, text: str, *, bold: bool = False) -> None:
    width = sheet.width - 2 * _MARGIN - 8
    sheet.y += sheet.text(text, _MARGIN + 8, sheet.y, width, _PLAIN, bold=bold) + 0.6


def _drug(sheet: Sheet, order: MedicationOrder, text: str) -> None:
    """The name as on the box, and under it, bold, what the hand and the clock need."""
    _say(sheet, f"{order.drug_name} {order.strength}")
    _say(sheet, f"{text}（{order.note}）" if order.note else text, bold=True)


def _warning(sheet: Sheet, three: ThreePrescriptions, width: float) -> None:
    if three.warnings:
        _framed(sheet, "；".join(three.warnings), width)


def _framed(sheet: Sheet, text: str, width: float) -> None:
    sheet.y += 2
    tall = sheet.wrapped(text, width - 8, _PLAIN, bold=True) + 5
    sheet.frame(_MARGIN, sheet.y, width, tall, 0.7)
    sheet.text(text, _MARGIN + 4, sheet.y + 2.2, width - 8, _PLAIN, bold=True)
    sheet.y += tall + 3


def _next(sheet: Sheet, facts: CardFacts, three: ThreePrescriptions, width: float) -> None:
    day = three.review_on
    text = f"{day.month} 月 {day.day} 日（{weekday(day)}）再来{facts.to_measure}"
    sheet.y += sheet.text(text, _MARGIN, sheet.y, width, _NEXT, bold=True) + 1
    if text := supply_line(three):
        sheet.y += sheet.text(text, _MARGIN, sheet.y, width, _PLAIN, bold=True) + 1
    if facts.referral and not facts.at_once:
        sheet.y += sheet.text(f"这之前先去{facts.referral}", _MARGIN, sheet.y, width, _PLAIN) + 1

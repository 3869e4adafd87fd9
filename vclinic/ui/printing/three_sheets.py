"""The medication, diet and exercise prescriptions as three A5 pages for the record and the resident."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from functools import partial

from vclinic.domain.dates import age_on
from vclinic.domain.prescription import ThreePrescriptions
from vclinic.domain.resident import Resident
from vclinic.services.card_words import diagnosis_line, prescription_number, pulse_lesson
from vclinic.services.regimen import usage
from vclinic.ui.printing.card import CardFacts, paint_card
from vclinic.ui.printing.paper import A5, Document, Sheet
from vclinic.ui.widgets.basics import sex_word

_MARGIN, _FOOT = 11.0, 19.0
_LARGEST = 1.5  # few lines are set larger, so that the sheet is filled
_EMPTY = 12.0  # mm below the drugs that are crossed out


def three_document(facts: CardFacts, resident: Resident, three: ThreePrescriptions) -> Document:
    """Four pages: the three prescriptions and the card to take home."""
    first, second, third = (partial(paint, facts=facts, resident=resident, three=three) for paint in _PAGES)
    return Document(f"{facts.name} 三处方", *A5, (first, second, third, lambda sheet: paint_card(sheet, facts, three)))


def _medication(sheet: Sheet, facts: CardFacts, resident: Resident, three: ThreePrescriptions) -> None:
    _head(sheet, "用药处方", facts, resident)
    bottom = sheet.height - _FOOT
    sheet.fit(bottom, lambda page: _medication_body(page, facts, resident, three), largest=_LARGEST)
    if bottom - sheet.y > _EMPTY:  # 处方管理办法 第六条（九）：空白处划一斜线，以示处方完毕
        sheet.slash(_MARGIN, sheet.y + 3, sheet.width - 2 * _MARGIN, bottom - 2)
    _foot(sheet, facts, three)


def _medication_body(sheet: Sheet, facts: CardFacts, resident: Resident, three: ThreePrescriptions) -> None:
    _line(sheet, diagnosis_line(three), indent=0)
    _line(sheet, f"处方编号：{prescription_number(resident, three)}", indent=0)
    sheet.y += 2
    for place, order in enumerate((order for order in three.medication if order.change != "stopped"), 1):
        amount = f"{order.quantity} {order.base_unit}" if order.quantity else "自备"
        _pair(sheet, f"{place}. {order.drug_name}　{order.strength}", amount, bold=True)
        _line(sheet, f"{usage(order, facts.drug(order.drug_id))}，{order.days} 天，{order.route}")
        if order.note:
            _line(sheet, order.note)
        if order.overrule:
            _line(sheet, f"医生理由：{order.overrule}")
    for order in three.medication:
        if order.change == "stopped":
            _line(sheet, f"停用：{order.drug_name}")
    for reason in dict.fromkeys(reason for _, reason in three.overrules):
        _line(sheet, f"医生理由：{reason}")
    if not three.medication:
        _line(sheet, "这次没有开药。")


def _diet(sheet: Sheet, facts: CardFacts, resident: Resident, three: ThreePrescriptions) -> None:
    _head(sheet, "饮食处方", facts, resident)
    sheet.fit(sheet.height - _FOOT, lambda page: _diet_body(page, three), largest=_LARGEST)
    _foot(sheet, facts, three)


def _diet_body(sheet: Sheet, three: ThreePrescriptions) -> None:
    for item in three.diet:
        _pair(sheet, item.label, "", bold=True)
        _line(sheet, item.text)
        if item.explain:
            _line(sheet, item.explain, points=9.5)
    if three.not_advised:
        _pair(sheet, "不要", "", bold=True)
        for sentence in three.not_advised:
            _line(sheet, sentence)


def _exercise(sheet: Sheet, facts: CardFacts, resident: Resident, three: ThreePrescriptions) -> None:
    _head(sheet, "运动处方", facts, resident)
    sheet.fit(sheet.height - _FOOT, lambda page: _exercise_body(page, three), largest=_LARGEST)
    _foot(sheet, facts, three)


def _exercise_body(sheet: Sheet, three: ThreePrescriptions) -> None:
    advice = three.exercise
    if not advice.allowed:
        _line(sheet, advice.blocked_because)
    else:
        heart = (
            f"每分钟 {advice.hr_low}–{advice.hr_high} 次，{advice.hr_explain}" if advice.hr_low else advice.hr_explain
        )
        rows = (
            ("做什么", "、".join(advice.types)),
            ("几次", f"每周 {advice.times_per_week} 天"),
            ("多久", f"每次 {advice.minutes} 分钟，可以分 3 段，每段 10 分钟"),
            ("心率", heart),
            ("感觉", advice.intensity),
            ("力量", advice.resistance),
            ("怎么加", advice.progression),
            *(("医生加", note) for note in advice.doctor_notes),
        )
        for caption, text in rows:
            if not text:
                continue
            _pair(sheet, caption, "", bold=True)
            _line(sheet, text)
        if lesson := pulse_lesson(three):
            _pair(sheet, "数脉搏", "", bold=True)
            for sentence in lesson:
                _line(sheet, sentence)
    _pair(sheet, "马上停", "", bold=True)
    for rule in advice.stop_rules:
        _line(sheet, rule)


_PAGES = (_medication, _diet, _exercise)


def _head(sheet: Sheet, title: str, facts: CardFacts, resident: Resident) -> None:
    width = sheet.width - 2 * _MARGIN
    sheet.y = _MARGIN
    sheet.text(facts.clinic, _MARGIN, sheet.y, width, 10.5)
    sheet.y += 5.5
    sheet.y += sheet.text(title, _MARGIN, sheet.y, width, 18, bold=True, middle=True) + 2
    age = age_on(resident.birth_date, facts.day)
    who = f"{facts.name}　{sex_word(resident.sex_code)}　{age} 岁"
    sheet.text(who, _MARGIN, sheet.y, width, 11.5)
    sheet.text(f"{facts.day}　{facts.figures}", _MARGIN, sheet.y, width, 11.5, right=True)
    sheet.y += 6.5
    sheet.rule(_MARGIN, sheet.y, width, 0.5)
    sheet.y += 2.5


def _pair(sheet: Sheet, left: str, right: str, *, bold: bool = False) -> None:
    width = sheet.width - 2 * _MARGIN
    tall = sheet.text(left, _MARGIN, sheet.y, width * (0.74 if right else 1), 12, bold=bold)
    if right:
        sheet.text(right, _MARGIN, sheet.y, width, 12, right=True)
    sheet.y += tall + 0.4


def _line(sheet: Sheet, text: str, points: float = 11.5, indent: float = 6) -> None:
    sheet.y += sheet.text(text, _MARGIN + indent, sheet.y, sheet.width - 2 * _MARGIN - indent, points) + 0.8


def _foot(sheet: Sheet, facts: CardFacts, three: ThreePrescriptions) -> None:
    width = sheet.width - 2 * _MARGIN
    bottom = sheet.height - 17
    sheet.rule(_MARGIN, bottom, width, 0.4)
    sheet.text(f"医生：{facts.doctor}", _MARGIN, bottom + 2.5, width, 10.5)
    text = f"第 {three.version} 版　下次评估 {three.review_on}"
    sheet.text(text, _MARGIN, bottom + 2.5, width, 10.5, right=True)

"""What is printed: every value of the form in the form's order, nothing cut off, Chinese that can be searched."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage, QPainter, QRawFont
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import WorldFault
from vclinic.forms.document import item_text
from vclinic.main import Program
from vclinic.services import draft_prescription, record_follow_up, visit_sheet
from vclinic.services.print_follow_ups import printed_visits
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenOfficialForms, OpenPrescriptions, OpenVisit
from vclinic.ui.pages.prescriptions.paper_pane import card_facts as facts_of
from vclinic.ui.printing import three_sheets
from vclinic.ui.printing.card import CardFacts, card_document
from vclinic.ui.printing.official_form import form_document
from vclinic.ui.printing.paper import A4, A5, Document, Sheet, to_pdf
from vclinic.ui.printing.searchable import mend
from vclinic.ui.printing.three_sheets import three_document
from vclinic.ui.theme import FAMILIES

FULL: dict[str, Any] = {
    "visit_way": "2", "symptom_codes": ("2", "6", "10"), "symptom_other": "夜里打鼾", "bp_readings": ((136, 84),),
    "weight_kg": 64.5, "weight_target": 58.0, "heart_rate": 73, "other_signs": "双下肢无水肿", "smoke_now": 12,
    "smoke_target": 6, "drink_now": 2.5, "drink_target": 1, "ex_times": 4, "ex_minutes": 25, "ex_times_target": 6,
    "ex_minutes_target": 35, "salt_now": "3", "salt_target": "1", "psych_adjust": "2", "compliance_behavior": "3",
    "aux_exam": "镇卫生院 11-18：血钾 4.3 mmol/L，肌酐 66 μmol/L，尿常规未见异常", "med_adherence": "2", "adr": "2",
    "adr_text": "依那普利：干咳", "drugs": (
        DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), DrugUse("缬沙坦胶囊", 1, "80 mg"),
        DrugUse("阿司匹林肠溶片", 1, "100 mg"), DrugUse("布洛芬缓释胶囊", 2, "0.3 g"),
    ),
}  # fmt: skip


@pytest.fixture
def full_visit(station: Workstation, people: dict[str, str]) -> str:
    """A visit with something in every field of the form."""
    sheet = visit_sheet.open_visit(station, people["何秀珍"])
    saved = record_follow_up.record(station, sheet, record_follow_up.VisitEntry(dict(sheet.values) | FULL))
    assert not isinstance(saved, list), saved
    return saved.follow_up_id


def texts(path: Path) -> list[str]:
    """The text of each page, with what a line break tore apart put together."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in pypdf.PdfReader(path).pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def in_order(page: str, expected: list[str]) -> None:
    """Each of the words, one after the other."""
    place = 0
    for text in expected:
        hits = page.find(squeezed(text), place)
        assert hits >= 0, f"{text!r} is missing after {page[max(0, place - 40) : place]!r}"
        place = hits + len(squeezed(text))


def inked(document: Document, page: int = 0, scale: float = 4.0) -> QImage:
    """A page as it would lie in the printer."""
    image = QImage(round(document.width * scale), round(document.height * scale), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    document.pages[page](Sheet(painter, document.width, document.height, scale))
    painter.end()
    return image


def card_facts(station: Workstation, name: str, pressure: str, **more: Any) -> CardFacts:
    """What a card says of a visit of the day of these tests."""
    facts = {
        "name": name, "day": date(2026, 11, 24), "figures": f"血压 {pressure}", "to_measure": "量血压",
        "clinic": station.clinic.name, "doctor": station.doctor.name,
    }  # fmt: skip
    return CardFacts(**(facts | more))


def blank(image: QImage, area: QRectF) -> bool:
    part = image.copy(area.toRect())
    white = QImage(part.size(), part.format())
    white.fill(QColor("white"))
    return part == white


def margins_are_clean(document: Document, page: int, margin: float = 5.0, scale: float = 4.0) -> bool:
    image = inked(document, page, scale)
    edge, wide, tall = margin * scale, image.width(), image.height()
    sides = (
        QRectF(0, 0, wide, edge),
        QRectF(0, tall - edge, wide, edge),
        QRectF(0, 0, edge, tall),
        QRectF(wide - edge, 0, edge, tall),
    )
    return all(blank(image, side) for side in sides)


def test_the_form_prints_every_value_in_the_forms_order(
    station: Workstation, people: dict[str, str], full_visit: str, tmp_path: Path
) -> None:
    (listed,) = printed_visits(station, people["何秀珍"])
    newest = listed.visits[-1:]
    to_pdf(tmp_path / "form.pdf", form_document(listed.form, listed.name, listed.number, newest))
    (page,) = texts(tmp_path / "form.pdf")
    expected = [listed.form.title, f"姓名：{listed.name}", f"编号 {listed.number}"]
    for item in [item for section in listed.form.sections for item in section.items]:
        if item.fields == ("drugs",):
            for place, drug in enumerate(FULL["drugs"], 1):
                expected += [f"药物名称 {place}" if place < 4 else "其他药物", drug.name, "用法用量"]
                expected.append(f"每日 {drug.times_per_day:g} 次 每次 {drug.dose_text}")
        else:
            expected += [item.caption, item_text(listed.form, item, newest[0])]
    in_order(page, expected)
    assert "—" not in page.replace("原因—机构及科别—", "")  # all but the referral was filled in


def test_up_to_four_visits_stand_side_by_side_oldest_first(
    station: Workstation, people: dict[str, str], full_visit: str, tmp_path: Path
) -> None:
    (listed,) = printed_visits(station, people["何秀珍"])
    to_pdf(tmp_path / "form.pdf", form_document(listed.form, listed.name, listed.number, listed.visits))
    (page,) = texts(tmp_path / "form.pdf")
    in_order(page, ["随访日期", "2026-08-10", "2026-11-10", "2026-11-24", "随访方式", "1 门诊", "1 门诊", "2 家庭"])
    in_order(page, ["血压", "138/86 mmHg", "152/94 mmHg", "136/84 mmHg", "体重"])
    five = form_document(listed.form, listed.name, listed.number, (*listed.visits, *listed.visits))
    to_pdf(tmp_path / "five.pdf", five)
    assert len(texts(tmp_path / "five.pdf")) == 2


def test_four_full_visits_stay_on_the_paper(station: Workstation, people: dict[str, str], full_visit: str) -> None:
    (listed,) = printed_visits(station, people["何秀珍"])
    document = form_document(listed.form, listed.name, listed.number, listed.visits[-1:] * 4)
    assert (document.width, document.height) == A4
    assert margins_are_clean(document, 0, 8.0)


def test_figures_are_not_torn_apart_at_the_end_of_a_line(
    station: Workstation, people: dict[str, str], full_visit: str, tmp_path: Path
) -> None:
    (listed,) = printed_visits(station, people["何秀珍"])
    to_pdf(tmp_path / "form.pdf", form_document(listed.form, listed.name, listed.number, listed.visits[-1:] * 4))
    (page,) = pypdf.PdfReader(tmp_path / "form.pdf").pages
    lines = [line.strip() for line in page.extract_text().splitlines()]
    assert not [line for line in lines if line.startswith(("，", "。", "；", "：", "）", "、"))]
    whole = "\n".join(lines)
    assert not re.search(r"\b3\n5 分钟", whole)
    assert "35 分钟" in whole


def test_the_three_prescriptions_are_three_pages_and_a_card(
    qtbot: QtBot, program: Program, people: dict[str, str], full_visit: str, tmp_path: Path
) -> None:
    program.shell.go(OpenPrescriptions(full_visit))
    page = program.shell.pages["prescriptions"]
    qtbot.waitUntil(page.medication.finder.isVisible)
    document = page.document()
    assert (document.width, document.height) == A5
    to_pdf(tmp_path / "three.pdf", document)
    medication, diet, exercise, card = texts(tmp_path / "three.pdf")
    three = page.three()
    head = ["清溪镇柳河村卫生室", "处方", "何秀珍　女", "2026-11-24　血压 136/84"]
    foot = ["医生：周国平", f"第 {three.version} 版　下次评估 {three.review_on}"]
    orders = [order for order in three.medication if order.change != "stopped"]
    assert orders
    written = [text for order in orders for text in (order.drug_name, order.strength, f"{order.quantity} 片")]
    in_order(medication, ["用药处方", *head[2:], *written, *foot])
    in_order(diet, ["饮食处方", *(text for item in three.diet for text in (item.label, item.text)), *foot])
    advice = three.exercise
    in_order(
        exercise,
        [
            "运动处方",
            "做什么",
            "、".join(advice.types),
            f"每周 {advice.times_per_week} 天",
            advice.intensity,
            advice.resistance,
            "马上停",
            *advice.stop_rules,
            *foot,
        ],
    )
    day = three.review_on
    in_order(card, ["何秀珍", "吃药", orders[0].drug_name, "吃饭", "运动", "；".join(three.warnings)])
    in_order(card, [f"{day.month} 月 {day.day} 日", "再来量血压", "清溪镇柳河村卫生室", "本人签名"])
    for place in range(4):
        assert margins_are_clean(document, place), place


def test_a_stopped_and_an_overruled_drug_are_printed_as_such(
    qtbot: QtBot, program: Program, people: dict[str, str], full_visit: str, tmp_path: Path
) -> None:
    program.shell.go(OpenPrescriptions(full_visit))
    page = program.shell.pages["prescriptions"]
    qtbot.waitUntil(page.medication.finder.isVisible)
    page.medication.stop_other("布洛芬缓释胶囊")
    second = program.shell.station.catalog.find("硝苯地平")
    assert second is not None
    page.medication.add_drug(second)  # of the same class as the first
    for check in [check for check in page.checks if check.severity == "warn"]:
        page.medication.give_reason(check.code, "县医院定的方案")
    to_pdf(tmp_path / "three.pdf", page.document())
    medication, _, _, card = texts(tmp_path / "three.pdf")
    in_order(medication, ["停用：布洛芬缓释胶囊", "医生理由：县医院定的方案"])
    assert "不要吃：布洛芬缓释胶囊" in card


def test_a_long_prescription_stays_above_the_foot(
    station: Workstation, people: dict[str, str], full_visit: str
) -> None:
    """Five drugs with notes and reasons, and diet lines as long as a doctor would write them."""
    sheet = draft_prescription.draft(station, full_visit)
    first = sheet.three.medication[0]
    order = replace(
        first, drug_name="注射用盐酸头孢替安缬沙坦氨氯地平片", strength="（Ⅱ）每片含缬沙坦 80 mg、氨氯地平 10 mg",
        timing="早饭后半小时，同一时间吃", note="疼时才吃，一天最多 4 片，连用不超过 5 天",
        overrule="县医院心内科专科医生定的方案，家属已知情并同意继续使用",
    )  # fmt: skip
    diet = tuple(
        replace(item, text=item.text + "，腌菜、酱菜、腊肉、方便面里的盐也要算进去") for item in sheet.three.diet
    )
    notes = ("膝盖：不爬坡、不深蹲、不提重物，疼了就改成骑车或坐着抬腿",) * 3
    three = replace(
        sheet.three, medication=tuple(replace(order, line_no=place) for place in range(1, 6)), diet=diet,
        exercise=replace(sheet.three.exercise, doctor_notes=notes),
    )  # fmt: skip
    facts = card_facts(station, "何秀珍", "136/84", referral="镇卫生院 内科")
    document = three_sheets.three_document(facts, sheet.resident.resident, three)
    for place in range(len(document.pages)):
        assert margins_are_clean(document, place), place
        assert foot_is_clear(document, place), place


def test_the_card_counts_tablets_and_the_prescription_keeps_the_figure(
    tmp_path: Path, station: Workstation, people: dict[str, str], full_visit: str
) -> None:
    sheet = draft_prescription.draft(station, full_visit)
    name, day = "何秀珍", date(2026, 11, 24)
    facts = card_facts(station, name, "136/84", day=day, drug=station.catalog.get)
    to_pdf(tmp_path / "three.pdf", three_sheets.three_document(facts, sheet.resident.resident, sheet.three))
    medication, _, _, card = texts(tmp_path / "three.pdf")
    assert "每次1片" in card
    assert "每次5mg" not in card, "a resident counts tablets, not milligrams"
    assert "每次1片（5mg）" in medication


@pytest.mark.parametrize("at_once", [True, False])
def test_the_card_sends_an_emergency_off_now_and_others_before_they_come_again(
    tmp_path: Path, station: Workstation, full_visit: str, at_once: bool
) -> None:
    sheet = draft_prescription.draft(station, full_visit)
    facts = card_facts(station, "何秀珍", "186/112", referral="镇卫生院 内科", at_once=at_once)
    to_pdf(tmp_path / "card.pdf", card_document(facts, sheet.three))
    (card,) = texts(tmp_path / "card.pdf")
    now, before = squeezed("现在就去镇卫生院 内科"), squeezed("这之前先去镇卫生院 内科")
    assert (now in squeezed(card), before in squeezed(card)) == (at_once, not at_once)
    if at_once:
        assert squeezed(card).index(now) < squeezed(card).index("吃药")


def test_a_long_name_stays_on_its_line(station: Workstation, people: dict[str, str]) -> None:
    follow_up = village.visit(station, people["阿卜杜热合曼·买买提"], (134, 80))
    sheet = draft_prescription.draft(station, follow_up)
    facts = card_facts(station, "阿卜杜热合曼·买买提", "134/80")
    image = inked(card_document(facts, sheet.three))
    below = QRectF(23 * 4, 23 * 4, 40 * 4, 6 * 4)  # beside 吃药, under the line: where a second line would stand
    assert blank(image, below)


def foot_is_clear(document: Document, page: int, scale: float = 4.0) -> bool:
    """Nothing runs into the line above the doctor's name: a band above the rule is white."""
    image = inked(document, page, scale)
    rule = next(
        y
        for y in range(image.height() - 1, 0, -1)
        if all(
            image.pixelColor(x, y).lightness() < 200
            for x in range(round(20 * scale), round((document.width - 20) * scale), 5)
        )
    )
    return blank(image, QRectF(0, rule - 1.5 * scale, image.width(), 1.0 * scale))


def test_chinese_can_be_searched_as_it_was_written(tmp_path: Path) -> None:
    text = (
        "方法：长期用药，见医生，马上停，黄色、鱼虾、食盐、足背、车辆、高血压、门诊、头晕、风险、血糖、胶囊、97–113 次"
    )
    document = Document("查", *A5, [lambda sheet: sheet.text(text, 10, 10, 128, 14)])
    to_pdf(tmp_path / "words.pdf", document)
    (page,) = pypdf.PdfReader(tmp_path / "words.pdf").pages
    assert page.extract_text().replace("\n", "") == text


def test_mending_changes_only_names_of_glyphs_that_were_never_written() -> None:
    font = QFont()
    font.setFamilies(FAMILIES)
    raw = QRawFont.fromFont(font, QFontDatabase.WritingSystem.SimplifiedChinese)
    content = b"x [<2F45>] begincmap <2F45> <0002> [<2F45> <9ED1> <0041>] endcmap [<2F45>]"
    mended = mend(content, "方黑", [raw])
    assert mended == b"x [<2F45>] begincmap <2F45> <0002> [<65B9> <9ED1> <0041>] endcmap [<2F45>]"
    assert mend(content, "⽅", [raw]) == content


def test_a_word_wider_than_its_cell_is_broken_rather_than_cut(tmp_path: Path) -> None:
    document = Document("长", *A5, [lambda sheet: sheet.text("A" * 200, 10, 10, 40, 12)])
    to_pdf(tmp_path / "long.pdf", document)
    (page,) = texts(tmp_path / "long.pdf")
    assert page == "A" * 200
    image = inked(document)
    assert blank(image, QRectF(51 * 4, 0, image.width() - 51 * 4, image.height()))


def test_a_pdf_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    document = Document("空", *A5, [lambda sheet: sheet.text("空", 10, 10, 40, 12)])
    with pytest.raises(WorldFault, match="写不进去"):
        to_pdf(tmp_path / "there" / "is" / "no" / "folder.pdf", document)


def test_the_print_page_turns_its_pages_and_saves_what_it_shows(
    program: Program, people: dict[str, str], full_visit: str, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    program.shell.go(OpenOfficialForms(people["何秀珍"]))
    page = program.shell.pages["print"]
    page.save_pdf(tmp_path / "form.pdf")
    assert said[-1] == ("ok", "已存成 form.pdf。")
    assert "高血压患者随访服务记录表" in texts(tmp_path / "form.pdf")[0]
    assert page._page.text() == "1 / 1"
    page.save_pdf(tmp_path / "no" / "form.pdf")
    assert "写不进去" in said[-1][1]


# the referral letter


@pytest.fixture
def letter(qtbot: QtBot, program: Program, people: dict[str, str], tmp_path: Path) -> Callable[..., str]:
    """Type a visit, press F9, and read the letter."""

    def write(name: str, *typed: str) -> str:
        keys = Keyboard(qtbot, program.window)
        program.shell.go(OpenVisit(people[name]))
        qtbot.waitUntil(program.shell.pages["follow_up"].form.isVisible)
        for text in typed:
            keys.type(text)
        program.shell.pages["follow_up"].state.put("heart_rate", "78")
        keys.press(Qt.Key.Key_F9)
        if program.shell.current != "print":
            return ""
        document = program.shell.pages["print"].preview.document
        assert margins_are_clean(document, 0, 8.0)
        to_pdf(tmp_path / "letter.pdf", document)
        (page,) = texts(tmp_path / "letter.pdf")
        return page

    return write


def test_the_referral_letter_says_what_is_known_in_the_order_of_the_paper(
    letter: Callable[..., str], program: Program, people: dict[str, str]
) -> None:
    page = letter("何秀珍", "158", "96")
    number = program.shell.pages["follow_up"].sheet.resident.resident.archive_no
    who = [
        "姓名：何秀珍",
        "性别：女",
        "年龄：58 岁",
        f"档案编号：{number}",
        "家庭住址：二组 14 号",
        "联系电话：13800005207",
    ]
    in_order(
        page,
        [
            "双向转诊（转出）单存根",
            *who,
            "于 2026 年 11 月 24 日 因病情需要，转入 镇卫生院 内科",
            "转诊医生：周国平",
            "双向转诊（转出）单",
            "镇卫生院 内科",
            "需转入贵单位，请予以接诊",
            *who,
            "初步印象",
            "原发性高血压",
            "主要现病史（转出原因）",
            "连续两次血压控制不满意",
            "158/96",
            "152/94",
            "心率 78 次/分",
            "主要既往史",
            "药物过敏：青霉素",
            "治疗经过",
            "苯磺酸氨氯地平片 每日 1 次 每次 5 mg",
            "服药规律",
            "签字",
            "转诊医生（签字）：周国平",
            "清溪镇柳河村卫生室（章）",
            "2026 年 11 月 24 日",
        ],
    )
    assert "紧急" not in page


def test_an_urgent_letter_is_marked(letter: Callable[..., str]) -> None:
    page = letter("欧阳建国", "186", "112")
    assert page.count("紧急") >= 2
    assert "180/110" in page


def test_without_a_referral_there_is_no_letter(
    letter: Callable[..., str], program: Program, said: list[tuple[str, str]]
) -> None:
    assert letter("何秀珍", "136", "84") == ""
    assert program.shell.current == "follow_up"
    assert said[-1] == ("info", "这次不需要转诊，没有转诊单。")


def test_coming_back_from_the_letter_the_visit_and_its_cost_are_as_they_were(
    qtbot: QtBot, letter: Callable[..., str], program: Program
) -> None:
    letter("何秀珍", "158", "96")
    effort = program.shell.pages["follow_up"].effort.actions
    assert effort == 7  # the row, five figures, F9
    qtbot.keyClick(program.window, Qt.Key.Key_Escape)
    page = program.shell.pages["follow_up"]
    assert program.shell.current == "follow_up"
    assert page.state.values["bp_readings"] == (("158", "96"),)
    assert page.effort.actions == effort + 1


def test_a_page_is_looked_at_closely_and_the_next_document_begins_whole(
    qtbot: QtBot, program: Program, people: dict[str, str], full_visit: str
) -> None:
    program.shell.go(OpenOfficialForms(people["何秀珍"]))
    page = program.shell.pages["print"]
    before = page.preview.height()
    for _ in range(9):
        qtbot.keyClick(program.window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.preview.height() > 3 * before)
    qtbot.keyClick(program.window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.preview.height() < 3 * before)
    program.shell.go(OpenOfficialForms(people["何秀珍"]))
    qtbot.waitUntil(lambda: page.preview.height() == before)


def test_what_stays_empty_below_the_drugs_is_crossed_out(
    station: Workstation, people: dict[str, str], full_visit: str
) -> None:
    """处方管理办法 第六条（九）：开具处方后的空白处划一斜线，以示处方完毕."""
    sheet = draft_prescription.draft(station, full_visit)
    three = replace(sheet.three, medication=sheet.three.medication[:1])
    document = three_document(facts_of(station, sheet), sheet.resident.resident, three)
    image = QImage(444, 630, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    document.pages[0](Sheet(painter, document.width, document.height, 3.0))
    painter.end()
    empty = range(360, 550)  # rows of the page between the one drug and the foot
    blank = [y for y in empty if all(image.pixelColor(x, y).lightness() > 160 for x in range(30, 415))]
    assert blank == []

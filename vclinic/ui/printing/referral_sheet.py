"""双向转诊（转出）单 on A4: the stub stays in the village, the letter goes along; what is unknown is left to the pen."""

from vclinic.services.referral_letter import ReferralLetter
from vclinic.ui.printing.paper import A4, Document, Sheet
from vclinic.ui.widgets.basics import sex_word

_MARGIN, _POINTS, _LINE = 20.0, 12.0, 8.6
_BLANK = "＿＿＿＿＿＿"


def referral_document(letter: ReferralLetter) -> Document:
    """One page."""
    return Document(f"{letter.name} 双向转诊（转出）单", *A4, [lambda sheet: _paint(sheet, letter)])


def _paint(sheet: Sheet, letter: ReferralLetter) -> None:
    sheet.y = _MARGIN - 4
    _title(sheet, "双向转诊（转出）单存根", letter)
    _who(sheet, letter)
    _line(sheet, f"于 {_day(letter)} 因病情需要，转入 {_to(letter)}，接诊医生 {_BLANK}。")
    _right(sheet, f"转诊医生：{letter.doctor}")
    _right(sheet, _day(letter))
    sheet.y += 3
    sheet.dashes(_MARGIN - 8, sheet.y, sheet.width - 2 * _MARGIN + 16)
    sheet.y += 7
    _title(sheet, "双向转诊（转出）单", letter)
    _line(sheet, f"{_to(letter)}：")
    _line(sheet, f"　　现有患者 {letter.name}，因病情需要，需转入贵单位，请予以接诊。")
    _who(sheet, letter)
    _part(sheet, "初步印象", letter.impression, 1)
    _part(sheet, "主要现病史（转出原因）", letter.reason, 3)
    _part(sheet, "主要既往史", letter.past_history, 2)
    _part(sheet, "治疗经过", letter.treatment, 2)
    sheet.y += 3
    _line(sheet, f"本人或家属同意转诊，签字：{_BLANK}")
    _right(sheet, f"转诊医生（签字）：{letter.doctor}　{_BLANK}")
    _right(sheet, f"联系电话：{letter.clinic_phone or _BLANK}")
    _right(sheet, f"{letter.clinic}（章）")
    _right(sheet, _day(letter))


def _title(sheet: Sheet, title: str, letter: ReferralLetter) -> None:
    width = sheet.width - 2 * _MARGIN
    if letter.urgent:
        sheet.text("紧急", _MARGIN, sheet.y + 1, width, 16, bold=True)
    sheet.y += sheet.text(title, _MARGIN, sheet.y, width, 18, bold=True, middle=True) + 4


def _who(sheet: Sheet, letter: ReferralLetter) -> None:
    known = f"姓名：{letter.name}　性别：{sex_word(letter.sex_code)}　年龄：{letter.age} 岁"
    _line(sheet, f"{known}　档案编号：{letter.archive_no or _BLANK}")
    _line(sheet, f"家庭住址：{letter.address or _BLANK}　联系电话：{letter.phone or _BLANK}")


def _to(letter: ReferralLetter) -> str:
    return f"{letter.to_org or _BLANK} {letter.to_dept or _BLANK}"


def _day(letter: ReferralLetter) -> str:
    return f"{letter.day.year} 年 {letter.day.month} 月 {letter.day.day} 日"


def _line(sheet: Sheet, text: str) -> None:
    tall = sheet.text(text, _MARGIN, sheet.y, sheet.width - 2 * _MARGIN, _POINTS)
    sheet.y += max(_LINE, tall + 2)


def _right(sheet: Sheet, text: str) -> None:
    sheet.text(text, _MARGIN, sheet.y, sheet.width - 2 * _MARGIN, _POINTS, right=True)
    sheet.y += _LINE


def _part(sheet: Sheet, caption: str, text: str, lines: int) -> None:
    """A caption and its text, with room to add by hand."""
    width = sheet.width - 2 * _MARGIN
    sheet.y += 1
    sheet.y += sheet.text(f"{caption}：", _MARGIN, sheet.y, width, _POINTS, bold=True) + 1.5
    tall = sheet.text(text, _MARGIN + 8, sheet.y, width - 8, _POINTS) if text else 0.0
    sheet.y += max(tall, lines * sheet.line_height(_POINTS)) + 2.5

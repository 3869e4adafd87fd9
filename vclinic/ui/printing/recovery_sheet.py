"""The recovery code on a sheet of paper, to be locked away."""

from datetime import date

from vclinic.ui.printing.paper import A5, Document, Sheet

_MARGIN = 15.0


def recovery_document(clinic: str, doctor: str, code: str, day: date) -> Document:
    """One A5 page: the code in large type and what it is for."""

    def paint(sheet: Sheet) -> None:
        width = sheet.width - 2 * _MARGIN
        sheet.y = _MARGIN + 8
        sheet.y += sheet.text("恢复码", _MARGIN, sheet.y, width, 20, bold=True) + 2
        sheet.y += sheet.text(f"{clinic}　{doctor}　{day}", _MARGIN, sheet.y, width, 11) + 8
        groups = code.split("-")
        for start in range(0, len(groups), 3):
            sheet.y += (
                sheet.text(" - ".join(groups[start : start + 3]), _MARGIN, sheet.y, width, 22, bold=True, middle=True)
                + 3
            )
        sheet.frame(_MARGIN - 4, _MARGIN + 32, width + 8, sheet.y - _MARGIN - 30)
        sheet.y += 8
        for text in (
            "忘了密码时，在登录页点“忘了密码”，输入上面的恢复码，就能重设密码。",
            "谁拿到恢复码，谁就能打开全部居民资料。请和公章放在一起，不要贴在电脑上，不要拍照发到网上。",
            "密码和恢复码都丢了，资料无法找回，任何人都打不开。",
            "在“设置”里换了新的恢复码以后，这一张就作废。",
        ):
            sheet.y += sheet.text(f"· {text}", _MARGIN, sheet.y, width, 11) + 3

    return Document(f"{clinic} 恢复码", *A5, [paint])

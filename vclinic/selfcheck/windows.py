"""Do letters, icons, pages and paper come out as they should in this installation?"""

from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel

from vclinic.resources import resource
from vclinic.selfcheck.bench import Bench, expect
from vclinic.services.print_follow_ups import printed_visits
from vclinic.ui import icons, theme
from vclinic.ui.destinations import (
    Destination,
    OpenDocument,
    OpenOfficialForms,
    OpenPrescriptions,
    OpenRecord,
    OpenVisit,
)
from vclinic.ui.own_font import add_own_font
from vclinic.ui.printing.official_form import form_document
from vclinic.ui.printing.paper import to_pdf
from vclinic.ui.shell import Shell
from vclinic.ui.window import Window
from vclinic.wiring import make_pages


def check_letters(_bench: Bench) -> str:
    """There is a Chinese font and it is used, by Qt's own dialogs too; ours is there for names that others lack."""
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    expect(bool(families), "系统里没有中文字体。")
    expect(add_own_font(), "程序自带的字体读不出来，请重新安装。")
    expect(_drawn("村") != _drawn("医"), "中文显示成了方块。")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    expect("取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text(), "对话框不是中文。")
    return f"{len(families)} 种中文字体"


def _drawn(text: str) -> bytes:
    """The pixels of a label in the program's dress; a font that lacks the characters draws the same box for all."""
    label = QLabel(text)
    label.setFont(theme.font())
    label.setStyleSheet(theme.style_sheet())
    label.resize(64, 64)
    image = label.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    return bytes(image.constBits())


def check_icons(_bench: Bench) -> str:
    """Every icon can be drawn."""
    names = [path.stem for path in resource("icons").glob("*.svg")]
    expect(len(names) > 10, "图标文件不全。")
    for name in names:
        image = icons.pixmap(name, 20, "#000").toImage()
        inked = any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))
        expect(inked, f"图标 {name} 画不出来。")
    return f"{len(names)} 个"


def check_pages(bench: Bench) -> str:
    """Every page of the program opens and is drawn, with the visit that was just recorded."""
    station = bench.open_station()
    pages = make_pages(station, lambda _url, _code: "", lambda: None)
    window, shell = Window(), Shell(station, pages, lambda _progress: None)
    window.put(shell)
    window.show()
    needs: dict[type[Destination], Destination] = {
        OpenRecord: OpenRecord(bench.resident_id),
        OpenVisit: OpenVisit(bench.resident_id),
        OpenPrescriptions: OpenPrescriptions(bench.follow_up_id),
        OpenDocument: OpenOfficialForms(bench.resident_id),
    }
    try:
        for name, kind in pages.kinds.items():
            destination = kind.opens[0]
            shell.go(needs.get(destination) or destination())
            QApplication.processEvents()
            expect(len(_colours(window.grab().toImage())) > 3, f"页面 {name} 没有画出来。")
    finally:
        pages[shell.current].leave()
        window.close()
    return f"{len(pages)} 个页面都能打开"


def _colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}


def check_print(bench: Bench) -> str:
    """The visit on the official form, as a PDF that can be searched."""
    path = bench.folder / "selfcheck.pdf"
    visits = printed_visits(bench.open_station(), bench.resident_id)[0]
    to_pdf(path, form_document(visits.form, visits.name, visits.number, visits.visits))
    content = path.read_bytes()
    expect(content.startswith(b"%PDF") and b"/FontFile" in content, "PDF 里没有嵌入中文字体。")
    return f"随访表 {len(content)} 字节，字体已嵌入"

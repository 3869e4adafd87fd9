"""Do letters, icons, pages and paper come out as they should in this installation?"""

import re
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPixmap, QRawFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel

from vclinic.newer import Newer
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
    OpenToday,
    OpenVisit,
)
from vclinic.ui.own_font import OWN_FAMILY, add_own_font
from vclinic.ui.printing.official_form import form_document
from vclinic.ui.printing.paper import to_pdf
from vclinic.ui.shell import Shell
from vclinic.ui.window import Window
from vclinic.wiring import make_pages

_RARE, _DIGITS = "𠮷䶮", "0123456789"
_OF_NOBODY = "\U0010fffd"  # for private use: every font draws the box it has for what it lacks
_SHOWN_WITHIN_MS = 800  # a window manager and the page's own first reading
_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_NAMES = re.compile(rb"<([0-9A-Fa-f]{4})>")


def check_letters(_bench: Bench) -> str:
    """There is a Chinese font and it is used, by Qt's own dialogs too; ours is there for names that others lack."""
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    expect(bool(families), "系统里没有中文字体。")
    expect(add_own_font(), "程序自带的字体读不出来，请重新安装。")
    own = QRawFont.fromFont(QFont(OWN_FAMILY))
    lacking = [character for character in _RARE + _DIGITS if not own.supportsCharacter(ord(character))]
    expect(not lacking, f"程序自带的字体里没有：{''.join(lacking)}，请重新安装。")
    pictures = {character: _drawn(character) for character in ("村", "医", *_RARE, *_DIGITS, _OF_NOBODY)}
    same = [f"{one}{other}" for one, other in combinations(pictures, 2) if pictures[one] == pictures[other]]
    expect(not same, f"中文显示成了方块：{'、'.join(same[:3])}。")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    expect("取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text(), "对话框不是中文。")
    return f"{len(families)} 种中文字体，{_RARE} 和数字都能显示"


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
    pages = make_pages(station, lambda _url, _code: "", lambda: None, Newer(station, lambda: None, lambda: None))
    window, shell = Window(), Shell(station, pages, lambda _progress: None)
    window.put(shell)
    window.fit(QApplication.primaryScreen().availableSize())
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
            if bench.picture is not None and destination is OpenToday:
                _keep_picture(window, bench.picture)
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
    text = _characters(content)
    missing = [character for character in visits.name + visits.form.title if character not in text]
    expect(not missing, f"PDF 里查不到这些字：{''.join(missing)}。")
    return f"随访表 {len(content)} 字节，字体已嵌入，{len(text)} 个字能查找"


def _characters(content: bytes) -> set[str]:
    """Every character the glyphs of a PDF stand for, by the tables it carries for those who search and copy."""
    tables = b"".join(_TABLE.findall(content))
    return {chr(int(name, 16)) for name in _NAMES.findall(tables)}


def _keep_picture(window: Window, path: Path) -> None:
    """What the screen shows of the window, not what the window believes it shows."""
    drawn = QEventLoop()
    QTimer.singleShot(_SHOWN_WITHIN_MS, drawn.quit)
    drawn.exec()
    shown: QPixmap = window.screen().grabWindow(window.winId())
    expect(shown.save(str(path), "PNG"), f"画面存不进 {path}。")

"""The font that ships: with it alone the program works on a machine without any, and rare names are drawn everywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter, QRawFont

from tests.test_house.tracked import ROOT
from vclinic.ui import own_font, theme
from vclinic.ui.own_font import OWN_FAMILY, add_own_font
from vclinic.ui.printing.paper import A5, Document, to_pdf

SYSTEM = QFontDatabase.WritingSystem.SimplifiedChinese


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has no font whatever."""
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><cachedir>{tmp_path}/cache</cachedir></fontconfig>", "utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}


def in_a_program_of_its_own(code: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout.strip()


def test_a_machine_without_fonts_passes_the_self_check(bare: dict[str, str]) -> None:
    said = in_a_program_of_its_own("import sys; from vclinic import selfcheck; sys.exit(selfcheck.main())", bare)
    assert "✓ 中文：1 种中文字体" in said
    assert "✓ 打印：" in said


ASKED = """
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication
from vclinic.ui import theme
app = QApplication([])
theme.apply_theme(app)
print(QFontInfo(theme.font()).family(), QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
"""


def test_without_fonts_every_text_is_set_in_ours(bare: dict[str, str]) -> None:
    assert in_a_program_of_its_own(ASKED, bare) == f"{OWN_FAMILY} ['{OWN_FAMILY}']"


def test_where_qt_cannot_spell_the_folder_the_font_is_read_by_us(bare: dict[str, str]) -> None:
    """As on a Windows whose code page lacks the characters of the user's name."""
    unspelt = (
        "from PySide6.QtGui import QFontDatabase\nQFontDatabase.addApplicationFont = staticmethod(lambda path: -1)\n"
    )
    assert in_a_program_of_its_own(unspelt + ASKED, bare) == f"{OWN_FAMILY} ['{OWN_FAMILY}']"


def test_a_font_of_the_system_comes_first() -> None:
    add_own_font()
    assert theme.FAMILIES[-1] == OWN_FAMILY
    theirs = [family for family in theme.FAMILIES if family in QFontDatabase.families(SYSTEM)]
    assert len(theirs) > 1, "these tests run beside a Chinese font of the system"
    assert QRawFont.fromFont(theme.font(), SYSTEM).familyName() == theirs[0]


def test_it_is_added_once() -> None:
    assert add_own_font()
    before = QFontDatabase.families()
    assert add_own_font()
    assert QFontDatabase.families().count(OWN_FAMILY) == before.count(OWN_FAMILY) == 1


def test_a_damaged_installation_is_told_and_no_crash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(own_font, "resource", lambda *_: tmp_path / "gone.otf")
    monkeypatch.setattr(own_font, "OWN_FAMILY", "Not There")
    assert not add_own_font()


@pytest.mark.parametrize("character", ["𠮷", "䶮", "村"])
def test_rare_names_are_drawn_and_not_as_a_box(character: str) -> None:
    add_own_font()
    font = QFont(OWN_FAMILY)
    font.setPixelSize(40)
    assert _inked(font, character) not in {_inked(font, "\U0001f600"), _inked(font, " ")}


def _inked(font: QFont, text: str) -> bytes:
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    image = QImage(60, 60, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(5, 45, text)
    painter.end()
    return bytes(image.constBits())


def test_a_pdf_draws_rare_names(tmp_path: Path) -> None:
    rare, missing = (_page(printed(text, tmp_path / f"{ord(text)}.pdf")) for text in ("𠮷", "\U000e0fff"))
    assert rare.getextrema()[0] < 100, "it is inked"
    assert rare.tobytes() != missing.tobytes()


def printed(text: str, path: Path) -> Path:
    to_pdf(path, Document("名", *A5, [lambda sheet: sheet.text(text, 10, 10, 128, 14)]))
    return path


def _page(path: Path) -> Image.Image:
    with pypdfium2.PdfDocument(path) as pdf:
        return pdf[0].render(scale=2).to_pil().convert("L")


PRINTED = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from vclinic.ui.printing.paper import A5, Document, to_pdf
app = QApplication([])
to_pdf(Path(PLACE), Document("名", *A5, [lambda sheet: sheet.text("李䶮，胶囊 ≥140 ℃", 10, 10, 128, 14)]))
"""


def test_a_pdf_of_a_machine_without_fonts_can_be_searched(bare: dict[str, str], tmp_path: Path) -> None:
    place = tmp_path / "bare.pdf"
    in_a_program_of_its_own(PRINTED.replace("PLACE", repr(str(place))), bare)
    with pypdfium2.PdfDocument(place) as pdf:
        page = pdf[0].get_textpage()
        assert page.get_text_range().strip() == "李䶮，胶囊 ≥140 ℃"
        page.close()

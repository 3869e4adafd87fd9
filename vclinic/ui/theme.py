"""Colours, sizes and the one style sheet, named once. Text keeps 4.5 : 1 on the worst ground it may stand on."""

from dataclasses import asdict, dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from vclinic.resources import resource
from vclinic.ui.chinese import speak_chinese
from vclinic.ui.own_font import OWN_FAMILY, add_own_font, has_chinese_font

# What the system has looks as its user is used to; ours draws what is missing there.
FAMILIES = ["Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", OWN_FAMILY]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Values only; the names are those of the visual reference."""

    ink: str = "#182125"
    ink_2: str = "#43515a"
    ink_3: str = "#5a6870"
    ink_off: str = "#7f8b92"
    field: str = "#7c8890"
    line: str = "#d9e0e3"
    line_2: str = "#b3bfc5"
    bg: str = "#edf1f2"
    surface: str = "#ffffff"
    surface_2: str = "#f5f7f8"
    surface_3: str = "#e4eaec"
    accent: str = "#0b6470"
    accent_2: str = "#084c56"
    tint: str = "#dfeef0"
    tint_2: str = "#b9dbdf"
    on_accent: str = "#ffffff"
    danger: str = "#ae1f1a"
    danger_t: str = "#fcebe9"
    danger_l: str = "#e2a19c"
    warn: str = "#874800"
    warn_t: str = "#fff1d9"
    warn_l: str = "#e0b36c"
    warn_shape: str = "#b25f00"
    ok: str = "#1b6935"
    ok_t: str = "#e4f3e8"
    ok_l: str = "#9fccae"
    info: str = "#2d4e9e"
    info_t: str = "#e8edf9"
    info_l: str = "#aabbe2"


TOKENS = Tokens()
MEANING_INK = {"danger": TOKENS.danger, "warn": TOKENS.warn, "ok": TOKENS.ok, "info": TOKENS.info}

BASE = 15
CAPTION = 13
NAME = 17
TITLE = 20
COUNT = 28


def colour(name: str) -> QColor:
    """A token as a colour, e.g. ``colour("ink_3")``."""
    return QColor(getattr(TOKENS, name))


def font(pixels: int = BASE, *, bold: bool = False, italic: bool = False) -> QFont:
    """The program's font; sizes in pixels, never points; weights 400 and 700 only."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(round(pixels * _scale))
    made.setBold(bold)
    made.setItalic(italic)
    return made


_scale = 1.0


def style_sheet(base: int = BASE) -> str:
    """The one style sheet, tokens filled in, sizes scaled from ``base``."""
    text = resource("theme", "theme.qss").read_text(encoding="utf-8")
    for name, value in sorted(asdict(TOKENS).items(), key=lambda pair: -len(pair[0])):
        text = text.replace(f"@{name.replace('_', '-')}", value)
    for name, pixels in (("caption", CAPTION), ("base", BASE), ("name", NAME), ("title", TITLE), ("count", COUNT)):
        text = text.replace(f"${name}", f"{round(pixels * base / BASE)}px")
    return text.replace("$icons", resource("icons").as_posix())


def apply_theme(app: QApplication, base: int = BASE) -> None:
    """Dress the application; ``base`` is the text size in pixels the doctor chose."""
    global _scale
    _scale = base / BASE
    if not has_chinese_font():  # else it comes after the first window, which its seven megabytes would hold up
        add_own_font()
    speak_chinese(app)
    app.setFont(font())
    app.setStyle("Fusion")
    app.setStyleSheet(style_sheet(base))


def prepare_scaling() -> None:
    """Fractional scaling as the screen asks for it; before the application is made."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)

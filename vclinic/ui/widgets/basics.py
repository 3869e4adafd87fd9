"""Labels with a part to play: captions, chips, tags, key caps, shapes, lines."""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QToolButton, QWidget

from vclinic.ui.icons import pixmap


def label(text: str = "", role: str = "", level: str = "", *, wrap: bool = False) -> QLabel:
    """A text. ``role``: caption, second, third, name, title, count, strong; ``level``: danger, warn, ok, info."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("level", level)
    made.setWordWrap(wrap)
    return made


def relabel(target: QLabel, text: str, level: str | None = None) -> None:
    """Change a text and, where given, its meaning."""
    target.setText(text)
    if level is not None and target.property("level") != level:
        target.setProperty("level", level)
        polish(target)


def polish(widget: QWidget) -> None:
    """Let the style sheet see a changed property."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def chip(text: str) -> QLabel:
    """A neutral chip: a disease is not an alarm."""
    made = label(text)
    made.setObjectName("chip")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def auto_tag(text: str) -> QLabel:
    """自动: computed, or brought in from elsewhere."""
    made = label(text)
    made.setObjectName("auto")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def key_cap(text: str) -> QLabel:
    """A key as the keyboard shows it."""
    made = label(text)
    made.setObjectName("keycap")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def shape(name: str = "", size: int = 18) -> QLabel:
    """Meaning has a shape: octagon, triangle, tick, square."""
    made = QLabel()
    made.setFixedSize(size, size)
    reshape(made, name)
    return made


def reshape(target: QLabel, name: str) -> None:
    """Change a shape; "" shows none."""
    target.setPixmap(pixmap(name, target.width()) if name else pixmap("info", 1))
    reveal(target, bool(name))
    names = {"danger": "危险", "warn": "注意", "ok": "正常", "info": "卫生院"}
    target.setAccessibleName(names.get(name, ""))


def reveal(target: QWidget, shown: bool) -> None:
    """Show or hide a part of a page; a part that has no page yet must not open a window of its own."""
    if not shown:
        target.hide()
    elif target.parentWidget() is not None:
        target.show()


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        widget = cast("QWidget | None", layout.takeAt(0).widget())
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def tool_button(text: str) -> QToolButton:
    """A small button with words."""
    made = QToolButton()
    made.setText(text)
    return made


def line() -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setObjectName("line")
    made.setFixedHeight(1)
    return made


def sex_word(code: str) -> str:
    """男 or 女; nothing when it is not known."""
    return {"1": "男", "2": "女"}.get(code, "")

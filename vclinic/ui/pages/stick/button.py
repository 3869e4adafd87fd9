"""The way to reporting by stick, for whichever page has a place for it."""

from vclinic.ui.destinations import OpenStick
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr


def stick_button(page: AnyPage) -> KeyButton:
    """A button on ``page`` that opens it."""
    return KeyButton(tr("用U盘上报"), "Ctrl+U", lambda: page.navigate.emit(OpenStick()), page)

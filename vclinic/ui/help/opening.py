"""F1: the manual at the section of the page one stands on. The window is made when it is first asked for."""

from PySide6.QtWidgets import QWidget

from vclinic.ui.help.book import doctors_manual
from vclinic.ui.help.window import HelpWindow


def show_help(widget: QWidget, page: str) -> HelpWindow:
    """Open the manual over the window of ``widget``; one window has one, and it goes with it."""
    owner = widget.window()
    shown = owner.findChild(HelpWindow)
    if shown is None:
        shown = HelpWindow(doctors_manual(), owner)
    shown.open_at(page)
    return shown

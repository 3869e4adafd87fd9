"""F1: the manual at the section of the page one stands on; and the licences, in a window of the same kind. A window is made
when it is first asked for."""

from PySide6.QtWidgets import QWidget

from vclinic.manual import Book, manual
from vclinic.ui.help.licences import licences
from vclinic.ui.help.window import HelpWindow


def show_help(widget: QWidget, page: str) -> HelpWindow:
    """Open the manual over the window of ``widget``; one window has one, and it goes with it."""
    return _shown(widget, manual("doctor"), page)


def show_licences(widget: QWidget) -> HelpWindow:
    """Open the licences of everything the program contains, in the same way."""
    return _shown(widget, licences(), "licences")


def _shown(widget: QWidget, book: Book, page: str) -> HelpWindow:
    owner = widget.window()
    shown = next((window for window in owner.findChildren(HelpWindow) if window.book is book), None)
    if shown is None:
        shown = HelpWindow(book, owner)
    shown.open_at(page)
    return shown

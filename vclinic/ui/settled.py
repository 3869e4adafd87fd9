"""What is shown for the first time has its final places before it is painted."""

from PySide6.QtCore import QCoreApplication, QEvent


_ROUNDS = 3  # a scroll bar that comes makes lines break elsewhere, and cards higher


def settle() -> None:
    """Let every layout that is to be done again be done now.

    What stands on a page learns its real size only when it is shown, from the style sheet. Qt lays it out anew when it comes
    to it, on a busy computer long after the page was painted with its lines pushed together.
    """
    for _ in range(_ROUNDS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

"""Text for people: every page translates through here, with Chinese as the source language."""

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """``text`` in the language of the program."""
    return QCoreApplication.translate("vclinic", text)

"""The one kind of line people type in: what is read out of it holds no mark that nobody sees, whatever was pasted."""

from PySide6.QtWidgets import QLineEdit

from vclinic.domain.typed import cleaned


class LineEdit(QLineEdit):
    """A line; widths and punctuation stay as typed until the value is read by its meaning. A password is left alone."""

    def text(self) -> str:
        """What was typed, look-alike characters made the ordinary ones."""
        typed = super().text()
        return cleaned(typed) if self.echoMode() == QLineEdit.EchoMode.Normal else typed

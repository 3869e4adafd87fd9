"""The keys of the page that is open, at its foot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from vclinic.ui.widgets.basics import clear, key_cap, label, reveal


class HintBar(QFrame):
    """Hidden where a page names no key."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hintbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(28)
        # what F1 takes at its end must not keep the window from becoming narrow, where it is left out
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        self._keys = QHBoxLayout()
        row.addLayout(self._keys)
        row.addStretch(1)
        self._help = (key_cap("F1"), label(self.tr("帮助")))
        for part in self._help:
            row.addWidget(part)

    def show_hints(self, hints: tuple[tuple[str, str], ...]) -> None:
        """Pairs of a key and what it does."""
        clear(self._keys)
        for key, text in hints:
            self._keys.addWidget(key_cap(key))
            self._keys.addWidget(label(text))
            self._keys.addSpacing(12)
        self.setVisible(bool(hints))

    def fit(self, *, roomy: bool) -> None:
        """What every page has is left out first."""
        for part in self._help:
            reveal(part, roomy)

"""Whether the person should be referred, and the letter."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.ui.pages.follow_up.strip.cell import REFERRAL, Cell
from vclinic.ui.widgets.basics import label, relabel, reshape, shape
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_LEVELS = {"none": "", "suggested": "warn", "urgent": "danger"}


class ReferralCell(Cell):
    """Attributes:
    refer: the button behind F9, there only when a referral is advised.
    """

    def __init__(self, owner: QWidget, write_letter: Callable[[], Any]) -> None:
        super().__init__()
        self.setMinimumWidth(REFERRAL)
        self.column.addWidget(label(tr("转诊"), "caption"))
        line = QHBoxLayout()
        self._shape = shape("")
        line.addWidget(self._shape)
        self._kind = label(tr("不需要"), "strong")
        line.addWidget(self._kind)
        line.addStretch(1)
        self.column.addLayout(line)
        self.refer = KeyButton(tr("转诊单"), "F9", write_letter, owner, "row")
        self.column.addWidget(self.refer, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def show_referral(self, kind: str) -> None:
        """``kind``: none, suggested or urgent."""
        text = {"none": tr("不需要"), "suggested": tr("建议转上级  非紧急"), "urgent": tr("紧急转诊")}
        relabel(self._kind, text[kind], _LEVELS[kind])
        reshape(self._shape, _LEVELS[kind])
        self.refer.setVisible(kind != "none")

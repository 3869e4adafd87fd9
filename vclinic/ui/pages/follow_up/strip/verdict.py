"""The class of the visit: the machine's, or the doctor's own."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.strip.cell import LEVEL, VERDICT, Cell
from vclinic.ui.widgets.basics import auto_tag, key_cap, label, polish, relabel, reshape, shape
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr


class VerdictCell(Cell):
    """Attributes:
    overrule: the button behind F8.
    """

    def __init__(self, owner: QWidget, open_overrule: Callable[[], Any]) -> None:
        super().__init__(VERDICT, "verdict")
        head = QHBoxLayout()
        self._tag = auto_tag(tr("自动"))
        head.addWidget(self._tag)
        head.addWidget(label(tr("此次随访分类"), "caption"))
        head.addStretch(1)
        self.column.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(6)
        self._shape = shape("")
        line.addWidget(self._shape)
        self._class = label("—", "title")
        line.addWidget(self._class)
        line.addStretch(1)
        self.column.addLayout(line)
        hint = QHBoxLayout()
        self.overrule = KeyButton(tr("改判"), "F8", open_overrule, owner, "row")
        self.overrule.hide()
        hint.addWidget(key_cap("F8"))
        hint.addWidget(label(tr("改判要写理由"), "caption"))
        hint.addStretch(1)
        self.column.addLayout(hint)

    def show_classes(self, parts: Sequence[Part], missing: str, level: str) -> None:
        """Each disease's class; ``missing`` says what a judgement still needs, ``level`` how loud the strip is."""
        self.setProperty("level", level)
        polish(self)
        judged = [part for part in parts if class_of(part)]
        role = "strong" if len(judged) > 1 else "title"
        if self._class.property("role") != role:
            self._class.setProperty("role", role)
            polish(self._class)
        relabel(self._class, _in_words(judged, several=len(parts) > 1) or missing, level)
        reshape(self._shape, level if judged else "")
        self._tag.setText(tr("改判") if any("visit_class" in part.decided.chosen for part in parts) else tr("自动"))


def class_of(part: Part) -> str:
    """The class as the doctor or the machine has it; empty before a judgement."""
    assessment = part.judgement.assessment
    return str(part.decided.chosen.get("visit_class") or (assessment.visit_class if assessment is not None else ""))


def level_of(parts: Sequence[Part], *, urgent: bool) -> str:
    """How loud the strip is: as the gravest class, never green beside an alert, and an urgent referral louder than any."""
    if urgent:
        return "danger"
    level = LEVEL.get(max((class_of(part) for part in parts), default=""), "")
    return "warn" if level == "ok" and any(_is_held(part) for part in parts) else level


def _is_held(part: Part) -> bool:
    assessment = part.judgement.assessment
    return assessment is not None and any(alert.severity in ("ask", "hold", "urgent") for alert in assessment.alerts)


def _in_words(judged: Sequence[Part], *, several: bool) -> str:
    """The class of one disease in full, of several a line each."""
    names = {part.short: (code := class_of(part), codes.VISIT_CLASS.label(code)) for part in judged}
    if not several:
        return "".join(f"{code} {name}" for code, name in names.values())
    return "\n".join(f"{short} {code} {name.replace('控制', '')}" for short, (code, name) in names.items())

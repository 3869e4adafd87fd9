"""Why the machine judges so, with the clause; the whole of it and the treatment goals are behind F7."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from vclinic.domain.follow_up import Assessment
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.strip.cell import REFERRAL, Cell
from vclinic.ui.widgets.basics import key_cap, label, relabel
from vclinic.ui.words import tr


class ReasonsCell(Cell):
    """Two reasons of one disease, or a line for each of several."""

    def __init__(self) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.addWidget(label(tr("为什么"), "caption"))
        head.addStretch(1)
        self._clause = label("", "caption")
        head.addWidget(self._clause)
        head.addWidget(key_cap("F7"))
        self.column.addLayout(head)
        self._why = label("", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self._why, 1)

    def show_reasons(self, parts: Sequence[Part]) -> None:
        """Show why; before a judgement, what it needs."""
        several = len(parts) > 1
        judged = [(part, part.judgement.assessment) for part in parts if part.judgement.assessment is not None]
        goals = tr("治疗目标") if several else parts[0].judgement.goal_text  # those of several are told by F7
        if not judged:
            measure = parts[0].sheet.disease.measures[0].label
            relabel(self._why, f"{tr('填好')}{measure}{tr('和日期，这里说出判断和依据。')}", "")
            relabel(self._clause, goals)
            return
        lines = [self._line(part, assessment, several=several) for part, assessment in judged]
        relabel(self._why, "\n".join(lines), "")
        self._why.setToolTip("\n".join(whole_reasons(parts)))
        relabel(self._clause, f"{judged[0][1].reasons[0].clause} · {goals}")

    def show_wrong(self, sentence: str) -> None:
        """What keeps a judgement from being made; nothing leaves the invitation standing."""
        if sentence:
            relabel(self._why, sentence, "danger")

    def _line(self, part: Part, assessment: Assessment, *, several: bool) -> str:
        reasons = [reason for reason in assessment.reasons if reason.code != "schedule"]
        text = "".join(reason.text for reason in reasons[:2])
        if not several:
            return text
        room = self._why.width() if self._why.width() > REFERRAL else 2 * REFERRAL
        return self._why.fontMetrics().elidedText(f"{part.short}：{text}", Qt.TextElideMode.ElideRight, room)


def whole_reasons(parts: Sequence[Part]) -> list[str]:
    """Every reason with its clause, one a line; named by their disease where there are several."""
    return [
        f"{f'{part.label}：' if len(parts) > 1 else ''}{reason.text}（{reason.clause}）"
        for part in parts
        if part.judgement.assessment is not None
        for reason in part.judgement.assessment.reasons
    ]


def explanation(parts: Sequence[Part]) -> str:
    """What F7 says: every reason with its clause, and of several diseases the treatment goals; empty when there is
    neither."""
    several = len(parts) > 1
    told: list[str] = []
    for part in parts:
        assessment = part.judgement.assessment
        reasons = [f"{reason.text}（{reason.clause}）" for reason in assessment.reasons] if assessment else []
        goals = [f"{part.judgement.goal_text}。"] if several and part.judgement.goal_text else []
        text = "".join(reasons + goals)
        if text:
            told.append(f"{part.label}：{text}" if several else text)
    return "\n".join(told)

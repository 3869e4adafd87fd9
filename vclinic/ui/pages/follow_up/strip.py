"""The judgement under the form: class, why, next visit, referral, and what to do; recomputed at every key."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.domain.dates import weekday
from vclinic.domain.problem import Problem
from vclinic.services.judge_visit import Judgement
from vclinic.ui.pages.follow_up.part import Part, worst
from vclinic.ui.widgets.basics import auto_tag, key_cap, label, polish, relabel, reshape, shape
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

HEIGHT, _TALL = 86, 138
_ROOMY = 1200  # below this width the reasons take a row of their own
_NEXT, _REFERRAL = 172, 200
_LEVEL = {"1": "ok", "2": "warn", "3": "warn", "4": "danger"}


def _cell(width: int, name: str = "cell") -> tuple[QFrame, QVBoxLayout]:
    cell = QFrame()
    cell.setObjectName(name)
    cell.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if width:
        cell.setFixedWidth(width)
    column = QVBoxLayout(cell)
    column.setContentsMargins(14, 6, 12, 6)
    column.setSpacing(2)
    return cell, column


class JudgementStrip(QFrame):
    """Attributes:
    save, stable, three, refer, overrule: the buttons, with their keys.
    """

    def __init__(self, owner: QWidget, calls: dict[str, Callable[[], Any]]) -> None:
        super().__init__(owner)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._is_stored = False
        self._roomier = 0  # two diseases take a line more
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._reasons = self._why_cell()
        for place, cell in (
            (0, self._verdict_cell(owner, calls)),
            (2, self._next_cell()),
            (3, self._referral_cell(owner, calls)),
            (4, self._act_cell(owner, calls)),
        ):
            self._grid.addWidget(cell, 0, place)
        self._place_reasons(
            below=True
        )  # beside the rest once there is room: the first layout must not widen the window

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = event.size().width() < _ROOMY
        if below != self._below:
            self._place_reasons(below=below)

    def _place_reasons(self, *, below: bool) -> None:
        self._below = below
        self._grid.removeWidget(self._reasons)
        if below:
            self._grid.addWidget(self._reasons, 1, 0, 1, 5)
        else:
            self._grid.addWidget(self._reasons, 0, 1)
        self._grid.setColumnStretch(1, 0 if below else 1)
        self._grid.setColumnStretch(3, 1 if below else 0)
        self.setFixedHeight((_TALL if below else HEIGHT) + self._roomier)

    def _verdict_cell(self, owner: QWidget, calls: dict[str, Callable[[], Any]]) -> QWidget:
        self._verdict, column = _cell(196, "verdict")
        head = QHBoxLayout()
        self._tag = auto_tag(tr("自动"))
        head.addWidget(self._tag)
        head.addWidget(label(tr("此次随访分类"), "caption"))
        head.addStretch(1)
        column.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(6)
        self._shape = shape("")
        line.addWidget(self._shape)
        self._class = label("—", "title")
        line.addWidget(self._class)
        line.addStretch(1)
        column.addLayout(line)
        hint = QHBoxLayout()
        self.overrule = KeyButton(tr("改判"), "F8", calls["overrule"], owner, "row")
        self.overrule.hide()
        hint.addWidget(key_cap("F8"))
        hint.addWidget(label(tr("改判要写理由"), "caption"))
        hint.addStretch(1)
        column.addLayout(hint)
        return self._verdict

    def _why_cell(self) -> QWidget:
        cell, column = _cell(0)
        head = QHBoxLayout()
        head.addWidget(label(tr("为什么"), "caption"))
        head.addStretch(1)
        self._clause = label("", "caption")
        head.addWidget(self._clause)
        head.addWidget(key_cap("F7"))
        column.addLayout(head)
        self._why = label("", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._why, 1)
        return cell

    def _next_cell(self) -> QWidget:
        cell, column = _cell(_NEXT)
        self._next_caption = label(tr("下次随访"), "caption")
        self._next = label("—", "title")
        self._next_hint = label("", "caption")
        for widget in (self._next_caption, self._next, self._next_hint):
            column.addWidget(widget)
        column.addStretch(1)
        return cell

    def _referral_cell(self, owner: QWidget, calls: dict[str, Callable[[], Any]]) -> QWidget:
        cell, column = _cell(0)
        cell.setMinimumWidth(_REFERRAL)
        column.addWidget(label(tr("转诊"), "caption"))
        line = QHBoxLayout()
        self._refer_shape = shape("")
        line.addWidget(self._refer_shape)
        self._refer = label(tr("不需要"), "strong")
        line.addWidget(self._refer)
        line.addStretch(1)
        column.addLayout(line)
        self.refer = KeyButton(tr("转诊单"), "F9", calls["refer"], owner, "row")
        column.addWidget(self.refer, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return cell

    def _act_cell(self, owner: QWidget, calls: dict[str, Callable[[], Any]]) -> QWidget:
        cell, column = _cell(272, "act")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self.save = KeyButton(tr("保存，开三处方"), "Ctrl+S", calls["save"], owner, "primary")
        self.stable = KeyButton(tr("照旧，存并发药"), "Ctrl+Return", calls["stable"], owner, "primary")
        self.three = KeyButton(tr("三处方"), "F10", calls["three"], owner)
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.stable, 1)
        buttons.addWidget(self.three)
        column.addLayout(buttons)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        self._problem_shape = shape("", 16)
        foot.addWidget(self._problem_shape)
        self._problems = label("", "caption")
        foot.addWidget(self._problems)
        self._problem_key = key_cap("F3")
        foot.addWidget(self._problem_key)
        foot.addStretch(1)
        self._carried = label("", "caption")
        foot.addWidget(self._carried)
        self._carried_key = key_cap("F6")
        foot.addWidget(self._carried_key)
        column.addLayout(foot)
        return cell

    def show_stored(self, *, stored: bool) -> None:
        """A visit already stored is corrected here, and its three prescriptions are one key away."""
        self._is_stored = stored
        self.three.setVisible(stored)
        self.three.action.setEnabled(stored)

    def show_parts(
        self,
        parts: Sequence[Part],
        problems: Sequence[Problem],
        unanswered: Sequence[Problem],
        carried: int,
        why_not: str,
    ) -> None:
        """Show what the machine makes of the values, the gravest disease loudest.

        Args:
            problems, unanswered: of all diseases, each once. carried: fields not yet confirmed.
            why_not: why no renewal in one stroke is offered; empty offers it.
        """
        self._roomier = 14 * (len(parts) > 1)
        self.setFixedHeight((_TALL if self._below else HEIGHT) + self._roomier)
        first = worst(parts)
        assessment = first.found.assessment
        urgent = assessment is not None and assessment.referral == "urgent"
        classes = [(part, _class_of(part)) for part in parts]
        gravest = max((code for _, code in classes), default="")
        level = "danger" if urgent else _LEVEL.get(gravest, "")
        for frame in (self, self._verdict):
            frame.setProperty("level", level)
            polish(frame)
        sources = {part.block.key(source) for part in parts for source in part.sheet.form.stands_for.values()}
        unread = any(problem.code != "required" and problem.field not in sources for problem in problems)
        missing = tr("先改好再判断") if unread else tr("先量") + first.sheet.disease.measures[0].label
        role = "strong" if len([code for _, code in classes if code]) > 1 else "title"
        if self._class.property("role") != role:
            self._class.setProperty("role", role)
            polish(self._class)
        relabel(self._class, _classes_in_words(classes) or missing, level)
        reshape(self._shape, level if gravest else "")
        self._tag.setText(tr("改判") if any("visit_class" in part.decided.chosen for part in parts) else tr("自动"))
        self._show_why(parts)
        self._show_next(parts)
        self._show_referral(first.found)
        self._show_act(problems, unanswered, carried, why_not, urgent=urgent)

    def _show_why(self, parts: Sequence[Part]) -> None:
        judged = [(part, part.found.assessment) for part in parts if part.found.assessment is not None]
        goals = " · ".join(dict.fromkeys(part.found.goal_text for part in parts if part.found.goal_text))
        if not judged:
            measure = parts[0].sheet.disease.measures[0].label
            relabel(self._why, f"{tr('填好')}{measure}{tr('和日期，这里说出判断和依据。')}", "")
            relabel(self._clause, goals if len(parts) == 1 else "")
            return
        several = len(parts) > 1
        words: list[str] = []
        told: list[str] = []
        room = self._why.width() if self._why.width() > _REFERRAL else 2 * _REFERRAL
        for part, assessment in judged:
            reasons = [reason for reason in assessment.reasons if reason.code != "schedule"]
            text = "".join(reason.text for reason in reasons[:2])
            if several:
                whole = f"{part.short}：{text}"
                text = self._why.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
            words.append(text)
            head = f"{part.label}：" if several else ""
            told += [f"{head}{reason.text}（{reason.clause}）" for reason in assessment.reasons]
        relabel(self._why, "\n".join(words), "")
        self._why.setToolTip("\n".join(told))
        clause = judged[0][1].reasons[0].clause
        relabel(self._clause, clause if several else f"{clause} · {goals}")

    def show_wrong(self, sentence: str) -> None:
        """What keeps a judgement from being made; nothing leaves the invitation standing."""
        if sentence:
            relabel(self._why, sentence, "danger")

    def _show_next(self, parts: Sequence[Part]) -> None:
        """The earliest of the diseases' next days."""
        days: list[tuple[date, Part]] = []
        for part in parts:
            assessment, chosen = part.found.assessment, part.decided.chosen.get("next_visit_date")
            day = chosen or (assessment.next_visit_date if assessment is not None else None)
            if isinstance(day, date):
                days.append((day, part))
        if not days:
            relabel(self._next, "—")
            relabel(self._next_hint, "")
            return
        day, part = min(days, key=lambda pair: pair[0])
        relabel(self._next, f"{day:%m-%d} {weekday(day)}")
        action = part.found.assessment.action if part.found.assessment is not None else ""
        weeks = f"{part.found.revisit_weeks} {tr('周内')}"
        hints = {
            "ROUTINE": f"{part.found.routine_months} {tr('个月内')}",
            "ADJUST": f"{weeks}{tr('，看调药效果')}",
        }
        changed = "next_visit_date" in part.decided.chosen
        relabel(self._next_hint, tr("改过") if changed else hints.get(action, f"{weeks}{tr('问转诊结果')}"))

    def _show_referral(self, found: Judgement) -> None:
        kind = found.assessment.referral if found.assessment else "none"
        words = {"none": tr("不需要"), "suggested": tr("建议转上级  非紧急"), "urgent": tr("紧急转诊")}
        levels = {"none": "", "suggested": "warn", "urgent": "danger"}
        relabel(self._refer, words[kind], levels[kind])
        reshape(self._refer_shape, levels[kind])
        self.refer.setVisible(kind != "none")

    def _show_act(
        self,
        problems: Sequence[Problem],
        unanswered: Sequence[Problem],
        carried: int,
        why_not_stable: str,
        *,
        urgent: bool,
    ) -> None:
        real = [problem for problem in problems if problem.code != "required"]
        missing = len(problems) - len(real)
        words = f"{len(real)} {tr('项要改')}" if real else f"{missing} {tr('项没填')}" if missing else ""
        if not words and unanswered:
            words = f"{len(unanswered)} {tr('项要核对')}"
        reshape(self._problem_shape, "danger" if real else "warn" if unanswered and not missing else "")
        relabel(self._problems, words)
        self._problem_key.setVisible(bool(words))
        relabel(self._carried, f"{carried} {tr('项待确认')}" if carried else "")
        self._carried_key.setVisible(bool(carried))
        stable = not why_not_stable
        self.stable.setVisible(stable)
        self.stable.action.setEnabled(stable)
        self.save.setVisible(not stable)
        words = tr("存档并紧急转诊") if urgent else tr("保存，开三处方")
        self.save.set_text(tr("保存") if self._is_stored else words)


def _class_of(part: Part) -> str:
    """The class as the doctor or the machine has it; empty before a judgement."""
    assessment = part.found.assessment
    return str(part.decided.chosen.get("visit_class") or (assessment.visit_class if assessment is not None else ""))


def _classes_in_words(classes: Sequence[tuple[Part, str]]) -> str:
    """The class of one disease in full, of several a line each."""
    judged = [(part, code) for part, code in classes if code]
    if len(classes) == 1:
        return "".join(f"{code} {codes.VISIT_CLASS.label(code)}" for _, code in judged)
    short = {code: codes.VISIT_CLASS.label(code).replace("控制", "") for _, code in judged}
    return "\n".join(f"{part.short} {code} {short[code]}" for part, code in judged)

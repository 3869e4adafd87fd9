"""A new record, or a correction: the ID number first, and it fills in what it knows."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from vclinic.devices.card_on_form import card_on_form
from vclinic.devices.reading import Reading
from vclinic.domain.identity import IdNo, parse_id_no
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms import draft
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import Context
from vclinic.services import registration_draft
from vclinic.services.person_of_card import person_of_card
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.returned import ToMend, to_mend
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenRecord, OpenRegister
from vclinic.ui.forms.pause import Pause
from vclinic.ui.forms.plain_form import PlainForm
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import Page
from vclinic.ui.pages.residents.filing import Filing, Written
from vclinic.ui.pages.residents.identity_change import IdentityChange
from vclinic.ui.pages.residents.question_card import QuestionCard
from vclinic.ui.pages.residents.registers_row import RegistersRow
from vclinic.ui.pages.residents.remarks_of_record import say_returned
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.focus_place import give_back
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.scrolling import scrolling
from vclinic.ui.words import tr

_INVITATION = "带 ＊ 的必填，其余以后可以补。先填身份证号，性别和生日会自动带出。"
WHY_CHANGED = tr("姓名、证件号、生日或性别和档案里不一样了：先在上面写明为什么改，再保存。")
_ASIDE = 18  # of a line, beside its words
_TWO_COLUMNS = 1_290  # a page narrower than this has one item in a row
_HIDDEN = frozenset(("archive_no", "household_id", "status", "closed_on", "closed_reason"))
_FROM_CARD = frozenset(("sex_code", "birth_date", "id_type", "id_no", "id_missing_reason"))


class RegisterPage(Page[OpenRegister]):
    """`open` takes resident_id to correct a record, nothing for a new one."""

    name = "register"
    opens = (OpenRegister,)
    behind = "residents"
    wide_rail = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.form.show_narrow(narrow=event.size().width() < _TWO_COLUMNS)

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._record: ResidentRecord | None = None
        self._told = ""  # why it was not saved
        self._pause = Pause(self._keep_draft, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 8, 0, 0)
        self.registers = RegistersRow()
        self.registers.typed.connect(self._pause.start)
        self.registers.left.connect(self._focus_first)
        inside.addWidget(self.registers)
        self.identity = IdentityChange()
        self.identity.given.connect(self._reason_given)
        self.identity.left.connect(self._focus_first)
        self.returned = Note("info")
        noted = QVBoxLayout()
        noted.setContentsMargins(16, 0, 16, 0)
        noted.addWidget(self.identity)
        noted.addWidget(self.returned)
        inside.addLayout(noted)
        self.form = PlainForm(PERSONAL_INFORMATION, _HIDDEN)
        self.form.typed.connect(self._typed)
        no_card = self.form.editors["id_missing_reason"]
        if isinstance(no_card, ValueEdit):
            no_card.setPlaceholderText(tr("没有证件的，写原因"))
            asked = no_card.fontMetrics().horizontalAdvance(no_card.placeholderText())
            no_card.setMinimumWidth(asked + _ASIDE)  # what is wrong with the number stands beside it
        self.form.setObjectName("surface")
        self.form.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = scrolling(self.form)
        inside.addWidget(self._scroll, 1)
        column.addWidget(card, 1)
        self._card = card
        self.question = QuestionCard((tr("已有的档案"), tr("现在写的")))
        column.addWidget(self.question, 1)
        self.question.hide()
        self._filing = Filing(self, station, self.question, self._written)
        self._filing.asking.connect(self._ask)
        self._filing.going_on.connect(self._answered)
        self._filing.filed.connect(self._filed)
        self._filing.refused.connect(self._refused)
        bar = QHBoxLayout()
        self.foot = label(tr(_INVITATION), "caption", wrap=True)
        bar.addWidget(self.foot, 1)
        self.clear_button = KeyButton(tr("清空重写"), "F4", self._start_again, self)
        bar.addWidget(self.clear_button)
        self.save_button = KeyButton(tr("保存"), "Ctrl+S", self.save, self, "primary")
        bar.addWidget(self.save_button)
        column.addLayout(bar)

    def open(self, destination: OpenRegister) -> None:
        """A clean form, or a record to correct."""
        resident_id = destination.resident_id
        self._record = self._as_kept(resident_id) if resident_id else None
        self._stop_asking()
        known = PERSONAL_INFORMATION.meanings
        blank: dict[str, Any] = {name: () if meaning.kind == "codes" else "" for name, meaning in known.items()}
        blank |= {"id_type": "01"}
        if self._record is not None:
            self.person_opened.emit(self._record.id)
            resident = self._record.resident
            self.form.show_values({name: getattr(resident, name) for name in known})
        else:
            self.form.show_values(blank)
        self.registers.show_kept(
            self._record.diseases if self._record is not None else (),
            self._record.height_cm if self._record is not None else None,
        )
        self.form.show_problems([])
        self._say_wrong([])
        self.form.passed = frozenset()
        self.form.first = "id_no" if self._record is None else ""
        self._scroll.verticalScrollBar().setValue(0)  # of the person before
        self._pause.stop()
        first = self._show_remarks(to_mend(self.station, resident_id) if resident_id else None)
        kept = registration_draft.load(self.station, resident_id, self._revision())
        if kept is not None:
            self._take_up(kept)
        else:
            self.identity.reason.clear()
        self._show_identity()
        name = self._record.resident.name if self._record else ""
        correction = f"{tr('更正个人基本信息，第')} {self._revision() + 1} {tr('版')}"
        self.titled.emit([tr("居民"), name, correction] if name else [tr("居民"), tr("新建档案")])
        self._focus_first(destination.field if destination.field in self.form.editors else first)

    def new_day(self, destination: OpenRegister) -> None:
        """No day stands here: it is taken when the record is saved, and what is typed stays."""

    def _show_identity(self) -> None:
        """Whether somebody else stands on the page than in the record, as far as it is read."""
        self.identity.show_change(self._record.resident if self._record is not None else None, self.form.values())

    def _reason_given(self, _reason: str) -> None:
        self._say_wrong([])
        MESSAGES.settle(WHY_CHANGED)
        self._pause.start()

    def _show_remarks(self, mend: ToMend | None) -> str:
        """Why the township returned the record: at its fields, above the form what has no field; returns the first
        field with a remark."""
        remarks = mend.remarks if mend is not None else dict[str, str]()
        elsewhere = self.form.show_remarks(remarks)
        say_returned(self.returned, mend, elsewhere, self._record.resident if self._record is not None else None)
        return next((name for name in self.form.editors if name in remarks), "")

    def _focus_first(self, name: str = "") -> None:
        give_back(self.form.editors[name or ("id_no" if self._record is None else "name")])

    def _revision(self) -> int:
        return self._record.revision if self._record is not None else 0

    def _take_up(self, kept: registration_draft.RegistrationDraft) -> None:
        """Show what was left half written."""
        self.form.show_values(kept.values)
        self.registers.take_up(kept.registers, kept.height)
        self.identity.reason.show_reason(kept.reason)
        MESSAGES.info(f"{tr('接着上次没写完的，草稿存于')} {kept.saved_at:%H:%M}{tr('；不要了按 F4 清空重写。')}")

    def _keep_draft(self) -> None:
        chosen = self.registers.fresh()
        owner = self._record.id if self._record is not None else ""
        values, height, reason = self.form.values(), self.registers.height_edit.text(), self.identity.reason.text()
        tasks.now(
            lambda: registration_draft.keep(
                self.station, owner, self._revision(), values=values, registers=chosen, h=height, reason=reason
            ),
            lambda _none: None,
            self._pause.failed,
        )

    def _drop_draft(self) -> None:
        self._pause.stop()
        registration_draft.drop(self.station, self._record.id if self._record is not None else "")

    def _start_again(self) -> None:
        """F4: as the page was opened, without what was written since."""
        self._drop_draft()
        self.open(OpenRegister(self._record.id if self._record is not None else ""))

    def leave(self) -> None:
        """What was written is kept at once."""
        self._pause.flush()

    def _say_wrong(self, problems: list[Problem]) -> None:
        """The first sentence whole at the foot, where no row moves for it."""
        level = "danger" if problems else ""
        relabel(self.foot, problems[0].text if problems else tr(_INVITATION), level)

    def _typed(self, name: str) -> None:
        self._pause.start()
        self._say_wrong([])
        MESSAGES.settle(self._told)
        if name != "id_no":
            self._show_identity()
            return
        self._number_typed()
        self._show_identity()

    def _number_typed(self) -> None:
        self.form.passed = frozenset()
        text = str(self.form.values()["id_no"])
        if len(text) not in (15, 18):
            return
        parsed = parse_id_no(text)
        if isinstance(parsed, IdNo):
            self.form.show_values(
                {"id_no": parsed.number, "sex_code": parsed.sex_code, "birth_date": parsed.birth_date}
            )
            self.form.show_problems([])
            if self._record is None:
                self.form.passed = _FROM_CARD
            if not self.form.values()["name"]:
                self.form.editors["name"].setFocus()
        else:
            self.form.show_problems([parsed])
            self._say_wrong([parsed])

    def take_reading(self, reading: Reading) -> bool:
        """An identity card: whoever is known is opened; else it fills what is empty, to be looked over and saved."""
        if reading.kind != "id_card" or not self.question.isHidden():
            return False
        card, own = reading.fields, self._record.id if self._record is not None else ""
        known = person_of_card(self.station, str(card["id_no"]))
        if known is not None and not own:
            MESSAGES.info(f"{known.name}{tr('已有档案，打开的就是。')}")
            self.navigate.emit(OpenRecord(known.id))
            return True
        merged = card_on_form(card, self.form.values())
        if merged.stranger or (known is not None and known.id != own):
            MESSAGES.warn(f"{tr('读到的是')}{card['name']}{tr('的身份证，和这一页写的不是一个人，没有填入。')}")
            return True
        self._fill_from_card(merged.fills)
        ends = card.get("valid_until")
        expired = tr("这张身份证已经过期。") if isinstance(ends, date) and ends < self.station.clock.today() else ""
        left = f"{'、'.join(merged.differs)}{tr('和身份证上的不一样，没有改。')}" if merged.differs else ""
        MESSAGES.info(f"{tr('已读入')}{card['name']}{tr('的身份证，请核对。')}{left}{expired}")
        return True

    def _fill_from_card(self, fills: Mapping[str, Any]) -> None:
        self.form.show_values(fills)
        self.form.show_problems([])
        self._say_wrong([])
        self.form.passed = _FROM_CARD if self._record is None else frozenset()
        self._pause.start()
        self._show_identity()

    def save(self) -> None:
        """Ctrl+S."""
        wrong = self.registers.wrong()
        if wrong is not None:
            if wrong.code == "no_register":
                self._say_wrong([wrong])
            return
        values = self.form.values()
        if not values["id_no"] and not values["id_missing_reason"] and values["id_type"] == "01":
            lacking = draft.parse(PERSONAL_INFORMATION, Resident, values, Context(self.station.clock.today(), {}))
            if isinstance(lacking, list):
                self._refused(lacking)  # with all else that is missing, not one after another
                return
        if self._record is None:
            self._filing.add()
            return
        self._show_identity()
        if self.identity.wanting:
            self.identity.reason.setFocus()
            MESSAGES.warn(WHY_CHANGED)
            return
        self._filing.change(self._record, "" if self.identity.isHidden() else self.identity.reason.text())

    def _written(self) -> Written:
        registers = self.registers.entered_on(self.station.clock.today())
        return Written(self.form.values(), registers, self.registers.height_cm())

    def _ask(self) -> None:
        """Whether it is the same person, in the place of the form."""
        self._card.hide()
        self.question.show()
        self.save_button.set_enabled(False, tr("先回答是不是同一个人"))
        self.clear_button.set_enabled(False)

    def _stop_asking(self) -> None:
        self.question.hide()
        self._card.show()
        self.save_button.set_enabled(True)
        self.clear_button.set_enabled(True)

    def _answered(self, go_on: bool) -> None:
        self._stop_asking()
        if not go_on:
            self._focus_first("name")

    def _as_kept(self, resident_id: str) -> ResidentRecord:
        return resident_record(self.station, resident_id, with_timeline=False)

    def _is_as_before(self, resident_id: str) -> bool:
        """Whether nothing was written of a record that was open."""
        before, kept = self._record, self._as_kept(resident_id)
        return before is not None and (before.revision, before.enrolments) == (kept.revision, kept.enrolments)

    def _refused(self, problems: list[Problem]) -> None:
        self.form.show_problems(problems)
        self._say_wrong(problems)
        self._told = problems[0].text
        MESSAGES.warn(self._told)

    def _filed(self, resident_id: str) -> None:
        unchanged = self._is_as_before(resident_id)
        self._drop_draft()
        self.stored.emit()
        if unchanged:
            MESSAGES.info(tr("和档案里的一样，没有改动，不另存一版。"))
        else:
            MESSAGES.ok(tr("档案已保存。"))
        self.navigate.emit(OpenRecord(resident_id))

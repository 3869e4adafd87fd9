"""Settings of this machine, backup, and the doctor's own password."""

from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from vclinic.devices.reading import Reading
from vclinic.domain.problem import Problem
from vclinic.services import newer_program, settings
from vclinic.services.clinic_setup import add_doctor, change_password, new_recovery_code
from vclinic.services.sync_status import SyncStatus
from vclinic.services.unlock import logins
from vclinic.services.workstation import Doctor, Workstation
from vclinic.ui import letters, tasks
from vclinic.ui.destinations import OpenDocument, OpenSettings
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.backup_card import BackupCard
from vclinic.ui.pages.colleague_part import ColleaguePart
from vclinic.ui.pages.device_card import DeviceCard
from vclinic.ui.pages.moving_card import MovingCard
from vclinic.ui.pages.page import Page
from vclinic.ui.pages.support_card import SupportCard
from vclinic.ui.pages.update_card import Newer, UpdateCard
from vclinic.ui.printing.recovery_sheet import recovery_document
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.widgets.scrolling import plain_page
from vclinic.ui.words import tr

_NUMBERS = (
    ("idle_minutes", "离开多久锁屏", "分钟"),
    ("font_px", "字号（重新打开后生效）", "像素"),
    ("days_default", "续方天数", "天"),
    ("sync_every_minutes", "自动上报间隔", "分钟"),
    ("low_disk_gb", "磁盘剩余少于多少提醒", "GB"),
    ("update_days", "程序多久没更新提醒", "天"),
)


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    made = QFrame()
    made.setObjectName("card")
    column = QVBoxLayout(made)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(8)
    column.addWidget(label(title, "name"))
    return made, column


class SettingsPage(Page[OpenSettings]):
    """Eight cards: the clinic and its habits, safety copies, my password, colleagues, devices, the program itself, newer ones,
    another computer; newer programs stand first while there are any."""

    name = "settings"
    opens = (OpenSettings,)
    place = Place(OpenSettings(), "设置", "设置", "gear", "F12", rank=12, at_foot=True)

    def __init__(self, station: Workstation, newer: Newer) -> None:
        super().__init__(station)
        self._unsaved = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._first = QVBoxLayout()
        self._first.setContentsMargins(16, 12, 16, 0)
        outer.addLayout(self._first)
        inside, scroll = plain_page()
        outer.addWidget(scroll)
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setSpacing(12)
        grid.addWidget(self._habits(), 0, 0)
        grid.addWidget(self._copies(), 0, 1)
        grid.addWidget(self._password(), 1, 0)
        grid.addWidget(self._colleagues(), 1, 1)
        self.support = SupportCard(station, self._support_path)
        grid.addWidget(self.support, 2, 0)
        self.devices = DeviceCard(station, self._helper_path)
        grid.addWidget(self.devices, 2, 1)
        self._grid = grid
        self.updates = UpdateCard(station, newer)
        self.updates.news.connect(self._place_news)
        self.updates.news.connect(self.stored)
        self._place_news()
        self.moving = MovingCard(station)
        self.moving.navigate.connect(self.navigate)
        self.moving.backed_up.connect(self.copies.show_state)
        grid.addWidget(self.moving, 4, 0, 1, 2)
        grid.setRowStretch(5, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    @classmethod
    def count(cls, station: Workstation, status: SyncStatus) -> int:
        """A newer program."""
        noticed = newer_program.noticed(station)
        return int(noticed is not None and bool(noticed.version))

    def _place_news(self) -> None:
        """A newer program stands over everything else, and over the page's own scrolling."""
        if self.updates.has_news:
            self._first.addWidget(self.updates)
        else:
            self._grid.addWidget(self.updates, 3, 0, 1, 2)
        self._first.setContentsMargins(16, 12 if self.updates.has_news else 0, 16, 0)

    def _habits(self) -> QWidget:
        made, column = _card(tr("本机设置"))
        clinic = self.station.clinic
        column.addWidget(label(f"{clinic.name}　{tr('村代码')} {clinic.village_code}", "second"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        self.numbers: dict[str, QLineEdit] = {}
        for row, (name, caption, unit) in enumerate(_NUMBERS):
            edit = LineEdit()
            edit.setFixedWidth(70)
            self.numbers[name] = edit
            grid.addWidget(label(tr(caption)), row, 0)
            grid.addWidget(edit, row, 1)
            edit.returnPressed.connect(self.save)
            edit.textEdited.connect(self._typed)
            grid.addWidget(label(tr(unit), "second"), row, 2)
        self.org = LineEdit()
        self.org.textEdited.connect(self._typed)
        self.org.setPlaceholderText(tr("例如：清溪镇卫生院 内科"))
        grid.addWidget(label(tr("转诊机构及科别")), len(_NUMBERS), 0)
        grid.addWidget(self.org, len(_NUMBERS), 1, 1, 2)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        self.second = QCheckBox(tr("第一次读数正常时也量第二次"))
        self.second.clicked.connect(self._typed)
        column.addWidget(self.second)
        self.proxy = QCheckBox(tr("上报可以走本机设置的代理（一般不用）"))
        self.proxy.clicked.connect(self._typed)
        column.addWidget(self.proxy)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(KeyButton(tr("保存设置"), "Ctrl+S", self.save, self, "primary"))
        column.addLayout(row)
        return made

    def _copies(self) -> QWidget:
        self.copies = BackupCard(self.station, self._save_path)
        self.copies.typed.connect(lambda: self._typed(True))
        self.copies.saved.connect(self.save)
        self.copies.restore_wanted.connect(self.restore_wanted)
        self.numbers.update(self.copies.numbers)
        return self.copies

    def _password(self) -> QWidget:
        made, column = _card(tr("修改密码"))
        self.old, self.new, self.again = LineEdit(), LineEdit(), LineEdit()
        grid = QGridLayout()
        for row, (caption, edit) in enumerate(
            ((tr("现在的密码"), self.old), (tr("新密码（至少 8 位）"), self.new), (tr("再输一遍"), self.again))
        ):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.returnPressed.connect(self._change_password if edit is self.again else self.focusNextChild)
            grid.addWidget(label(caption), row, 0)
            grid.addWidget(edit, row, 1)
        column.addLayout(grid)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.recovery_button = KeyButton(tr("换新的恢复码"), "", self._renew_code, self)
        self.recovery_button.setToolTip(tr("先填现在的密码；换过以后，原来那一张作废"))
        row.addWidget(self.recovery_button)
        self.password_button = KeyButton(tr("修改密码"), "", self._change_password, self)
        row.addWidget(self.password_button)
        column.addLayout(row)
        return made

    def _colleagues(self) -> QWidget:
        made, column = _card(tr("本室的医生"))
        self._who = label("", "second", wrap=True)
        column.addWidget(self._who)
        self.doctor_name, self.login, self.first = LineEdit(), LineEdit(), LineEdit()
        self.first.setEchoMode(QLineEdit.EchoMode.Password)
        grid = QGridLayout()
        for row, (caption, edit) in enumerate(
            ((tr("姓名"), self.doctor_name), (tr("登录名"), self.login), (tr("初始密码（至少 8 位）"), self.first))
        ):
            edit.returnPressed.connect(self._add if edit is self.first else self.focusNextChild)
            grid.addWidget(label(caption), row, 0)
            grid.addWidget(edit, row, 1)
        column.addLayout(grid)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.add_button = KeyButton(tr("加一位医生"), "", self._add, self)
        row.addWidget(self.add_button)
        column.addLayout(row)
        self.colleagues = ColleaguePart(self.station)
        self.colleagues.changed.connect(self._show_people)
        column.addWidget(self.colleagues)
        return made

    def open(self, destination: OpenSettings) -> None:
        """Show what is kept."""
        self.titled.emit([tr("设置")])
        if self._unsaved:
            MESSAGES.info(tr("上次在这里改的还没有保存：要就按 Ctrl+S 保存，不要就改回去。"))
        else:
            self._show(settings.read(self.station))
        self.copies.show_state()
        self.support.show_state()
        self.moving.show_state()
        self.devices.show_state()
        self.updates.show_state()
        self._show_people()

    def _show_people(self) -> None:
        names = "、".join(f"{name}（{login}）" for login, name in logins(self.station.store.data_dir))
        relabel(self._who, names)
        self.colleagues.show_people()

    def _show(self, kept: settings.Settings) -> None:
        for name, edit in self.numbers.items():
            edit.setText(str(getattr(kept, name)))
        self.copies.show_settings(kept)
        self.org.setText(kept.referral_org)
        self.second.setChecked(kept.ask_second_reading)
        self.proxy.setChecked(kept.use_proxy)

    def _typed(self, _now: str | bool) -> None:
        self._unsaved = True

    def new_day(self, destination: OpenSettings) -> None:
        """No day stands here, and what is typed stays."""

    def save(self) -> None:
        """Ctrl+S."""
        values = {name: edit.text().strip() for name, edit in self.numbers.items()}
        wrong = next((name for name, text in values.items() if not text.isdecimal()), "")
        if wrong:
            MESSAGES.warn(tr("这里要填整数。"), self.numbers[wrong])
            self.numbers[wrong].setFocus()
            return
        kept = settings.read(self.station)
        fresh = replace(
            kept,
            **{name: int(text) for name, text in values.items()},
            referral_org=self.org.text().strip(),
            ask_second_reading=self.second.isChecked(),
            use_proxy=self.proxy.isChecked(),
            backup_to=self.copies.place.text().strip(),
        )
        if fresh == kept:
            self._unsaved = False
            MESSAGES.info(tr("设置和原来一样，没有改动。"))
            return
        tasks.now(lambda: settings.write(self.station, fresh), self._saved)

    def _saved(self, problems: list[Problem]) -> None:
        if problems:
            wrong = {**self.numbers, "backup_to": self.copies.place}[problems[0].field]
            MESSAGES.warn(problems[0].text, wrong)
            wrong.setFocus()
        else:
            self._unsaved = False
            letters.keep(self.station.store.data_dir, settings.read(self.station).font_px)
            self.stored.emit()
            MESSAGES.ok(tr("设置已保存。"))

    def _save_path(self) -> str:
        start = f"vclinic-{self.station.clock.today()}.vcbak"
        name, _ = QFileDialog.getSaveFileName(self, tr("备份到"), start, tr("备份 (*.vcbak)"))
        return name

    def _support_path(self) -> str:
        start = f"vclinic-support-{self.station.clock.today()}.zip"
        name, _ = QFileDialog.getSaveFileName(self, tr("支持包存到"), start, tr("支持包 (*.zip)"))
        return name

    def _helper_path(self) -> str:
        return QFileDialog.getOpenFileName(self, tr("助手程序"))[0]

    def take_reading(self, reading: Reading) -> bool:
        """Here a device is tried: its card shows what was read."""
        return True

    def _change_password(self) -> None:
        if self.new.text() != self.again.text():
            MESSAGES.warn(tr("两次输入的新密码不一样。"), self.new, self.again)
            self.again.setFocus()
            return

        def done(_none: None) -> None:
            for edit in (self.old, self.new, self.again):
                edit.clear()
            MESSAGES.ok(tr("密码已修改，下次登录用新密码。"))

        tasks.now(lambda: change_password(self.station, self.old.text(), self.new.text()), done)

    def _renew_code(self) -> None:
        if not self.old.text():
            MESSAGES.warn(tr("换恢复码要先填现在的密码。"), self.old)
            self.old.setFocus()
            return

        def done(code: str) -> None:
            self.old.clear()
            station = self.station
            document = recovery_document(station.clinic.name, station.doctor.name, code, station.clock.today())
            MESSAGES.ok(tr("恢复码已换新，原来那一张作废。请现在打印，离开这一页就看不到了。"))
            self.navigate.emit(OpenDocument(document))

        tasks.now(lambda: new_recovery_code(self.station, self.old.text()), done)

    def _add(self) -> None:
        def done(result: Doctor | list[Problem]) -> None:
            if isinstance(result, list):
                lines = {"doctor_name": self.doctor_name, "login": self.login}
                wrong = lines.get(result[0].field, self.first)
                MESSAGES.warn(result[0].text, wrong)
                wrong.setFocus()
                return
            for edit in (self.doctor_name, self.login, self.first):
                edit.clear()
            MESSAGES.ok(f"{tr('已加')} {result.name}{tr('，可用初始密码登录。')}")
            self.open(OpenSettings())

        tasks.now(
            lambda: add_doctor(self.station, self.doctor_name.text(), self.login.text().strip(), self.first.text()),
            done,
        )

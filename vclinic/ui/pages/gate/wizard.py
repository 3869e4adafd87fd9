"""The first start: which clinic, which doctor, a password, and a recovery code on paper; a minute's work."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget

from vclinic.domain.problem import Problem
from vclinic.services import clinic_setup
from vclinic.services.clinic_setup import ClinicSetup, NewClinic
from vclinic.ui import tasks
from vclinic.ui.pages.gate.recovery_code import RecoveryCodePage
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.widgets.field_form import FieldForm
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

Create = Callable[[ClinicSetup], NewClinic]


class SetupPage(Sheet):
    """Signals:
    created(NewClinic): the store is made; its recovery code has to be shown next.
    restore_wanted(): this clinic has a backup from another computer.
    """

    created = Signal(object)
    restore_wanted = Signal()

    def __init__(self, create: Create) -> None:
        text = tr("资料只存在这台电脑上，全部加密。填完下面几项就能开始用，别的医生以后在“设置”里加。")
        super().__init__(tr("第一次使用：建立卫生室"), text, 580)
        self._create = create
        self.form = FieldForm()
        self.form.add("clinic_name", tr("卫生室名称"), tr("例如：清溪镇柳河村卫生室"))
        self.form.add("village_code", tr("村代码"), tr("12 位区划代码，卫生院有"), width=180, length=20)
        self.form.add("doctor_name", tr("医生姓名"), width=180)
        self.form.add("login", tr("登录名"), tr("拼音或手机号，自己记得住就行"), width=180, length=30)
        self.form.add("password", tr("密码"), tr("至少 8 位"), secret=True, width=240)
        self.form.add("again", tr("再输一次密码"), secret=True, width=240)
        self.form.finished.connect(self.submit)
        self.column.addWidget(self.form)
        self.note = Note("danger")
        self.column.addWidget(self.note)
        row = QHBoxLayout()
        self.restore = KeyButton(tr("换了电脑：从备份恢复"), "", self.restore_wanted.emit, self)
        row.addWidget(self.restore)
        row.addStretch(1)
        self.button = KeyButton(tr("建立卫生室"), "Ctrl+S", self.submit, self, "primary")
        row.addWidget(self.button)
        self.column.addLayout(row)
        self.setFocusProxy(self.form.edits["clinic_name"])

    def setup(self) -> ClinicSetup:
        """The answers as they stand."""
        text = self.form.text
        return ClinicSetup(
            text("clinic_name"), text("village_code"), text("doctor_name"), text("login"), text("password")
        )

    def submit(self) -> None:
        """Make the clinic, or say what is wrong under its line."""
        setup = self.setup()
        problems = clinic_setup.check_setup(setup)
        if not any(problem.field == "password" for problem in problems) and self.form.text("again") != setup.password:
            problems.append(Problem("again", "differs", tr("两次输入的密码不一样。")))
        self.form.show_problems(problems)
        self.note.say("danger", "")
        if not problems:
            tasks.now(lambda: self._create(setup), self._made, lambda sentence: self.note.say("danger", sentence))

    def _made(self, made: NewClinic) -> None:
        self.form.clear()
        self.created.emit(made)


class Wizard(QStackedWidget):
    """First the answers, then the recovery code.

    Attributes:
        page: the answers. recovery: the code's page, once the clinic is made.

    Signals:
        ready(Workstation): the clinic is made and the recovery code is on paper.
        restore_wanted(): this clinic has a backup from another computer.
    """

    ready = Signal(object)
    restore_wanted = Signal()

    def __init__(self, create: Create) -> None:
        super().__init__()
        self.page = SetupPage(create)
        self.page.created.connect(self._show_code)
        self.page.restore_wanted.connect(self.restore_wanted)
        self.recovery: RecoveryCodePage | None = None
        self.addWidget(self.page)
        self.setFocusProxy(self.page)

    @property
    def edits(self) -> dict[str, QLineEdit]:
        """The lines of the first page by name."""
        return self.page.form.edits

    def _show_code(self, made: NewClinic) -> None:
        station = made.station
        today = station.clock.today()
        self.recovery = RecoveryCodePage(station.clinic.name, station.doctor.name, made.recovery_code, today)
        self.recovery.confirmed.connect(lambda: self.ready.emit(station))
        self.addWidget(self.recovery)
        self.setCurrentWidget(self.recovery)
        self.setFocusProxy(self.recovery)
        self.recovery.setFocus()

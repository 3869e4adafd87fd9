"""Login, and the lock after a while of nobody: the same card over everything."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from vclinic.ui import tasks
from vclinic.ui.icons import pixmap
from vclinic.ui.pages.gate.card import card_on
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.choice_box import ChoiceBox
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class LoginCard(QWidget):
    """Who is it, and the password.

    Args:
        people: (login, name) of everybody; one when the station is locked.
        enter: opens with (login, password); its result is passed on.
        wait: seconds still to wait after wrong passwords.

    Signals:
        entered(object): what ``enter`` gave. forgotten(): the recovery code is wanted. switched(): it is a colleague.
        restore_wanted(): a backup should come back.
    """

    entered = Signal(object)
    forgotten = Signal()
    switched = Signal()
    restore_wanted = Signal()

    def __init__(
        self,
        title: str,
        people: Sequence[tuple[str, str]],
        enter: Callable[[str, str], Any],
        wait: Callable[[], int],
        *,
        may_forget: bool = False,
        may_switch: bool = False,
        may_restore: bool = False,
    ) -> None:
        super().__init__()
        self._enter_call = enter
        self._wait = wait
        column = card_on(self, 460)  # room for both links beside the button
        head = QHBoxLayout()
        mark = label()
        mark.setPixmap(pixmap("app", 28))
        head.addWidget(mark)
        head.addWidget(label(title, "title"), 1)
        column.addLayout(head)
        self.people = ChoiceBox()
        self.people.entered.connect(lambda _forward: self.password.setFocus())
        for login, name in people:
            self.people.addItem(f"{name}（{login}）" if name != login else name, login)
        self.people.setAccessibleName(tr("医生"))
        column.addWidget(self.people)
        self.password = LineEdit()
        self.password.setProperty("boxed", True)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(tr("密码"))
        self.password.setAccessibleName(tr("密码"))
        self.password.returnPressed.connect(self.enter)
        self.password.installEventFilter(self)
        column.addWidget(self.password)
        self.note = Note("warn")
        column.addWidget(self.note)
        foot = QHBoxLayout()
        links = (
            (may_forget, tr("忘了密码，用恢复码"), self.forgotten),
            (may_switch, tr("换人登录"), self.switched),
            (may_restore, tr("从备份恢复"), self.restore_wanted),
        )
        for wanted, text, signal in links:
            if wanted:
                link = QToolButton()
                link.setText(text)
                link.setObjectName("quiet")
                link.clicked.connect(signal)
                foot.addWidget(link)
        foot.addStretch(1)
        self.button = KeyButton(tr("登录"), "Return", self.enter, self, "primary", scope=False)
        foot.addWidget(self.button)
        column.addLayout(foot)
        self._tick = QTimer(self)
        self._tick.setInterval(500)
        self._tick.timeout.connect(self._show_wait)
        self.setFocusProxy(self.password)
        self._show_wait()

    def enter(self) -> None:
        """Try the password."""
        if self._wait():
            self._show_wait()
            return
        login, password = str(self.people.currentData()), self.password.text()
        if not password:
            self.note.say("warn", tr("请输入密码。"))
            return
        self.note.say("info", tr("正在打开…"))
        self.repaint()  # deriving the key takes its time on purpose; the word must stand there meanwhile
        tasks.now(lambda: self._enter_call(login, password), self._entered, self._failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Enter held down is one try: the others would only lengthen the wait.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.isAutoRepeat():
            return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return super().eventFilter(watched, event)

    def _entered(self, result: object) -> None:
        self.password.clear()
        self._tick.stop()
        self.note.say("warn", "")
        self.entered.emit(result)

    def _failed(self, sentence: str) -> None:
        self.password.selectAll()
        self.note.say("warn", sentence)
        self._show_wait()

    def _show_wait(self) -> None:
        left = self._wait()
        self.button.set_enabled(not left, tr("请等一等"))
        self.password.setEnabled(not left)
        if left:
            self.note.say("warn", f"{tr('密码错了多次，请等')} {left} {tr('秒再试。')}")
            self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self.note.say("warn", "")
            self.password.setFocus()


class RecoverCard(QWidget):
    """The recovery code and a new password.

    Signals:
        entered(object): what ``recover`` gave. given_up().
    """

    entered = Signal(object)
    given_up = Signal()

    def __init__(self, people: Sequence[tuple[str, str]], recover: Callable[[str, str, str], Any]) -> None:
        super().__init__()
        self._recover = recover
        column = card_on(self, 460)
        column.addWidget(label(tr("用恢复码设新密码"), "title"))
        self.people = ChoiceBox()
        self.people.entered.connect(lambda _forward: self.code.setFocus())
        for login, name in people:
            self.people.addItem(f"{name}（{login}）", login)
        column.addWidget(self.people)
        self.code, self.password, self.again = LineEdit(), LineEdit(), LineEdit()
        self.code.setPlaceholderText(tr("恢复码，六组四位"))
        self.password.setPlaceholderText(tr("新密码，至少 8 位"))
        self.again.setPlaceholderText(tr("新密码再输一遍"))
        for edit in (self.password, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        for edit in (self.code, self.password, self.again):
            edit.setProperty("boxed", True)
            edit.setAccessibleName(edit.placeholderText())
            column.addWidget(edit)
        self._message = label("", "", "danger", wrap=True)
        column.addWidget(self._message)
        foot = QHBoxLayout()
        foot.addWidget(KeyButton(tr("返回"), "Escape", self.given_up.emit, self))
        foot.addStretch(1)
        foot.addWidget(KeyButton(tr("设新密码并登录"), "Ctrl+Return", self.recover, self, "primary"))
        column.addLayout(foot)
        self.setFocusProxy(self.code)

    def recover(self) -> None:
        """Try the code."""
        login, code, password = str(self.people.currentData()), self.code.text(), self.password.text()
        if password != self.again.text():
            relabel(self._message, tr("两次输入的新密码不一样。"))
            self.again.setFocus()
            return
        tasks.now(
            lambda: self._recover(code, login, password), self.entered.emit, lambda text: relabel(self._message, text)
        )

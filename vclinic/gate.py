"""What stands before the work: the log-in or the first start, the way back in, and an upgrade that must be said first."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from vclinic.domain.problem import Expected, WorldFault
from vclinic.loading import Loading
from vclinic.ui.window import Window

if TYPE_CHECKING:  # at run time they come after the window
    from vclinic.services.upgrade_ahead import UpgradeAhead
    from vclinic.services.workstation import Clock, Workstation
    from vclinic.updating import Updating

_LOG = logging.getLogger(__name__)


class Gate(QObject):
    """One card at a time, until a station is open.

    Args:
        updating: the update that is under way, if any. enter: goes on with a station that was opened. restore: a backup should come back. carry: to reporting by stick.
    """

    def __init__(
        self,
        window: Window,
        data_dir: Path,
        clock: "Clock",
        loading: Loading,
        updating: "Updating",
        *,
        enter: Callable[["Workstation"], None],
        restore: Callable[[], None],
        carry: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._data_dir, self._clock, self._loading = window, data_dir, clock, loading
        self._updating = updating
        self._enter, self._restore, self._carry = enter, restore, carry
        self._card: QWidget | None = None
        self._code_was_used = False

    def show(self, card: QWidget) -> None:
        """One step in the place of the one before."""
        before, self._card = self._card, card
        self._window.put(card)
        if before is not None:
            self._window.drop(before)

    def drop(self) -> None:
        """The card goes: something else is shown."""
        card, self._card = self._card, None
        if card is not None:
            self._window.drop(card)

    def say_why_not(self, sentence: str, *, may_restore: bool = False) -> None:
        """Nothing but why the program cannot be used now, and where it is the data, the way back."""
        from vclinic.ui.pages.gate.sheet import Sheet
        from vclinic.ui.widgets.key_button import KeyButton

        sheet = Sheet(self.tr("现在打不开"), sentence)
        if may_restore:
            sheet.column.addWidget(KeyButton(self.tr("从备份恢复"), "", self._restore, sheet))
        self.show(sheet)

    def start(self, told: str = "") -> None:
        """The wizard for a new clinic, login for a known one; ``told``: what came before it, on the card."""
        from vclinic.services import unlock
        from vclinic.ui.pages.gate.login import LoginCard

        try:
            known = unlock.is_set_up(self._data_dir)
            people = unlock.logins(self._data_dir) if known else []
        except Expected as fault:
            self.say_why_not(fault.sentence, may_restore=True)
            return
        if known:
            card = LoginCard(
                self.tr("村医工作站"),
                people,
                self._open,
                lambda: unlock.wait_seconds(self._data_dir, self._clock),
                may_forget=True,
                may_restore=True,
            )
            card.entered.connect(_go_on)
            card.restore_wanted.connect(self._restore)
            card.forgotten.connect(lambda: self._recover(people))
            if told:
                card.note.say("info", told)
            self.show(card)
        else:
            self._set_up()
        QTimer.singleShot(0, self._loading.begin)  # once the card is painted: it must not wait for what comes later

    def _open(self, login: str, password: str) -> Callable[[], None]:
        """What comes after a password that is right."""
        from vclinic.services import unlock

        key = unlock.unlock(self._data_dir, login, password, self._clock)  # the rest is loaded meanwhile
        self._loading.finish()
        return self._opened(key, login)

    def _opened(self, key: bytes, login: str) -> Callable[[], None]:
        """The work, or first what is to be said before an upgrade."""
        from vclinic.services.upgrade_ahead import upgrade_ahead

        self._updating.make_fit(key)
        former = self._updating.tries()
        try:
            ahead = upgrade_ahead(self._data_dir, key)
            if ahead is not None:
                return lambda: self._say_before_upgrade(ahead, key, login, former)
            station = self._station(key, login, former)
        except Expected as fault:
            if not former:
                raise
            why = fault.sentence
            return lambda: self._offer_former(former, why)
        return lambda: self._go_in(station)

    def _go_in(self, station: "Workstation", then: Callable[[], None] | None = None) -> None:
        """To the work, and ``then`` on; after a recovery code first a fresh one, for what was read aloud or lay about once."""

        def enter() -> None:
            self._code_was_used = False
            self._enter(station)
            if then is not None:
                then()

        if self._code_was_used:
            self._offer_code(station, enter)
        else:
            enter()

    def _offer_code(self, station: "Workstation", enter: Callable[[], None]) -> None:
        from vclinic.files.keyring import new_recovery_code
        from vclinic.services.clinic_setup import replace_recovery_code
        from vclinic.ui import tasks
        from vclinic.ui.pages.gate.recovery_code import RecoveryCodePage

        page = RecoveryCodePage(
            station.clinic.name, station.doctor.name, new_recovery_code(), station.clock.today(), for_used=True
        )
        page.put_off.connect(enter)
        page.confirmed.connect(
            lambda: tasks.now(
                lambda: replace_recovery_code(station, page.code),
                lambda _none: enter(),
                lambda sentence: page.note.say("danger", sentence),
            )
        )
        self.show(page)

    def _station(self, key: bytes, login: str, former: str) -> "Workstation":
        """The open store. Whatever a program that was just installed stumbles over, the ``former`` one opened these data."""
        from vclinic.services.clinic_setup import open_with_key

        try:
            return open_with_key(self._data_dir, key, login, self._clock)
        except Expected:
            raise
        except Exception as fault:
            if not former:
                raise
            _LOG.exception("a new program does not open the data")
            raise WorldFault("new_program_fails", self.tr("新版本打不开这份资料，资料没有少。")) from fault

    def _offer_former(self, former: str, why: str) -> None:
        from vclinic.ui.pages.gate.former import FormerCard

        card = FormerCard(former, why, self._updating.put_back)
        card.again.connect(self.start)
        self.show(card)

    def _say_before_upgrade(self, ahead: "UpgradeAhead", key: bytes, login: str, former: str) -> None:
        from vclinic.ui import tasks
        from vclinic.ui.pages.gate.upgrade import UpgradeCard

        card = UpgradeCard(ahead)
        card.put_off.connect(self.start)

        def go_on(carry: bool) -> None:
            tasks.now(
                lambda: self._station(key, login, former),
                lambda station: self._upgraded(station, ahead, carry=carry),
                (lambda why: self._offer_former(former, why)) if former else card.say,
            )

        card.decided.connect(go_on)
        self.show(card)

    def _upgraded(self, station: "Workstation", ahead: "UpgradeAhead", *, carry: bool) -> None:
        from vclinic.services.upgrade_ahead import came_through
        from vclinic.ui.messages import MESSAGES

        told = came_through(station, ahead)

        def then() -> None:
            if carry:
                self._carry()
            if told.whole:
                MESSAGES.ok(told.sentence)
            else:
                MESSAGES.danger(told.sentence)

        self._go_in(station, then)

    def _set_up(self) -> None:
        from vclinic.services.clinic_setup import create_clinic
        from vclinic.ui.pages.gate.wizard import Wizard

        wizard = Wizard(lambda setup: create_clinic(self._data_dir, setup, self._clock))
        wizard.ready.connect(self._enter)
        wizard.restore_wanted.connect(self._restore)
        self.show(wizard)

    def _recover(self, people: list[tuple[str, str]]) -> None:
        from vclinic.ui.pages.gate.login import RecoverCard

        self._loading.finish()
        from vclinic.services.clinic_setup import reset_password

        def recovered(code: str, login: str, password: str) -> Callable[[], None]:
            key = reset_password(self._data_dir, code, login, password, self._clock)
            self._code_was_used = True
            return self._opened(key, login)

        card = RecoverCard(people, recovered)
        card.entered.connect(_go_on)
        card.given_up.connect(self.start)
        self.show(card)


def _go_on(then: Callable[[], None]) -> None:
    then()

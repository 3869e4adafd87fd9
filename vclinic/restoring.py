"""A restore from the window: the card, the closing of what is open, and the going on in the store that came back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:  # at run time they come after the window
    from vclinic.services.restore import RestoreReport
    from vclinic.services.workstation import Clock, Workstation
    from vclinic.ui.pages.gate.restore import RestoreCard, RestoreWish
    from vclinic.ui.shell import Shell


class Restoring(QObject):
    """One restore at a time.

    Args:
        work: the shell that is open, if any. back: leads back to it. show: puts a card in front. let_go: closes the station that is open. enter: goes on with one that was opened.
        start: the log-in page, or the first start, with a sentence on it.
    """

    def __init__(
        self,
        parent: QObject,
        data_dir: Path,
        clock: "Clock",
        *,
        work: Callable[[], "Shell | None"],
        back: Callable[[], None],
        show: Callable[[QWidget], None],
        let_go: Callable[[], None],
        enter: Callable[["Workstation"], None],
        start: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self._data_dir, self._clock = data_dir, clock
        self._shell, self._back_to_work = work, back
        self._show, self._let_go, self._enter, self._start = show, let_go, enter, start
        self.card: RestoreCard | None = None

    def begin(self) -> None:
        """Show the card; whoever gives up stands where they stood."""
        shell = self._shell()
        if shell is None:
            self._open(b"", lambda: self._start(""))
            return
        shell.leave_page()
        self._open(shell.station.store.key, self._back_to_work, self._report_first, self._carry_first)

    def _report_first(self) -> None:
        """What was never sent goes up before anything is restored."""
        from vclinic.ui.destinations import OpenSyncCentre

        shell = self._work_again()
        if shell is not None:
            shell.go(OpenSyncCentre())
            shell.sync()

    def _carry_first(self) -> None:
        """What was never sent goes onto a stick before anything is restored; the page leads back here."""
        from vclinic.ui.destinations import OpenStick

        shell = self._work_again()
        if shell is not None:
            shell.go(OpenStick(back_to_restore=True))

    def _work_again(self) -> "Shell | None":
        self.drop()
        self._back_to_work()
        return self._shell()

    def _open(
        self,
        key: bytes,
        given_up: Callable[[], None],
        report_first: Callable[[], None] | None = None,
        carry_first: Callable[[], None] | None = None,
    ) -> None:
        """``key`` is that of the store that is open, ``given_up`` leads back."""
        from vclinic.ui.pages.gate.restore import RestoreCard

        card = RestoreCard(self._data_dir, self._clock, key, report_first, carry_first)
        card.given_up.connect(lambda: self._back(given_up))
        card.decided.connect(self._decided)
        self.card = card
        self._show(card)

    def drop(self) -> None:
        """The card goes."""
        card, self.card = self.card, None
        if card is not None:
            card.closing()

    def _back(self, given_up: Callable[[], None]) -> None:
        self.drop()
        given_up()

    def _decided(self, wish: "RestoreWish") -> None:
        from vclinic.services.restore import restore
        from vclinic.ui import tasks

        card = self.card
        if card is None:
            return
        self._let_go()  # a store that is open is not taken away from under its windows
        progress = card.progressed.emit
        tasks.later(
            lambda: restore(
                self._data_dir,
                wish.file,
                wish.opener,
                self._clock,
                present=wish.present,
                leave_unsent=wish.leave_unsent,
                progress=progress,
            ),
            lambda report: self._restored(report, wish),
            self._failed,
        )

    def _failed(self, sentence: str) -> None:
        """Nothing was changed: what stood there is opened by its password again."""
        from vclinic.ui.messages import MESSAGES

        if self.card is not None:
            self.card.given_up.disconnect()
            self.card.given_up.connect(lambda: self._back(lambda: self._start("")))
            self.card.say(sentence)
        else:
            MESSAGES.danger(sentence)

    def _restored(self, report: "RestoreReport", wish: "RestoreWish") -> None:
        from vclinic.domain.problem import Expected
        from vclinic.services.clinic_setup import open_clinic
        from vclinic.services.unlock import logins
        from vclinic.ui.messages import MESSAGES
        from vclinic.ui.words import tr

        self.drop()
        told = f"{tr('已恢复，居民')} {report.counts.get('resident', 0)} {tr('人。')}{report.sentence}"
        if wish.opener.password:
            try:
                login = wish.opener.login or logins(self._data_dir)[0][0]
                station = open_clinic(self._data_dir, login, wish.opener.password, self._clock)
            except Expected:
                self._start(told)  # the log-in page says why not
            else:
                self._enter(station)
                MESSAGES.ok(told)
        else:
            self._start(told)  # by the recovery code: a new password is set there

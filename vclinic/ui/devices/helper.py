"""The helper process of a device: started, listened to, started again with growing pauses when it fails, given up after
that. Whatever it does, the window goes on: it is read in small pieces and never waited for."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from vclinic.devices.lines import Garbled, Hello, Lines
from vclinic.ui.devices.outside import start_outside

PIECE = 65_536  # bytes read at a time; the window draws between two pieces
OFF, STARTING, READY, PAUSED, GIVEN_UP = "off", "starting", "ready", "paused", "given_up"


@dataclass(frozen=True, slots=True)
class Patience:
    """How much a helper is borne with.

    Attributes:
        pauses: milliseconds before each new start; one failure more and it is given up.
        silence: milliseconds without a message until it counts as hung.
        sound: milliseconds it must run well until earlier failures are forgotten.
        most, most_bytes: messages and bytes within a second; more is a helper that runs wild.
        leaving: milliseconds to end by itself once its input is closed.
    """

    pauses: Sequence[int] = (1_000, 5_000, 20_000, 60_000, 300_000)
    silence: int = 30_000
    sound: int = 120_000
    most: int = 200
    most_bytes: int = 4_000_000
    leaving: int = 300


class Helper(QObject):
    """One helper at a time.

    Attributes:
        state: `OFF`, `STARTING`, `READY`, `PAUSED` or `GIVEN_UP`. name: the helper's own, "" until it said hello.
        failed_by: code of the last failure: ``not_started``, ``ended``, ``silent``, ``unread`` (it never said a line that
            could be read), ``flood``; "" for none.
        garbled: lines nobody could read since the last start.

    Signals:
        said(Reading | Refusal | Trouble): what is for the doctor. changed(): the state is another one.
    """

    said = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None, patience: Patience | None = None) -> None:
        super().__init__(parent)
        self._patience = patience or Patience()
        self.state, self.name, self.failed_by, self.garbled = OFF, "", "", 0
        self._command: list[str] = []
        self._process: QProcess | None = None
        self._lines = Lines()
        self._failures = self._messages = self._bytes = 0
        self._again = self._timer(self._begin)
        self._silence = self._timer(lambda: self._fail("unread" if self.unread else "silent"))
        self._sound = self._timer(self._forget_failures)
        self._more = self._timer(self._read)
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._second.timeout.connect(self._count_anew)

    @property
    def unread(self) -> bool:
        """Whether it has spoken since its start, and nothing of it could be read."""
        return self.state == STARTING and self.garbled > 0

    def _timer(self, call: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.timeout.connect(call)
        return made

    def start(self, command: Sequence[str]) -> None:
        """Run ``command``, a program and what it is told; whatever ran before ends."""
        self.stop()
        self._command = list(command)
        self._failures = 0
        self.failed_by = ""
        self._begin()

    def stop(self) -> None:
        """End it: asked by closing its input, made to when it stays."""
        self._again.stop()
        self._end(self._patience.leaving)
        self._stand(OFF)

    def _begin(self) -> None:
        process = self._process = QProcess(self)
        self._lines, self.name, self.garbled = Lines(), "", 0
        self._count_anew()
        process.setStandardErrorFile(QProcess.nullDevice())  # nobody reads it: what is not taken away would block it
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._erred)
        self._stand(STARTING)
        self._silence.start(self._patience.silence)
        self._second.start()
        start_outside(process, self._command[0], self._command[1:], os.environ)

    def _read(self) -> None:
        """One piece; what is left waits for the window's next turn."""
        process = self._process
        if process is None:
            return
        piece = bytes(process.read(PIECE).data())
        self._bytes += len(piece)
        if self._bytes + process.bytesAvailable() > self._patience.most_bytes:
            self._fail("flood")
            return
        if process.bytesAvailable():
            self._more.start(0)
        for message in self._lines.feed(piece):
            self._messages += 1
            if self._messages > self._patience.most:
                self._fail("flood")
                return
            if isinstance(message, Garbled):
                self.garbled += 1
                if self.unread and self.garbled == 1:
                    self.changed.emit()
                continue
            self._silence.start(self._patience.silence)
            if isinstance(message, Hello):
                self._greeted(message)
            else:
                self.said.emit(message)
            if process is not self._process:  # whoever heard it has stopped the helper
                return

    def _greeted(self, hello: Hello) -> None:
        self.name = hello.name
        if self.state != READY:
            self._sound.start(self._patience.sound)
            self._stand(READY)

    def _finished(self, _code: int, _how: QProcess.ExitStatus) -> None:
        while self._process is not None and self._process.bytesAvailable():
            self._read()  # its last words
        self._fail("ended")

    def _erred(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._fail("not_started")

    def _fail(self, why: str) -> None:
        if self._process is None:
            return
        self._end(0)
        self.failed_by = why
        self._failures += 1
        if self._failures > len(self._patience.pauses):
            self._stand(GIVEN_UP)
            return
        self._again.start(self._patience.pauses[self._failures - 1])
        self._stand(PAUSED)

    def _end(self, leaving: int) -> None:
        for timer in (self._silence, self._sound, self._more, self._second):
            timer.stop()
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        if process.state() != QProcess.ProcessState.NotRunning:
            process.closeWriteChannel()
            if not (leaving and process.waitForFinished(leaving)):
                process.kill()
                process.waitForFinished(1_000)
        process.deleteLater()

    def _forget_failures(self) -> None:
        self._failures = 0
        self.failed_by = ""
        self.changed.emit()

    def _count_anew(self) -> None:
        self._messages = self._bytes = 0

    def _stand(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

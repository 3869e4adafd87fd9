"""Both sides as processes, the line between them, and what must be true after whatever happened."""

import json
import random
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sync.server.care.restore import restore
from tests import worlds
from tests.torture.line import Line
from vclinic.clock import SteppingClock
from vclinic.services.restore import Opener, restore as restore_clinic


class Side:
    """A process that takes commands; when it was killed it is begun again at the next one."""

    def __init__(self, module: str, folder: Path) -> None:
        self.module, self.folder = module, folder
        self.begun = 0
        self.hello: dict[str, Any] = {}
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start the process unless it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        self.end()
        self._process = subprocess.Popen(
            [sys.executable, "-m", self.module, str(self.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.begun += 1
        assert self._process.stdout is not None
        self.hello = json.loads(self._process.stdout.readline())

    def ask(self, do: str, **command: Any) -> dict[str, Any] | None:
        """Its answer; None when it died of the command."""
        self.begin()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps({"do": do, **command}) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            line = ""
        else:
            line = process.stdout.readline()
        if line:
            return json.loads(line)
        process.wait(20)
        return None

    def told(self, do: str, **command: Any) -> dict[str, Any]:
        """Its answer, when nothing was done to it."""
        answer = self.ask(do, **command)
        assert answer is not None, f"{self.module} died of {do}"
        return answer

    def end(self) -> None:
        """Let it end by itself, and close what led to it."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.wait(20)
        process.stdout.close()


class Both:
    """Two PCs of one clinic, their township, and a line for each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.township = Side("tests.torture.township", folder / "township")
        self.clinics = [Side("tests.torture.clinic", folder / f"clinic-{number}") for number in (1, 2)]
        self.lines = [Line(), Line()]
        self.worked = 0
        self.steps: dict[str, list[tuple[str, bool]]] = {}  # where a side is still to be killed, before or after
        self._backups: list[Path] = []
        self._clinic_backups: dict[int, Path] = {}

    def reachable(self) -> None:
        """The township serves, and the lines lead to it."""
        self.township.begin()
        for line in self.lines:
            line.port = self.township.hello["port"]

    def work(self, clinic: int) -> None:
        """Something more to report."""
        self.worked += 1
        self.clinics[clinic].told("work", number=self.worked, serial=22 + 2 * clinic)

    def round(self, clinic: int, **how: Any) -> dict[str, Any] | None:
        """A round of one PC over its line."""
        self.reachable()
        return self.clinics[clinic].ask("round", url=self.lines[clinic].url, **how)

    def back_up(self) -> None:
        """The township keeps a backup."""
        self.reachable()
        self._backups.append(self.folder / f"backup-{len(self._backups)}.vctb")
        self.township.told("back_up", file=str(self._backups[-1]))

    def back_in_time(self, chance: random.Random) -> None:
        """The township's machine is lost and comes back from one of its last backups; the PCs report to it, at times one of
        them by stick before anybody has made a round."""
        if not self._backups:
            self.back_up()
        self.township.end()
        file = chance.choice(self._backups[-3:])
        restore(self.township.folder, file, "", worlds.MORNING, accept_loss=True)
        for line in self.lines:
            line.plan([])  # what a PC calls stored is true again once it has heard of the restore
        if chance.random() < 0.5:
            self.by_stick(chance.randrange(len(self.clinics)), f"restored-{self.worked}")
        for number in range(len(self.clinics)):
            answer = self.round(number)
            assert answer is not None
            assert answer["code"] == ""

    def clinic_back_up(self, clinic: int) -> None:
        """A PC keeps a backup."""
        self._clinic_backups[clinic] = self.folder / f"clinic-{clinic}-{self.worked}.vcbak"
        self.clinics[clinic].told("back_up", file=str(self._clinic_backups[clinic]))

    def clinic_back_in_time(self, clinic: int) -> None:
        """A PC is lost after a round that went through, and comes back from its last backup."""
        if clinic not in self._clinic_backups:
            self.clinic_back_up(clinic)
            self.work(clinic)
        self.lines[clinic].plan([])
        self.lines[clinic].settle()
        answer = self.round(clinic)
        assert answer is not None
        assert answer["pending"] == 0, answer
        side = self.clinics[clinic]
        side.end()
        opener = Opener(worlds.SETUP.login, worlds.PASSWORD)
        told = datetime.fromisoformat(side.folder.with_suffix(".time").read_text())
        restored = restore_clinic(side.folder, self._clinic_backups[clinic], opener, SteppingClock(told))
        assert restored.unsent == 0

    def by_stick(self, clinic: int, name: str) -> None:
        """What waits at a PC goes by stick, its receipts come back with it."""
        self.reachable()
        out = self.clinics[clinic].told("package", file=str(self.folder / f"{name}.vcp"))
        back = self.township.told("package", files=out["files"], back=str(self.folder / f"{name}.vcr"))
        for file in back["files"]:
            self.clinics[clinic].told("receipts", file=file)

    def lists(self) -> tuple[list[str], list[str]]:
        """(what the clinic's PCs list, what the township lists), line by line."""
        own: set[str] = set()  # a new PC is told what its clinic sent before
        for number, clinic in enumerate(self.clinics):
            file = self.folder / f"own-{number}.jsonl"
            clinic.told("lines", file=str(file))
            own.update(file.read_text("utf-8").splitlines())
        file = self.folder / "filed.jsonl"
        self.township.told("lines", file=str(file))
        return sorted(own), sorted(file.read_text("utf-8").splitlines())

    def nothing_false(self) -> None:
        """What a PC calls stored is at the township, word for word; a change is there once. What it calls refused is there
        too, and may be stored by now: the other PC sent it again, and this one asks within the hour."""
        own, filed = self.lists()
        told = [(line, json.loads(line)) for line in own]
        assert len(filed) == len(set(filed))
        stored = {line for line, change in told if change["state"] not in ("pending", "refused")}
        assert stored <= set(filed), sorted(stored - set(filed))[:3]
        refused = {change["change_id"] for _, change in told if change["state"] == "refused"}
        assert refused <= {json.loads(line)["change_id"] for line in filed}

    def converged(self) -> None:
        """After two rounds of each without any trouble both sides list the same, and nothing waits. A second one, because a
        PC hears at the end of the first what the other one had refused, and asks about it again after an hour."""
        for line in self.lines:
            line.plan([])
            line.settle()
        self.reachable()
        for last in (False, True):
            for side in (self.township, *self.clinics):
                side.told("later", hours=2)
            for number in range(len(self.clinics)):
                answer = self.round(number)
                assert answer is not None
                assert (answer["code"], answer["pending"]) == ("", 0), answer
                assert not (last and answer["refused"]), answer
        own, filed = self.lists()
        assert own == filed


@contextmanager
def both_sides(folder: Path) -> Generator[Both]:
    """Two paired PCs and their township for the length of the block."""
    with ExitStack() as stack:
        for number in (1, 2):
            with worlds.clinic(folder / f"clinic-{number}", stranger=True):
                pass
        both = Both(folder)
        for side in (both.township, *both.clinics):
            stack.callback(side.end)
        for line in both.lines:
            stack.callback(line.close)
        both.reachable()
        for clinic, line in zip(both.clinics, both.lines, strict=True):
            clinic.told("pair", url=line.url, code=both.township.told("code")["code"])
        yield both

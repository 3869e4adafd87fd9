"""Which drives are offered: what is plugged in, never the disk of the system."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from vclinic.ui.pages.stick import drives as module
from vclinic.ui.pages.stick.drives import Drive, drives


@dataclass
class Volume:
    """What Qt tells of a mounted volume."""

    root: str
    label: str = ""
    ready: bool = True
    locked: bool = False

    def rootPath(self) -> str:  # noqa: N802 - Qt's names
        return self.root

    def name(self) -> str:
        return self.label

    def isValid(self) -> bool:  # noqa: N802
        return True

    def isReady(self) -> bool:  # noqa: N802
        return self.ready

    def isReadOnly(self) -> bool:  # noqa: N802
        return self.locked

    def bytesAvailable(self) -> int:  # noqa: N802
        return 5_000


def listed(monkeypatch: pytest.MonkeyPatch, *volumes: Volume) -> list[Drive]:
    class Machine:
        root = staticmethod(lambda: Volume("/"))
        mountedVolumes = staticmethod(lambda: list(volumes))  # noqa: N815

    monkeypatch.setattr(module, "QStorageInfo", Machine)
    return drives()


def test_this_machine_is_asked_without_a_fault() -> None:
    assert all(drive.root != Path("/") for drive in drives())


def test_only_what_is_plugged_in_and_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sys, "platform", "linux")
    there = listed(
        monkeypatch,
        Volume("/"),
        Volume("/boot/efi"),
        Volume("/run/media/zgp/OLD", "OLD", locked=True),
        Volume("/media/zgp/1A2B", "KINGSTON"),
        Volume("/media/zgp/EMPTY", ready=False),
    )
    assert [(drive.name, drive.read_only, drive.free) for drive in there] == [
        ("KINGSTON（1A2B）", False, 5_000),
        ("OLD", True, 5_000),
    ]

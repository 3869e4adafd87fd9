"""Without a password it is known how much was never sent: what was noted at closing, and what was written since."""

from pathlib import Path

import pytest

from tests import worlds
from vclinic.services import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener, restore
from vclinic.services.sync_status import status
from vclinic.storage import log_count, unsent
from vclinic.storage.file_names import LOG_COUNT, UNSENT


def test_a_closed_store_has_noted_what_waits(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)
        waiting = status(station).pending
    assert waiting > 0
    assert unsent.noted(tmp_path / "clinic") == waiting


def test_what_was_written_before_a_program_was_killed_counts_as_not_sent(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    with worlds.clinic(folder) as (_, clock):
        pass
    before = unsent.noted(folder)
    assert before is not None
    station = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, clock)
    worlds.register(station)
    now = status(station).pending
    assert now > before
    assert unsent.noted(folder) == now, "although the store was not closed"
    station.store.close()


def test_a_restored_clinic_says_nothing_until_it_was_opened(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    with worlds.clinic(folder) as (station, clock):
        backup.backup(station, tmp_path / "copy.vcbak")
        worlds.register(station)
    restore(folder, tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clock, leave_unsent=True)
    again = open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, clock)
    worlds.register(again)
    assert unsent.noted(folder) is None
    waiting = status(again).pending
    again.store.close()
    assert unsent.noted(folder) == waiting


@pytest.mark.parametrize(
    ("note", "count", "expected"),
    [
        ('{"generation": "S/1", "entries": 9, "waiting": 0}', '{"generation": "S/1", "entries": 9}', 0),
        ('{"generation": "S/1", "entries": 9, "waiting": 4}', '{"generation": "S/1", "entries": 9}', 4),
        ('{"generation": "S/1", "entries": 9, "waiting": 4}', '{"generation": "S/1", "entries": 11}', 6),
        ('{"generation": "S/1", "entries": 9, "waiting": 4}', '{"generation": "S/1", "entries": 8}', 4),
        ('{"generation": "S/1", "entries": 9, "waiting": 4}', '{"generation": "S/2", "entries": 9}', None),
        ('{"generation": "S/1", "entries": 9, "waiting": 4}', None, None),
        ('{"generation": "S/1", "entries": 9}', '{"generation": "S/1", "entries": 9}', None),
        ("[]", '{"generation": "S/1", "entries": 9}', None),
        ("", '{"generation": "S/1", "entries": 9}', None),
        (None, '{"generation": "S/1", "entries": 9}', None),
    ],
)
def test_what_the_two_notes_say_together(
    note: str | None, count: str | None, expected: int | None, tmp_path: Path
) -> None:
    for name, content in ((UNSENT, note), (LOG_COUNT, count)):
        if content is not None:
            (tmp_path / name).write_text(content, "utf-8")
    assert unsent.noted(tmp_path) == expected


def test_what_is_kept_is_what_is_noted_and_a_disk_that_refuses_leaves_the_last_note(tmp_path: Path) -> None:
    log_count.keep(tmp_path, "S/1", 5)
    unsent.keep(tmp_path, "S/1", 5, 2)
    (tmp_path / f"{UNSENT}.part").mkdir()
    unsent.keep(tmp_path, "S/1", 5, 0)
    assert unsent.noted(tmp_path) == 2

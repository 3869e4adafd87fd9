"""What a restore would cost is told before anything is touched."""

from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services.backup import backup
from vclinic.services.backup_list import listed, look
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener
from vclinic.services.restore_preview import Lost, preview
from vclinic.storage import changes
from vclinic.storage.file_names import DATABASE

BY_PASSWORD = Opener("", worlds.PASSWORD)


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path, SteppingClock]:
    """A clinic with one resident and a backup of it; two more days of work follow, the first of them sent."""
    folder, copy = tmp_path / "clinic", tmp_path / "copy.vcbak"
    with worlds.clinic(folder) as (station, clock):
        worlds.register(station)
        backup(station, copy)
        clock.pass_seconds(24 * 3600)
        worlds.register(station, name="李四", serial=24)
        with station.store.local() as session:
            sent = [(change.id, "stored", "", "", "") for change in changes.pending(session, 0, 100)]
            changes.keep_receipts(session, sent, clock.now())
        clock.pass_seconds(24 * 3600)
        worlds.register(station, name="王五", serial=26)
    return folder, copy, clock


def test_what_will_be_lost_is_counted_by_day_and_by_what_was_never_sent(
    world: tuple[Path, Path, SteppingClock],
) -> None:
    folder, copy, clock = world
    before = (folder / DATABASE).read_bytes()
    told = preview(folder, copy, BY_PASSWORD, clock)
    assert told.lost is not None
    days = dict(told.lost.days)
    assert list(days) == ["2026-11-25", "2026-11-26"]
    assert told.lost.changes == sum(days.values())
    assert told.lost.unsent == days["2026-11-26"]
    assert f"会少 {told.lost.changes} 条（2026-11-25 到 2026-11-26，共 2 天）" in told.sentence
    assert f"其中 {told.lost.unsent} 条还没上报" in told.sentence
    assert (told.counts["resident"], told.file.clinic) == (1, worlds.SETUP.clinic_name)
    assert (folder / DATABASE).read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.startswith(".restore-")] == []


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        (Lost(0, 0, ()), "现在的资料备份里都有，恢复不会少任何东西。"),
        (
            Lost(2, 0, (("2026-11-25", 2),)),
            "恢复后会少 2 条（2026-11-25，共 1 天）。它们卫生院都收到了，恢复后联网时会取回来。",
        ),
    ],
)
def test_nothing_lost_and_nothing_unsent_have_their_sentences(lost: Lost, sentence: str) -> None:
    assert lost.sentence == sentence


def test_the_key_of_the_open_store_opens_its_own_backups(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    station = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    key = Opener(known_key=station.store.key)
    told = preview(folder, copy, key, clock, present=key)
    station.store.close()
    assert told.lost is not None
    assert told.lost.unsent


def test_a_new_computer_has_nothing_to_lose(tmp_path: Path, world: tuple[Path, Path, SteppingClock]) -> None:
    _, copy, clock = world
    told = preview(tmp_path / "new", copy, BY_PASSWORD, clock)
    assert not told.present
    assert told.sentence == "这台电脑上还没有资料，恢复不会少任何东西。"


def test_a_broken_store_is_said_to_be_one(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    (folder / DATABASE).write_bytes(b"rubbish" * 2000)
    told = preview(folder, copy, BY_PASSWORD, clock)
    assert told.lost is None
    assert "看不出会少掉什么" in told.sentence


def test_a_wrong_password_and_a_damaged_backup_are_refused(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    with pytest.raises(Refused) as told:
        preview(folder, copy, Opener("", "not-this-one"), clock)
    assert told.value.code == "wrong_backup_password"
    with pytest.raises(Refused) as told:
        preview(folder, copy.with_name("gone.vcbak"), BY_PASSWORD, clock)
    assert told.value.code == "no_such_backup"
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(Refused) as told:
        preview(folder, copy, BY_PASSWORD, clock)
    assert told.value.code == "not_a_backup"


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path, world: tuple[Path, Path, SteppingClock]) -> None:
    _, copy, clock = world
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(WorldFault) as told:
        preview(tmp_path / "file" / "clinic", copy, BY_PASSWORD, clock)
    assert told.value.code == "preview_failed"


def test_the_list_passes_over_what_is_no_backup(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, _ = world
    (folder / "backups").mkdir(exist_ok=True)
    (folder / "backups" / "notes.vcbak").write_text("no backup", "utf-8")
    (folder / "backups" / "notes.txt").write_text("no backup", "utf-8")
    copy.rename(folder / "backups" / "copy.vcbak")
    (only,) = listed(folder)
    assert (only.path.name, only.where) == ("copy.vcbak", "own")
    assert only.made_at == worlds.MORNING
    with pytest.raises(WorldFault) as told:
        look(folder)
    assert told.value.code == "unreadable_backup"

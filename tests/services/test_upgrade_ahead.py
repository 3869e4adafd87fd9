"""Before an upgrade with something unsent it is said what waits and where the copy goes; afterwards, that it is all there."""

from pathlib import Path

import pytest

from tests import worlds
from tests.databases.opening import Old, old
from vclinic.clock import SteppingClock
from vclinic.services.clinic_setup import open_with_key
from vclinic.services.upgrade_ahead import CameThrough, UpgradeAhead, came_through, upgrade_ahead
from vclinic.storage.file_names import BACKUPS


def after(here: Old, ahead: UpgradeAhead) -> CameThrough:
    station = open_with_key(here.folder, here.key, here.login, SteppingClock(worlds.MORNING))
    try:
        return came_through(station, ahead)
    finally:
        station.store.close()


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_as_much_waits_after_the_upgrade_as_before_and_the_copy_is_named(tmp_path: Path, schema: int) -> None:
    here = old(tmp_path / "clinic", schema)
    ahead = upgrade_ahead(here.folder, here.key)
    assert ahead is not None
    assert ahead == UpgradeAhead(here.pending, paired=False, copies=here.folder / BACKUPS)
    told = after(here, ahead)
    (copy,) = (here.folder / BACKUPS).iterdir()
    assert told == CameThrough(True, f"升级好了，没上报的 {here.pending} 条都在。升级前的备份是 {copy.name}。")
    assert upgrade_ahead(here.folder, here.key) is None


def test_fewer_than_before_is_an_alarm(tmp_path: Path) -> None:
    here = old(tmp_path / "clinic", 1)
    told = after(here, UpgradeAhead(here.pending + 1, paired=False, copies=here.folder / BACKUPS))
    assert not told.whole
    assert f"升级前有 {here.pending + 1} 条没上报，现在是 {here.pending} 条" in told.sentence


def test_where_all_was_sent_nobody_is_asked(tmp_path: Path) -> None:
    here = old(tmp_path / "clinic", 1)
    here.run(
        "INSERT INTO receipt (change_id, state, code, field, text, received_at) "
        "SELECT id, 'stored', '', '', '', recorded_at FROM change"
    )
    assert upgrade_ahead(here.folder, here.key) is None


@pytest.mark.parametrize(
    ("paired", "told", "untold"), [(True, "不能在升级前写", "只在这台电脑上"), (False, "只在这台电脑上", "U盘")]
)
def test_the_sentence_says_what_is_done_and_why_no_package_comes_first(paired: bool, told: str, untold: str) -> None:
    sentence = UpgradeAhead(7, paired, Path("资料/backups")).sentence
    for text in ("自动做一份备份", "资料/backups", "before-upgrade", "没上报的 7 条都留在本机", told):
        assert text in sentence
    assert untold not in sentence

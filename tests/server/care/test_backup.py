"""A backup is whole, encrypted and read again, or it is none; what it may stand over and what opens it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.server.care import backup, recovery
from sync.server.database.store import Store, create
from tests.server.care.test_restore import CHEAP
from tests.server.people import resident
from tests.server.township import MORNING, ClinicDevice, RunningTownship
from vclinic.domain.problem import Refused, WorldFault


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Store]:
    with closing(create(tmp_path / "t", "清溪镇卫生院")) as store:
        recovery.draw(store.data, CHEAP)
        yield store


def test_nobody_reads_a_name_in_it_and_it_is_for_its_owner_only(
    township: RunningTownship, clinic: ClinicDevice, tmp_path: Path
) -> None:
    recovery.draw(township.store.data, CHEAP)
    clinic.round(resident("R-1"))
    made = backup.backup(township.store, tmp_path / "b.vctb", MORNING)
    content = made.path.read_bytes()
    assert "杨素芬".encode() not in content
    assert made.path.stat().st_mode & 0o777 == 0o600
    with made.path.open("rb") as file:
        head = backup.read_head(file)
    assert (head.township, head.made_at, head.epoch) == (
        "清溪镇卫生院",
        MORNING.isoformat(timespec="seconds"),
        township.store.epoch,
    )
    assert (made.changes, made.counts["resident_mirror"]) == (1, 1)


@pytest.mark.parametrize("place", ["head", "middle", "end", "cut", "longer", "empty"])
def test_a_changed_or_cut_backup_is_noticed(ready: Store, tmp_path: Path, place: str) -> None:
    made = backup.backup(ready, tmp_path / "b.vctb", MORNING)
    content = bytearray(made.path.read_bytes())
    match place:
        case "head":
            content[60] ^= 1
        case "middle":
            content[len(content) // 2] ^= 1
        case "end":
            content[-1] ^= 1
        case "cut":
            del content[-20:]
        case "longer":
            content += b"\0\0\0\x20" + bytes(32)
        case _:
            content.clear()
    made.path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        backup.verified(made.path, recovery.key(ready.data))
    assert caught.value.code in ("damaged_backup", "not_a_backup")


def test_without_a_printed_code_there_is_no_backup(tmp_path: Path) -> None:
    with closing(create(tmp_path / "t", "清溪镇卫生院")) as store, pytest.raises(Refused) as caught:
        backup.backup(store, tmp_path / "b.vctb", MORNING)
    assert caught.value.code == "no_recovery_code"
    assert not (tmp_path / "b.vctb").exists()


def test_it_stands_over_an_earlier_backup_and_over_nothing_else(ready: Store, tmp_path: Path) -> None:
    file = tmp_path / "b.vctb"
    backup.backup(ready, file, MORNING)
    backup.backup(ready, file, MORNING)
    file.write_text("other work", "utf-8")
    with pytest.raises(Refused) as caught:
        backup.backup(ready, file, MORNING)
    assert (caught.value.code, file.read_text("utf-8")) == ("other_file", "other work")
    with pytest.raises(Refused):
        backup.backup(ready, tmp_path, MORNING)


def test_a_place_that_cannot_be_written_and_a_backup_given_up_leave_nothing(ready: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises((WorldFault, Refused)):
        backup.backup(ready, tmp_path / "file" / "b.vctb", MORNING)
    with pytest.raises(Refused) as caught:
        backup.backup(ready, tmp_path / "b.vctb", MORNING, lambda: False)
    assert caught.value.code == "given_up"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "t"]


def test_a_new_code_opens_later_backups_and_the_old_one_those_before(ready: Store, tmp_path: Path) -> None:
    heads: list[backup.Head] = []
    codes: list[str] = []
    for name in ("a", "b"):
        codes.append(recovery.draw(ready.data, CHEAP))
        with backup.backup(ready, tmp_path / name, MORNING).path.open("rb") as file:
            heads.append(backup.read_head(file))
    key = recovery.key(ready.data)
    assert [head.ring.recover(code) for head, code in zip(heads, codes, strict=True)] == [key, key]
    for head, code in zip(heads, reversed(codes), strict=True):
        with pytest.raises(Refused):
            head.ring.recover(code)

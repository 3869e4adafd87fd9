"""A township made ready takes the place of the present one: whole or not at all, wherever it is cut off."""

from pathlib import Path
from typing import Any

import pytest

from sync.server.database import file_key, swap
from sync.server.database.engines import FILE
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files import open_lock


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """A data folder with a township, and another made ready beside it."""
    data = tmp_path / "t"
    made = data / ".restore-1" / "township"
    for folder, word in ((data, "former"), (made, "new")):
        (folder / "keys").mkdir(parents=True)
        (folder / FILE).write_text(word, "utf-8")
        (folder / "keys" / file_key.FILE).write_text(word, "utf-8")
    (data / f"{FILE}-wal").write_text("former", "utf-8")
    (data / "backups").mkdir()
    return data, made


def stands(data: Path) -> set[str]:
    """What the township's files say."""
    files = [data / FILE, data / "keys" / file_key.FILE, data / f"{FILE}-wal"]
    return {file.read_text("utf-8") for file in files if file.exists()}


def test_the_former_one_is_kept_whole(both: tuple[Path, Path]) -> None:
    data, made = both
    kept = swap.put_in_place(data, made, "20261128-080000")
    assert stands(data) == {"new"}
    assert kept == data / "before-restore-20261128-080000"
    assert kept is not None
    assert stands(kept) == {"former"}
    assert sorted(path.name for path in data.iterdir() if not path.name.startswith(".")) == [
        "backups", kept.name, "keys", FILE,
    ]  # fmt: skip


def test_into_an_empty_folder_nothing_is_kept(both: tuple[Path, Path], tmp_path: Path) -> None:
    _, made = both
    empty = tmp_path / "empty"
    empty.mkdir()
    made.rename(empty / "made")
    assert swap.put_in_place(empty, empty / "made", "1") is None
    assert stands(empty) == {"new"}


@pytest.mark.parametrize("step", range(1, 8))
def test_cut_off_at_any_step_it_is_the_former_or_the_new_one(
    both: tuple[Path, Path], step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, made = both
    rename, count = Path.rename, iter(range(1, 100))

    def counted(path: Path, target: Any) -> Path:
        if next(count) == step:
            raise Killed
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", counted)
        try:
            swap.put_in_place(data, made, "1")
        except Killed:
            decided = not made.exists()
        else:
            decided = True
    swap.finish(data)
    assert stands(data) == ({"new"} if decided else {"former"})
    assert not list(data.glob(".incoming-*"))
    swap.finish(data)
    assert stands(data) == ({"new"} if decided else {"former"})


def test_nothing_moves_while_a_program_has_it_open(both: tuple[Path, Path]) -> None:
    data, made = both
    lock = open_lock.take(data, open_lock.TOWNSHIP, None)
    try:
        with pytest.raises(Refused) as caught:
            swap.put_in_place(data, made, "1")
    finally:
        lock.release()
    assert caught.value.code == "open_elsewhere"
    assert "卫生院的程序" in caught.value.sentence
    assert stands(data) == {"former"}


def test_a_disk_that_does_not_let_us_finish_is_a_sentence(
    both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, made = both
    (made / ".former-stands").touch()
    made.rename(data / ".incoming-1")

    def full(_path: Path, _target: Any) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", full)
        with pytest.raises(WorldFault) as caught:
            swap.finish(data)
    assert caught.value.code == "half_restored"
    swap.finish(data)
    assert "new" in stands(data)


def test_a_folder_that_is_not_there_has_nothing_to_finish(tmp_path: Path) -> None:
    swap.finish(tmp_path / "nowhere")

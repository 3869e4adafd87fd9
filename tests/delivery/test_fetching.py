"""A setup file from a folder: cut and gone on from, changed and thrown away, and never named before it is whole."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.delivery.test_manifest import OFFER
from vclinic.delivery.fetching import Folder, fetch, seen
from vclinic.delivery.manifest import LONGEST, MANIFEST, SIGNATURE
from vclinic.domain.problem import Refused, WorldFault

SETUP = bytes(range(256)) * 12_000  # three pieces
RELEASE = replace(OFFER, size=len(SETUP), sha256=hashlib.sha256(SETUP).hexdigest())


class Counting(Folder):
    """A folder that notes from where it was read, and is pulled out after ``cut`` pieces when that is said."""

    def __init__(self, place: Path, cut: int = 99) -> None:
        super().__init__(place)
        self.starts: list[int] = []
        self._cut = cut

    def pieces(self, name: str, start: int) -> Iterator[bytes]:
        self.starts.append(start)
        for number, piece in enumerate(super().pieces(name, start)):
            if number == self._cut:
                raise WorldFault("stick_gone", "拔掉了")
            yield piece


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    (place / RELEASE.setup).write_bytes(SETUP)
    return place


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "updates"


def names(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


def test_a_setup_file_comes_whole_and_its_sequence_is_noted(stick: Path, place: Path) -> None:
    told: list[tuple[int, int]] = []
    path = fetch(Folder(stick), RELEASE, place, lambda here, whole: told.append((here, whole)))
    assert path.read_bytes() == SETUP
    assert names(place) == {RELEASE.setup, "seen.json"}
    assert seen(place) == RELEASE.sequence
    assert told[-1] == (len(SETUP), len(SETUP))
    assert told == sorted(told)


def test_after_a_cut_it_goes_on_where_it_stopped(stick: Path, place: Path) -> None:
    with pytest.raises(WorldFault):
        fetch(Counting(stick, cut=1), RELEASE, place)
    assert not (place / RELEASE.setup).exists()
    assert seen(place) == 0
    again = Counting(stick)
    assert fetch(again, RELEASE, place).read_bytes() == SETUP
    assert again.starts == [1 << 20]


def test_what_is_there_already_is_not_fetched_again(stick: Path, place: Path) -> None:
    fetch(Folder(stick), RELEASE, place)
    again = Counting(stick)
    fetch(again, RELEASE, place)
    assert again.starts == []


def test_a_setup_file_spoiled_on_our_own_disk_is_fetched_again(stick: Path, place: Path) -> None:
    path = fetch(Folder(stick), RELEASE, place)
    path.write_bytes(b"x" + SETUP[1:])
    assert fetch(Folder(stick), RELEASE, place).read_bytes() == SETUP


@pytest.mark.parametrize(
    "changed", [b"x" + SETUP[1:], SETUP[:-1] + b"x", SETUP + b"x"], ids=["first", "last", "longer"]
)
def test_one_changed_byte_is_refused_and_nothing_stays(stick: Path, place: Path, changed: bytes) -> None:
    (stick / RELEASE.setup).write_bytes(changed)
    with pytest.raises(Refused) as refusal:
        fetch(Folder(stick), RELEASE, place)
    assert refusal.value.code == "wrong_file"
    assert names(place) == set()
    assert seen(place) == 0


def test_a_half_that_was_spoiled_meanwhile_costs_one_more_try(stick: Path, place: Path) -> None:
    with pytest.raises(WorldFault):
        fetch(Counting(stick, cut=1), RELEASE, place)
    (half,) = place.glob("*.part")
    half.write_bytes(b"x" + half.read_bytes()[1:])
    with pytest.raises(Refused):
        fetch(Folder(stick), RELEASE, place)
    assert fetch(Folder(stick), RELEASE, place).read_bytes() == SETUP


def test_a_half_longer_than_the_file_asks_the_source_for_nothing(stick: Path, place: Path) -> None:
    place.mkdir(parents=True)
    (place / f"{RELEASE.sha256[:16]}.part").write_bytes(SETUP + b"x")
    source = Counting(stick)
    with pytest.raises(Refused):
        fetch(source, RELEASE, place)
    assert source.starts == []
    assert names(place) == set()


def test_a_source_that_ends_early_keeps_what_came(stick: Path, place: Path) -> None:
    (stick / RELEASE.setup).write_bytes(SETUP[:-5])
    with pytest.raises(WorldFault) as fault:
        fetch(Folder(stick), RELEASE, place)
    assert fault.value.code == "short_file"
    (half,) = place.glob("*.part")
    assert half.read_bytes() == SETUP[:-5]


def test_the_setup_before_stays_and_the_half_of_another_release_goes(stick: Path, place: Path) -> None:
    place.mkdir(parents=True)
    (place / "vclinic-setup-1.1.0.exe").write_bytes(b"before")
    (place / "0123456789abcdef.part").write_bytes(b"half")
    fetch(Folder(stick), RELEASE, place)
    assert names(place) == {"vclinic-setup-1.1.0.exe", RELEASE.setup, "seen.json"}


def test_a_stick_that_was_pulled_out_and_one_without_the_setup_file_are_told_apart(stick: Path, place: Path) -> None:
    (stick / MANIFEST).write_bytes(b"m")
    (stick / RELEASE.setup).unlink()
    with pytest.raises(WorldFault, match="三个文件都拷到") as fault:
        fetch(Folder(stick), RELEASE, place)
    assert fault.value.code == "no_setup_file"
    shutil.rmtree(stick)
    with pytest.raises(WorldFault, match="重新插好 U 盘") as fault:
        fetch(Folder(stick), RELEASE, place)
    assert fault.value.code == "stick_gone"


def test_a_place_that_cannot_be_written_says_so(stick: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorldFault) as fault:
        fetch(Folder(stick), RELEASE, tmp_path / "file")
    assert fault.value.code == "no_room"


def test_an_older_release_never_lowers_what_was_seen(stick: Path, place: Path) -> None:
    fetch(Folder(stick), RELEASE, place)
    fetch(Folder(stick), replace(RELEASE, sequence=RELEASE.sequence - 1), place)
    assert seen(place) == RELEASE.sequence


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"sequence": "9"}', '{"sequence": true}', "\x00"])
def test_a_note_that_cannot_be_read_counts_as_none(place: Path, note: str) -> None:
    place.mkdir(parents=True)
    (place / "seen.json").write_text(note)
    assert seen(place) == 0


def test_a_folder_gives_manifest_and_signature_and_never_a_huge_file(stick: Path) -> None:
    (stick / MANIFEST).write_bytes(b"m" * (LONGEST * 3))
    (stick / SIGNATURE).write_bytes(b"s")
    content, signature = Folder(stick).manifest()
    assert (len(content), signature) == (LONGEST + 1, b"s")


def test_a_folder_without_a_release_says_which_files_it_lacks(stick: Path) -> None:
    shutil.rmtree(stick)
    with pytest.raises(WorldFault, match=r"manifest\.json"):
        Folder(stick).manifest()

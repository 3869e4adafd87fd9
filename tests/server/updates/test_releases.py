"""Releases a township keeps: believed when they are added and whenever they are looked at, offered by what asks."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.updates import releases as kept
from tests.delivery import releases
from vclinic.delivery.fetching import Folder
from vclinic.delivery.manifest import MANIFEST
from vclinic.domain.problem import Expected, Refused, WorldFault


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where releases are made; the township's program pins their key."""
    folder = tmp_path / "made"
    folder.mkdir()
    _, keys = releases.whole(folder)
    monkeypatch.setattr(kept, "KEYS", keys)
    return folder


def refused(data: Path, folder: Path) -> str:
    with pytest.raises(Expected) as told:
        kept.add(data, folder)
    return told.value.code


def versions(data: Path) -> list[str]:
    return [release.manifest.version for release in kept.everything(data)]


def test_what_was_added_is_on_offer_byte_for_byte(place: Path, data: Path) -> None:
    stick, _ = releases.whole(place)
    kept.add(data, stick)
    (release,) = kept.everything(data)
    assert release.content == (stick / MANIFEST).read_bytes()
    assert release.setup.read_bytes() == (stick / release.manifest.setup).read_bytes()


def test_the_newest_stands_first_and_the_same_one_may_come_again(place: Path, data: Path) -> None:
    for version, sequence in (("9.1.0", "5"), ("9.10.0", "7"), ("9.2.0", "6"), ("9.1.0", "5")):
        kept.add(data, releases.whole(place, version=version, sequence=sequence)[0])
    assert versions(data) == ["9.10.0", "9.2.0", "9.1.0"]


def test_a_sequence_that_is_anothers_is_refused_and_the_first_stays(place: Path, data: Path) -> None:
    kept.add(data, releases.whole(place)[0])
    assert refused(data, releases.whole(place, version="9.2.0")[0]) == "other_release"
    assert versions(data) == ["9.1.0"]


@pytest.mark.parametrize(
    ("file", "code"), [(MANIFEST, "forged"), ("manifest.sig", "forged"), ("vclinic-setup-9.1.0.exe", "wrong_file")]
)
def test_one_changed_byte_is_refused(place: Path, data: Path, file: str, code: str) -> None:
    stick, _ = releases.whole(place)
    content = bytearray((stick / file).read_bytes())
    content[20] ^= 1
    (stick / file).write_bytes(content)
    assert refused(data, stick) == code
    assert versions(data) == []


def test_a_program_without_keys_can_tell_nothing_and_offers_nothing(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, _ = releases.whole(place)
    kept.add(data, stick)
    monkeypatch.setattr(kept, "KEYS", releases.pinned(place / "none.json"))
    assert refused(data, stick) == "no_keys"
    assert versions(data) == []


def test_a_folder_closed_to_the_service_is_told_as_closed(
    place: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_self: Path, _mode: str) -> None:
        raise PermissionError(13, "closed")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", closed)
        assert refused(data, place / "closed") == "not_allowed"


def test_an_empty_folder_is_no_release(place: Path, data: Path) -> None:
    assert refused(data, place / "nothing") == "no_release"


def test_what_is_touched_in_the_townships_own_folder_is_on_offer_no_more(place: Path, data: Path) -> None:
    for sequence, version in (("5", "9.1.0"), ("6", "9.2.0"), ("7", "9.3.0"), ("8", "9.4.0")):
        kept.add(data, releases.whole(place, version=version, sequence=sequence)[0])
    assert versions(data) == ["9.4.0", "9.3.0", "9.2.0", "9.1.0"]
    spoiled = data / kept.FOLDER / "8" / "vclinic-setup-9.4.0.exe"
    spoiled.write_bytes(spoiled.read_bytes()[:-1] + b"x")  # as long as before
    (data / kept.FOLDER / "5" / "vclinic-setup-9.1.0.exe").write_bytes(b"cut")
    forged = data / kept.FOLDER / "6" / MANIFEST
    forged.write_bytes(forged.read_bytes().replace(b"9.2.0", b"9.9.0", 1))
    assert versions(data) == ["9.3.0"]


def test_what_a_power_cut_left_half_is_not_on_offer_and_adding_goes_on(place: Path, data: Path) -> None:
    stick, _ = releases.whole(place)
    kept.add(data, stick)
    (data / kept.FOLDER / "5" / MANIFEST).unlink()  # the last to be written
    assert versions(data) == []
    kept.add(data, stick)
    assert versions(data) == ["9.1.0"]


def test_a_full_disk_leaves_nothing_on_offer(place: Path, data: Path) -> None:
    data.mkdir()
    (data / kept.FOLDER).write_text("in the way")
    with pytest.raises(WorldFault):
        kept.add(data, releases.whole(place)[0])


@pytest.mark.parametrize(
    ("program", "offered"),
    [
        ("0.1.0", "9.1.0"),  # 9.2.0 cannot be put over it
        ("9.0.0", "9.2.0"),
        ("9.1.0", "9.2.0"),
        ("9.2.0", "9.2.0"),  # it says for itself that it has it
        ("0.0.9", "9.2.0"),  # and that the step is too far
        ("", "9.2.0"),
        ("一", "9.2.0"),
    ],
)
def test_the_newest_that_can_be_put_over_a_program_is_offered(
    place: Path, data: Path, program: str, offered: str
) -> None:
    kept.add(data, releases.whole(place)[0])
    kept.add(data, releases.whole(place, version="9.2.0", sequence="6", min_from="9.0.0")[0])
    release = kept.for_program(kept.everything(data), program)
    assert release is not None
    assert release.manifest.version == offered
    assert kept.for_program([], program) is None


def test_a_version_is_taken_away_with_its_files(place: Path, data: Path) -> None:
    for sequence, version in (("5", "9.1.0"), ("6", "9.2.0")):
        kept.add(data, releases.whole(place, version=version, sequence=sequence)[0])
    assert [manifest.sequence for manifest in kept.remove(data, "9.2.0")] == [6]
    assert versions(data) == ["9.1.0"]
    assert not (data / kept.FOLDER / "6").exists()
    with pytest.raises(Refused) as told:
        kept.remove(data, "9.2.0")
    assert told.value.code == "missing"


class Interrupted(Folder):
    """A stick of which the second piece comes only after somebody else has tried to add the same."""

    def __init__(self, place: Path, meanwhile: threading.Thread) -> None:
        super().__init__(place)
        self._meanwhile = meanwhile

    def pieces(self, name: str, start: int) -> Iterator[bytes]:
        for piece in super().pieces(name, start):
            yield piece
            if self._meanwhile.ident is None:
                self._meanwhile.start()
                self._meanwhile.join(1)


def test_two_who_add_the_same_at_once_do_not_write_into_each_others_half(place: Path, data: Path) -> None:
    stick, _ = releases.whole(place, b"MZ" + bytes(3 << 20))
    other = threading.Thread(target=kept.add, args=(data, stick))
    kept.take(data, Interrupted(stick, other))
    other.join(30)
    (release,) = kept.everything(data)
    assert release.setup.read_bytes() == (stick / release.manifest.setup).read_bytes()

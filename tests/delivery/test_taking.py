"""A release looked at and taken over, whatever it came by."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.delivery import releases
from vclinic.delivery import offer
from vclinic.delivery.fetching import Folder
from vclinic.delivery.manifest import keys_of
from vclinic.delivery.taking import Offered, look, look_for_newer, take
from vclinic.domain.problem import Refused, WorldFault

Made = tuple[Path, tuple[Ed25519PublicKey, ...]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    out, keys = releases.whole(tmp_path_factory.mktemp("release"), min_from="0.1.0")
    return out, keys_of(keys.read_text("utf-8"))


def looked(made: Made, place: Path, installed: str = "0.1.0", schema: int = 1) -> Offered | Refused:
    return look_for_newer(Folder(made[0]), place, made[1], installed=installed, schema=schema)


def test_what_is_newer_is_taken_with_what_it_was_believed_by(made: Made, tmp_path: Path) -> None:
    offered = looked(made, tmp_path)
    assert isinstance(offered, Offered)
    assert offer.kept(tmp_path, made[1]) is None
    setup = take(Folder(made[0]), offered, tmp_path)
    assert setup == tmp_path / "vclinic-setup-9.1.0.exe"
    assert offer.kept(tmp_path, made[1]) == offered.manifest


@pytest.mark.parametrize(("installed", "code"), [("9.1.0", "already_installed"), ("9.2.0", "older_offer")])
def test_nothing_newer_is_an_answer(made: Made, tmp_path: Path, installed: str, code: str) -> None:
    answer = looked(made, tmp_path, installed)
    assert isinstance(answer, Refused)
    assert (answer.code, bool(answer.sentence)) == (code, True)


@pytest.mark.parametrize(("installed", "schema", "code"), [("0.0.9", 1, "too_far"), ("0.1.0", 100, "older_schema")])
def test_what_must_not_be_put_over_this_program_is_refused(
    made: Made, tmp_path: Path, installed: str, schema: int, code: str
) -> None:
    with pytest.raises(Refused) as told:
        looked(made, tmp_path, installed, schema)
    assert told.value.code == code


def test_a_stick_asked_for_by_a_person_says_why_it_brings_nothing(made: Made, tmp_path: Path) -> None:
    with pytest.raises(Refused) as told:
        look(Folder(made[0]), tmp_path, made[1], installed="9.1.0", schema=1)
    assert told.value.code == "already_installed"


def test_a_disk_that_takes_no_note_keeps_the_file_for_the_next_try(made: Made, tmp_path: Path) -> None:
    offered = looked(made, tmp_path)
    assert isinstance(offered, Offered)
    (tmp_path / offer.OFFER).mkdir()
    with pytest.raises(WorldFault) as told:
        take(Folder(made[0]), offered, tmp_path)
    assert told.value.code == "no_room"
    (tmp_path / offer.OFFER).rmdir()
    assert take(Folder(made[0]), offered, tmp_path).is_file()

"""The manifest that was accepted is kept with its signature, and believed anew each time."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.delivery import releases
from vclinic.delivery import offer
from vclinic.delivery.manifest import MANIFEST, SIGNATURE, keys_of, read
from vclinic.domain.problem import Refused

Signed = tuple[bytes, bytes, tuple[Ed25519PublicKey, ...]]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    folder = tmp_path_factory.mktemp("release")
    keys = keys_of(releases.pinned(folder / "keys.json", releases.new_key(folder / "key.pem")).read_text("utf-8"))
    (folder / "vclinic-setup-9.1.0.exe").write_bytes(b"MZ" + bytes(100))
    assert releases.sign(folder / "vclinic-setup-9.1.0.exe", folder / "key.pem", folder / "out").returncode == 0
    return (folder / "out" / MANIFEST).read_bytes(), (folder / "out" / SIGNATURE).read_bytes(), keys


def test_it_is_found_as_it_was_signed(tmp_path: Path, signed: Signed) -> None:
    content, signature, keys = signed
    offer.keep(tmp_path, content, signature)
    assert offer.kept(tmp_path, keys) == read(content, signature, keys)


def test_none_was_kept(tmp_path: Path, signed: Signed) -> None:
    assert offer.kept(tmp_path, signed[2]) is None


@pytest.mark.parametrize(
    "note", [{}, {"manifest": "%%%", "signature": "a"}, {"manifest": "YQ==", "signature": "签名"}], ids=str
)
def test_what_is_no_note_of_ours_is_none(tmp_path: Path, signed: Signed, note: dict[str, str]) -> None:
    (tmp_path / offer.OFFER).write_text(json.dumps(note), "utf-8")
    assert offer.kept(tmp_path, signed[2]) is None


def test_one_that_was_touched_since_is_refused(tmp_path: Path, signed: Signed) -> None:
    content, signature, keys = signed
    offer.keep(tmp_path, content.replace(b"9.1.0", b"9.1.1", 1), signature)
    with pytest.raises(Refused, match="签名不对"):
        offer.kept(tmp_path, keys)


def test_a_program_with_other_keys_does_not_believe_it(tmp_path: Path, signed: Signed) -> None:
    content, signature, _ = signed
    other = releases.pinned(tmp_path / "keys.json", releases.new_key(tmp_path / "key.pem"))
    offer.keep(tmp_path, content, signature)
    with pytest.raises(Refused, match="签名不对"):
        offer.kept(tmp_path, keys_of(other.read_text("utf-8")))

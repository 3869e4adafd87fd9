"""The releaser's script writes what clinics believe, and nothing that no clinic would take."""

import os
import stat
from pathlib import Path

import pytest

from tests.delivery import releases
from vclinic.delivery.manifest import MANIFEST, SIGNATURE, keys_of, read


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    path = tmp_path / "vclinic-setup-9.1.0.exe"
    path.write_bytes(b"MZ" + bytes(5000))
    return path


def test_what_is_signed_is_believed_with_the_printed_key(tmp_path: Path, setup: Path) -> None:
    public = releases.new_key(tmp_path / "key.pem")
    out = tmp_path / "release"
    done = releases.sign(setup, tmp_path / "key.pem", out)
    assert done.returncode == 0, done.stderr
    keys = keys_of(releases.pinned(tmp_path / "keys.json", public).read_text("utf-8"))
    manifest = read((out / MANIFEST).read_bytes(), (out / SIGNATURE).read_bytes(), keys)
    assert (manifest.version, manifest.sequence, manifest.size) == ("9.1.0", 5, 5002)
    assert manifest.notes_zh == "更正：打印时不再漏行。"
    assert (out / setup.name).read_bytes() == setup.read_bytes()


def test_the_same_release_is_the_same_bytes(tmp_path: Path, setup: Path) -> None:
    releases.new_key(tmp_path / "key.pem")
    for name in ("one", "two"):
        assert releases.sign(setup, tmp_path / "key.pem", tmp_path / name).returncode == 0
    for name in (MANIFEST, SIGNATURE):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_release_may_be_signed_where_its_setup_file_lies(tmp_path: Path, setup: Path) -> None:
    releases.new_key(tmp_path / "key.pem")
    assert releases.sign(setup, tmp_path / "key.pem", tmp_path).returncode == 0
    assert setup.stat().st_size == 5002


def test_a_key_is_its_owners_and_never_written_over(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    releases.new_key(key)
    before = key.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    again = releases.run("new-key", key)
    assert (again.returncode, again.stdout) == (1, "")
    assert key.read_bytes() == before


@pytest.mark.parametrize(
    "changed",
    [{"version": "9.1-beta"}, {"sequence": "0"}, {"released": "tomorrow"}, {"min_from": "any"}, {"schema": "-3"}],
    ids=lambda changed: next(iter(changed)),
)
def test_what_no_clinic_would_take_is_not_written(tmp_path: Path, setup: Path, changed: dict[str, str]) -> None:
    releases.new_key(tmp_path / "key.pem")
    out = tmp_path / "release"
    done = releases.sign(setup, tmp_path / "key.pem", out, **changed)
    assert done.returncode == 1
    assert "no clinic would take this" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("name", ["setup.exe", "vclinic-setup-9.0.0.exe"])
def test_a_setup_file_by_another_name_is_not_signed(tmp_path: Path, setup: Path, name: str) -> None:
    releases.new_key(tmp_path / "key.pem")
    other = setup.rename(tmp_path / name)
    assert releases.sign(other, tmp_path / "key.pem", tmp_path / "release").returncode == 1

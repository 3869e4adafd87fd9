"""This machine as the township knows it, kept with the clinic's data and nowhere else."""

from collections.abc import Generator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client import device as devices
from sync.client.device import Device
from tests import worlds
from vclinic.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        yield station.store


def a_device(name: str = "d-1", batch: int = 0, tip: str = "") -> Device:
    return Device("http://127.0.0.1:9", name, Ed25519PrivateKey.generate(), "清溪镇卫生院", batch, tip)


def test_a_machine_nobody_paired_is_no_device(store: Store) -> None:
    assert devices.load(store) is None


def test_what_was_kept_is_loaded_with_the_same_key(store: Store) -> None:
    kept = a_device(batch=12, tip="b" * 64)
    devices.save(store, kept)
    loaded = devices.load(store)
    assert loaded is not None
    assert (loaded.url, loaded.id, loaded.township, loaded.batch, loaded.tip) == (
        kept.url, "d-1", "清溪镇卫生院", 12, "b" * 64,
    )  # fmt: skip
    kept.key.public_key().verify(loaded.key.sign(b"batch"), b"batch")


def test_a_new_pairing_takes_the_place_of_the_old_one_whole(store: Store) -> None:
    devices.save(store, a_device("d-1", 12, "b" * 64))
    devices.save(store, a_device("d-2"))
    loaded = devices.load(store)
    assert loaded is not None
    assert (loaded.id, loaded.batch, loaded.tip) == ("d-2", 0, "")


def test_the_key_presented_with_a_code_stays_until_the_township_has_answered(store: Store) -> None:
    first = devices.key_for_pairing(store).private_bytes_raw()
    assert devices.key_for_pairing(store).private_bytes_raw() == first
    devices.save(store, a_device())
    assert devices.key_for_pairing(store).private_bytes_raw() != first


def test_the_key_is_never_readable_in_the_files(store: Store) -> None:
    device = a_device()
    devices.save(store, device)
    secret = store.meta(devices.KEY)[devices.KEY].encode()
    store.close()
    files = [path for path in store.data_dir.rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if secret in path.read_bytes()]

"""What goes into a batch: as much as survives a bad link, in order, at least one change, and word for word."""

import json
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from sync.client import batches
from sync.client.device import Device
from sync.protocol import envelope
from sync.protocol.messages import MAX_CHANGES, Change
from sync.protocol.received import read_batch
from tests.domain.test_entities import SAMPLES
from vclinic.storage.changes import Logged

KEY = Ed25519PrivateKey.generate()
DEVICE = Device("http://127.0.0.1:9", "d-1", KEY, "清溪镇卫生院", 4, "a" * 64)
AT = datetime.fromisoformat("2026-11-24T08:30:00+08:00")


def row(number: int, data: dict[str, Any] | None = None, entity: str = "resident") -> Logged:
    payload = json.dumps({"name": "杨素芬"} if data is None else data, ensure_ascii=False)
    return Logged(
        seq=number, id=f"T-{number}", act=f"T-{number}", entity=entity, entity_id=f"R-{number}", revision=1,
        base_revision=0, recorded_at="2026-11-24T08:30:00+08:00", recorded_by="T-0", payload=payload,
    )  # fmt: skip


def long(number: int, length: int) -> Logged:
    return row(number, {"text": "x" * length})


LENGTHS = st.lists(st.integers(0, 20_000), max_size=30)
RATIOS = st.floats(1.0, 20.0)


@given(LENGTHS, RATIOS)
def test_the_first_changes_go_first_and_none_is_passed_over(lengths: list[int], ratio: float) -> None:
    waiting = [long(number, length) for number, length in enumerate(lengths)]
    part = batches.fitting(waiting, ratio)
    assert part == waiting[: len(part)]
    assert bool(part) == bool(waiting), "one change always goes, however long"


@given(LENGTHS, RATIOS)
def test_no_more_is_taken_than_packing_makes_room_for(lengths: list[int], ratio: float) -> None:
    waiting = [long(number, length) for number, length in enumerate(lengths)]
    part = batches.fitting(waiting, ratio)
    plain = sum(len(change.payload.encode()) for change in part)
    assert len(part) == 1 or plain <= batches.PACKED_LIMIT * ratio


@given(st.lists(st.integers(0, 300), max_size=200), RATIOS)
def test_no_more_is_read_than_could_be_taken(lengths: list[int], ratio: float) -> None:
    waiting = [long(number, length) for number, length in enumerate(lengths)]
    assert len(batches.fitting(waiting, ratio)) <= batches.at_most(ratio)


@pytest.mark.parametrize("ratio", [1.0, 6.0, 12.5, 1e6])
def test_a_batch_is_never_longer_than_the_township_takes(ratio: float) -> None:
    assert 1 <= batches.at_most(ratio) <= MAX_CHANGES


def test_however_well_it_packs_a_batch_holds_what_the_township_takes() -> None:
    waiting = [row(number) for number in range(MAX_CHANGES + 5)]
    assert batches.fitting(waiting, 1e6) == waiting[:MAX_CHANGES]


def test_better_packing_makes_longer_batches() -> None:
    waiting = [long(number, 1000) for number in range(200)]
    sizes = [len(batches.fitting(waiting, ratio)) for ratio in (1.0, 3.0, 6.0, 12.0)]
    assert sizes == sorted(set(sizes))


def opened(sealed: bytes) -> tuple[envelope.Header, tuple[Any, ...], int]:
    header, body = envelope.open_envelope(sealed, lambda _: KEY.public_key())
    batch = read_batch(body)
    return header, batch.changes, batch.cursor


@pytest.mark.parametrize("entity", SAMPLES)
def test_a_record_of_any_kind_goes_word_for_word(entity: str) -> None:
    told = row(7, SAMPLES[entity] | {"of_tomorrow": [1, None]}, entity)
    sealed, _, _ = batches.seal(DEVICE, [told], 0, AT)
    _, (change,), _ = opened(sealed)
    assert isinstance(change, Change)
    assert change.data == json.loads(told.payload)
    assert (change.id, change.entity, change.revision, change.base_revision) == ("T-7", entity, 1, 0)


def test_the_envelope_goes_on_from_the_last_one_acknowledged() -> None:
    sealed, packed, plain = batches.seal(DEVICE, [row(1), row(2)], 41, AT)
    header, changes, cursor = opened(sealed)
    assert (header.batch, header.prev, header.count, header.device) == (5, DEVICE.tip, 2, "d-1")
    assert ([change.id for change in changes], cursor) == (["T-1", "T-2"], 41)
    assert (packed, header.made_at) == (len(sealed), "2026-11-24T08:30:00+08:00")
    assert plain > 0


def test_asking_for_notices_alone_is_a_batch_without_changes() -> None:
    sealed, packed, _ = batches.seal(DEVICE, [], 9, AT)
    header, changes, cursor = opened(sealed)
    assert (header.count, changes, cursor) == (0, (), 9)
    assert packed < 600


def test_the_same_changes_sealed_again_are_the_same_bytes() -> None:
    assert batches.seal(DEVICE, [row(1)], 0, AT) == batches.seal(DEVICE, [row(1)], 0, AT)

"""A batch of protocol 2: the changes word for word, edits where the township has their base, the round's number."""

import dataclasses
import json
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client import batches, batches_two
from sync.client.device import Device
from sync.protocol.two import body, envelope, packing, reply, shapes
from sync.protocol.two.edits import Edit, Whole, whole
from sync.protocol.two.envelope import Head
from tests.domain.test_entities import SAMPLES
from vclinic.storage.changes import Logged

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE = Device("http://127.0.0.1:9", "d-1", KEY, "清溪镇卫生院", 4, "ab" * 16, facts={"township": "清溪镇卫生院"})
AT = datetime.fromisoformat("2026-11-24T08:30:00+08:00")
VISIT = SAMPLES["follow_up"]


def row(number: int, entity: str, data: dict[str, Any], revision: int = 1) -> Logged:
    return Logged(
        seq=number, id=f"7KQ3ZP-{number:06}", act="7KQ3ZP-000001", entity=entity, entity_id=f"7KQ3ZP-9{number:05}",
        revision=revision, base_revision=revision - 1, recorded_at="2026-11-24T08:30:00+08:00",
        recorded_by="7KQ3ZP-000000", payload=json.dumps(data, ensure_ascii=False),
    )  # fmt: skip


def sealed(
    part: list[Logged], device: Device = DEVICE, bases: dict[str, str] | None = None, level: int = packing.SMALL
) -> bytes:
    number = ("0a1b2c3d", 9)
    content, size, _ = batches_two.seal(device, part, 41, AT, number=number, bases=bases or {}, level=level)
    assert size == len(content)
    return content


def opened(content: bytes) -> tuple[Head, list[Whole | Edit]]:
    head, text = envelope.open_envelope(content, lambda _: KEY.public_key())
    return head, body.read(text, shapes.edition(head.edition), head.made_at) if text else []


def test_the_head_goes_on_from_the_last_batch_acknowledged_and_counts_the_request() -> None:
    head, items = opened(sealed([row(1, "resident", SAMPLES["resident"])]))
    assert (head.device, head.batch, head.prev, head.count) == ("d-1", 5, "ab" * 16, 1)
    assert (head.generation, head.round, head.cursor) == ("0a1b2c3d", 9, 41)
    assert (head.made_at, head.known) == (int(AT.timestamp()), reply.facts_hash(DEVICE.facts))
    assert len(items) == 1


@pytest.mark.parametrize("level", [packing.SMALL, packing.FAST])
def test_records_of_every_kind_go_word_for_word_packed_either_way(level: int) -> None:
    rows = [
        row(number, entity, data | {"of_tomorrow": [1, None]}) for number, (entity, data) in enumerate(SAMPLES.items())
    ]
    _, items = opened(sealed(rows, level=level))
    assert [item.document for item in items] == [batches.document_of(change) for change in rows]


def test_of_a_corrected_record_only_what_changed_goes() -> None:
    corrected = row(2, "follow_up", VISIT | {"status": "void"}, revision=2)
    content = sealed([corrected], bases={corrected.id: json.dumps(VISIT)})
    (item,) = opened(content)[1]
    assert isinstance(item, Edit)
    assert item.document["data"] == {"status": "void"}
    assert whole(item, json.loads(json.dumps(VISIT))) == batches.document_of(corrected)
    assert len(content) < len(sealed([corrected]))


def test_without_a_base_the_whole_record_goes() -> None:
    corrected = row(2, "follow_up", VISIT | {"status": "void"}, revision=2)
    (item,) = opened(sealed([corrected], bases={"another": "{}"}))[1]
    assert isinstance(item, Whole)


def test_asking_for_notices_alone_has_no_body_and_is_tiny() -> None:
    content = sealed([])
    head, items = opened(content)
    assert (head.count, items, head.cursor) == (0, [], 41)
    assert len(content) < 150


def test_a_first_batch_has_nothing_before_it() -> None:
    head, _ = opened(sealed([], dataclasses.replace(DEVICE, batch=0, tip="")))
    assert (head.batch, head.prev) == (1, "")

"""A change's line, the same on both sides."""

import json

import pytest

from vclinic.domain.change_line import FIELDS, change_line

VISIT = {"entity": "follow_up", "entity_id": "7KQ3ZP-00000A", "revision": 1}


def line(change_id: str = "7KQ3ZP-00001A", **payload: object) -> dict[str, object]:
    return change_line("340123101205", change_id, "stored", **VISIT, payload=payload)


def test_its_fields_stand_in_one_order() -> None:
    assert tuple(line()) == FIELDS


def test_the_order_in_which_a_record_was_written_is_not_seen() -> None:
    one = line(sbp=152, record={"b": [{"z": 1, "y": 2}], "a": "甲"})
    other = line(record={"a": "甲", "b": [{"y": 2, "z": 1}]}, sbp=152)
    assert json.dumps(one) == json.dumps(other)
    assert json.dumps(one) != json.dumps(line(sbp=153))


@pytest.mark.parametrize(
    ("change_id", "device", "number"),
    [
        ("7KQ3ZP-000001", "7KQ3ZP", 1),
        ("7KQ3ZP-00001A", "7KQ3ZP", 42),
        ("7KQ3ZP-ZZZZZZ", "7KQ3ZP", 32**6 - 1),
        ("7KQ3ZP-1000000", "7KQ3ZP", 32**6),  # more than six digits hold
        ("V-1.r1", "V", 0),
        ("nobody", "nobody", 0),
    ],
)
def test_device_and_counter_are_read_from_the_id(change_id: str, device: str, number: int) -> None:
    made = line(change_id)
    assert (made["device_id"], made["seq"]) == (device, number)

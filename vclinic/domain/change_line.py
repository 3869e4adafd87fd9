"""A change as both sides list it for programs: the same line at the clinic and at the township, so that a plain diff of
two files says what one side lacks or sees otherwise."""

import json
from collections.abc import Mapping
from typing import Any

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of a counter in an id, Crockford base 32

FIELDS = ("clinic_id", "device_id", "seq", "change_id", "entity", "entity_id", "revision", "state", "payload")


def change_line(village_code: str, change_id: str, state: str, **change: Any) -> dict[str, Any]:
    """The line of one change.

    Args:
        village_code: what both sides know a clinic by.
        change_id: made of the tag of the device that wrote the change and of its counter: ``device_id`` and ``seq`` are
            read from it, for neither side counts as the other does.
        change: ``entity``, ``entity_id``, ``revision`` and ``payload``, the record.
    """
    tag, _, counter = change_id.partition("-")
    payload: Mapping[str, Any] = json.loads(json.dumps(change["payload"], sort_keys=True))  # the order says nothing
    line = {"clinic_id": village_code, "device_id": tag, "seq": _number(counter), "change_id": change_id}
    return (
        line
        | {name: change[name] for name in ("entity", "entity_id", "revision")}
        | {"state": state, "payload": payload}
    )


def _number(counter: str) -> int:
    """A counter as a number; 0 for an id of another making."""
    number = 0
    for digit in counter:
        place = _DIGITS.find(digit)
        if place < 0:
            return 0
        number = number * 32 + place
    return number

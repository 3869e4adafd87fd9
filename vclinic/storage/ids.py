"""Ids made at the clinic: a device tag and a counter. Short, ordered, unique by construction, no server needed."""

import secrets

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32
TAG_LENGTH = 6
_COUNTER_LENGTH = 6


def new_tag() -> str:
    """A random device tag of 30 bits, drawn once a store and again after each restore."""
    return "".join(secrets.choice(_DIGITS) for _ in range(TAG_LENGTH))


def make_id(tag: str, counter: int) -> str:
    """The ``counter``-th id of a device, e.g. ``7KQ3ZP-00001A``; sorts in the order of making."""
    digits = ""
    rest = counter
    while rest or len(digits) < _COUNTER_LENGTH:
        rest, digit = divmod(rest, 32)
        digits = _DIGITS[digit] + digits
    return f"{tag}-{digits}"

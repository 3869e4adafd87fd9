"""The part of a drug's barcode that every box of the same drug and pack has.

A box carries a GTIN (13 digits, or 14 behind the element ``01``) or the 20 digits of a tracing code (药品追溯码), of which the
first seven name drug, maker and pack and the others the single box. Which drug that is stands in no list of ours: a clinic
teaches it at its own shelf. The seven digits are from memory of the coding of 码上放心, not read in a rule; what rests on them is a
hint beside the check by eye, which stays.
"""

import re

_TRACED = re.compile(r"8\d{19}", re.ASCII)
_GTIN = re.compile(r"\(?01\)?(\d{14}).*|0?(\d{13})", re.ASCII)
_NAMED = 7


def drug_code(text: str) -> str:
    """What the boxes of one drug have in common; "" where ``text`` is no code of a drug."""
    even = text.strip()
    if _TRACED.fullmatch(even):
        return even[:_NAMED]
    parts = _GTIN.fullmatch(even)
    if parts is None:
        return ""
    number = (parts[1] or parts[2]).zfill(14)
    return number[1:] if number[0] == "0" and _sound(number) else ""


def _sound(number: str) -> bool:
    """Whether the last of 14 digits checks the others."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(number[:-1]))
    return (total + int(number[-1])) % 10 == 0

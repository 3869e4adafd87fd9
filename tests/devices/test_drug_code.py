"""What the boxes of one drug have in common."""

import pytest
from hypothesis import given, strategies as st

from vclinic.devices.drug_code import drug_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6901234567892", "6901234567892"),
        (" 6901234567892\r", "6901234567892"),
        ("06901234567892", "6901234567892"),
        ("0106901234567892", "6901234567892"),
        ("(01)06901234567892(17)271231(10)A25", "6901234567892"),
        ("010690123456789217271231", "6901234567892"),
        ("16901234567899", ""),  # the carton of many boxes
        ("6901234567893", ""),
        ("690123456789", ""),
        ("81234560000000000001", "8123456"),
        ("81234569999999999999", "8123456"),
        ("8123456000000000000", ""),
        ("71234560000000000001", ""),
        ("６９０１２３４５６７８９２", ""),
        ("13800005207", ""),
        ("11010519491231002X", ""),
        ("A250112", ""),
        ("28", ""),
        ("", ""),
    ],
)
def test_the_code_is_that_of_the_drug_and_not_of_the_box(text: str, code: str) -> None:
    assert drug_code(text) == code


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 9))
def test_a_digit_that_was_misread_is_no_code(number: int, place: int, off: int) -> None:
    first = f"{number:012}"
    whole = next(f"{first}{check}" for check in range(10) if drug_code(f"{first}{check}"))
    wrong = whole[:place] + str((int(whole[place]) + off) % 10) + whole[place + 1 :]
    assert drug_code(whole) == whole
    assert drug_code(wrong) == ""


@given(st.text(max_size=40))
def test_whatever_is_scanned_nothing_raises(text: str) -> None:
    assert drug_code(text) == "" or drug_code(text).isdecimal()

"""Boxes print a month: the batch may be given to its last day."""

from datetime import date

import pytest

from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.expiry import read_expiry

EXPIRY = Meaning("有效期至", "date")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-01", date(2027, 1, 31)), ("202701", date(2027, 1, 31)), ("2027.1", date(2027, 1, 31)),
        ("2027年1月", date(2027, 1, 31)), ("EXP 01/2027", date(2027, 1, 31)), ("exp:2027/04", date(2027, 4, 30)),
        ("2028-02", date(2028, 2, 29)), ("2027-02", date(2027, 2, 28)), ("２０２７．１２", date(2027, 12, 31)),
        ("有效期至 2027年12月", date(2027, 12, 31)), ("2027-01-15", date(2027, 1, 15)), ("20270115", date(2027, 1, 15)),
        ("EXP 2027.01.15", date(2027, 1, 15)),
    ],
)  # fmt: skip
def test_a_month_alone_is_its_last_day_and_a_date_is_that_day(typed: str, day: date) -> None:
    assert read_expiry("expires_on", EXPIRY, typed) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [("2027-13", "no_such_date"), ("00/2027", "no_such_date"), ("2027-02-30", "no_such_date"), ("27-01", "not_a_date"), ("两年", "not_a_date")],
)  # fmt: skip
def test_what_is_no_month_is_said(typed: str, code: str) -> None:
    told = read_expiry("expires_on", EXPIRY, typed)
    assert isinstance(told, Problem)
    assert told.code == code


@pytest.mark.parametrize("typed", ["", "  ", "EXP"])
def test_nothing_typed_is_nothing(typed: str) -> None:
    assert read_expiry("expires_on", EXPIRY, typed) is None

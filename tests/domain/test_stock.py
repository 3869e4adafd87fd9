"""Batches, money and what a line costs: whole units and exact figures."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.domain.stock import NEAR_EXPIRY_DAYS, Allocation, Batch, yuan

TODAY = date(2026, 11, 24)


def batch(expires_on: date = date(2027, 11, 30), price: int = 150, balance: int = 100) -> Batch:
    return Batch("b1", "d1", "240815", expires_on, 90, price, balance)


@pytest.mark.parametrize(
    ("days", "expired", "near"),
    [(-1, True, False), (0, False, True), (1, False, True), (180, False, True), (181, False, False), (400, False, False)],
)  # fmt: skip
def test_a_batch_may_be_given_out_up_to_its_expiry_day(days: int, *, expired: bool, near: bool) -> None:
    in_stock = batch(TODAY + timedelta(days=days))
    assert (in_stock.expired_on(TODAY), in_stock.near_expiry_on(TODAY)) == (expired, near)
    assert NEAR_EXPIRY_DAYS == 180


def test_what_is_given_and_what_it_costs() -> None:
    filled = Allocation("d1", 40, ((batch(price=150), 28), (batch(price=155), 2)), 10)
    assert (filled.given, filled.amount) == (30, 28 * 150 + 2 * 155)
    assert yuan(filled.amount) == "4.51"
    assert (Allocation("d1", 40, (), 40).given, Allocation("d1", 40, (), 40).amount) == (0, 0)


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [(2100, "2.10"), (150, "0.15"), (0, "0.00"), (5, "0.01"), (4, "0.00"), (14, "0.01"), (15, "0.02"), (994, "0.99"), (995, "1.00"), (1234567, "1234.57")],
)  # fmt: skip
def test_money_for_people(thousandths: int, text: str) -> None:
    assert yuan(thousandths) == text


@given(st.integers(0, 10**9))
def test_money_is_rounded_by_half_a_cent_at_most(thousandths: int) -> None:
    shown = Fraction(yuan(thousandths)) * 1000
    assert -5 < shown - thousandths <= 5


@pytest.mark.parametrize("kind", [Refused, WorldFault])
def test_a_foreseen_failure_brings_its_own_sentence(kind: type[Expected]) -> None:
    fault = kind("expired", "这批药已过有效期，不能发。")
    assert (fault.code, fault.sentence, str(fault)) == ("expired", "这批药已过有效期，不能发。", "这批药已过有效期，不能发。")  # fmt: skip
    assert isinstance(fault, Expected)

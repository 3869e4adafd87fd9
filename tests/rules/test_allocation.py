"""First expiry, first out, from whatever lies in stock."""

from datetime import date, timedelta
from random import Random

from hypothesis import given, strategies as st

from vclinic.domain.stock import Batch
from vclinic.rules.allocation import allocate

TODAY = date(2026, 11, 24)
batches = st.lists(
    st.builds(
        lambda number, drug, days, balance: Batch(f"b{number}", drug, f"L{number}", TODAY + timedelta(days=days), 10, 10, balance),
        st.integers(0, 999), st.sampled_from(("mine", "other")), st.integers(-40, 400), st.integers(0, 60),
    ),
    max_size=8, unique_by=lambda each: each.id,
)  # fmt: skip
wishes = st.integers(0, 200)


def batch(name: str, days: int, balance: int, drug: str = "mine", price: int = 10) -> Batch:
    return Batch(name, drug, name.upper(), TODAY + timedelta(days=days), price, price, balance)


@given(batches, wishes)
def test_what_is_given_and_what_is_short_make_the_wish(stock: list[Batch], wanted: int) -> None:
    found = allocate("mine", wanted, stock, TODAY)
    assert found.given + found.short == wanted
    usable = sum(each.balance for each in stock if each.drug_id == "mine" and each.expires_on >= TODAY)
    assert found.given == min(wanted, usable)


@given(batches, wishes)
def test_nothing_expired_foreign_or_more_than_there_is_is_taken(stock: list[Batch], wanted: int) -> None:
    for each, quantity in allocate("mine", wanted, stock, TODAY).taken:
        assert each.drug_id == "mine"
        assert each.expires_on >= TODAY
        assert 0 < quantity <= each.balance


@given(batches, wishes)
def test_a_later_batch_is_opened_only_when_the_earlier_ones_are_empty(stock: list[Batch], wanted: int) -> None:
    taken = allocate("mine", wanted, stock, TODAY).taken
    assert [each.expires_on for each, _ in taken] == sorted(each.expires_on for each, _ in taken)
    for each, quantity in taken[:-1]:
        assert quantity == each.balance
    if taken:
        opened = {each.id for each, _ in taken}
        left = [each for each in stock if each.drug_id == "mine" and each.balance and each.id not in opened]
        assert all(each.expires_on < TODAY or each.expires_on >= taken[-1][0].expires_on for each in left)


@given(batches, wishes, st.randoms(use_true_random=False))
def test_the_order_in_stock_does_not_matter(stock: list[Batch], wanted: int, chance: Random) -> None:
    mixed = list(stock)
    chance.shuffle(mixed)
    assert allocate("mine", wanted, mixed, TODAY) == allocate("mine", wanted, stock, TODAY)


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    stock = [batch("gone", -1, 50), batch("last", 0, 5), batch("later", 90, 50)]
    found = allocate("mine", 8, stock, TODAY)
    assert [(each.id, quantity) for each, quantity in found.taken] == [("last", 5), ("later", 3)]


def test_the_amount_is_each_batchs_own_price() -> None:
    found = allocate("mine", 30, [batch("a", 10, 20, price=150), batch("b", 20, 20, price=160)], TODAY)
    assert found.amount == 20 * 150 + 10 * 160


def test_an_empty_stock_is_short_of_everything() -> None:
    found = allocate("mine", 28, [], TODAY)
    assert (found.taken, found.short, found.amount) == ((), 28, 0)

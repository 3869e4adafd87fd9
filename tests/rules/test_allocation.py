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
    max_size=8, unique_by=lambda entry: entry.id,
)  # fmt: skip
wishes = st.integers(0, 200)


def batch(name: str, days: int, balance: int, drug: str = "mine", price: int = 10) -> Batch:
    return Batch(name, drug, name.upper(), TODAY + timedelta(days=days), price, price, balance)


@given(batches, wishes)
def test_what_is_given_and_what_is_short_make_the_wish(stock: list[Batch], wanted: int) -> None:
    allocation = allocate("mine", wanted, stock, TODAY)
    assert allocation.given + allocation.short == wanted
    usable = sum(lot.balance for lot in stock if lot.drug_id == "mine" and lot.expires_on >= TODAY)
    assert allocation.given == min(wanted, usable)


@given(batches, wishes)
def test_nothing_expired_foreign_or_more_than_there_is_is_taken(stock: list[Batch], wanted: int) -> None:
    for entry, quantity in allocate("mine", wanted, stock, TODAY).taken:
        assert entry.drug_id == "mine"
        assert entry.expires_on >= TODAY
        assert 0 < quantity <= entry.balance


@given(batches, wishes)
def test_a_later_batch_is_opened_only_when_the_earlier_ones_are_empty(stock: list[Batch], wanted: int) -> None:
    taken = allocate("mine", wanted, stock, TODAY).taken
    assert [lot.expires_on for lot, _ in taken] == sorted(lot.expires_on for lot, _ in taken)
    for entry, quantity in taken[:-1]:
        assert quantity == entry.balance
    if taken:
        opened = {entry.id for entry, _ in taken}
        left = [lot for lot in stock if lot.drug_id == "mine" and lot.balance and lot.id not in opened]
        assert all(lot.expires_on < TODAY or lot.expires_on >= taken[-1][0].expires_on for lot in left)


@given(batches, wishes, st.randoms(use_true_random=False))
def test_the_order_in_stock_does_not_matter(stock: list[Batch], wanted: int, chance: Random) -> None:
    mixed = list(stock)
    chance.shuffle(mixed)
    assert allocate("mine", wanted, mixed, TODAY) == allocate("mine", wanted, stock, TODAY)


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    stock = [batch("gone", -1, 50), batch("last", 0, 5), batch("later", 90, 50)]
    allocation = allocate("mine", 8, stock, TODAY)
    assert [(entry.id, quantity) for entry, quantity in allocation.taken] == [("last", 5), ("later", 3)]


def test_the_amount_is_each_batchs_own_price() -> None:
    allocation = allocate("mine", 30, [batch("a", 10, 20, price=150), batch("b", 20, 20, price=160)], TODAY)
    assert allocation.amount == 20 * 150 + 10 * 160


def test_an_empty_stock_is_short_of_everything() -> None:
    allocation = allocate("mine", 28, [], TODAY)
    assert (allocation.taken, allocation.short, allocation.amount) == ((), 28, 0)

"""Ids: short, in the order of their making, another tag for each store."""

import pytest

from vclinic.storage.ids import TAG_LENGTH, make_id, new_tag


@pytest.mark.parametrize(
    ("counter", "digits"),
    [(0, "000000"), (1, "000001"), (31, "00000Z"), (32, "000010"), (1_000_000, "00YGJ0"), (32**6, "1000000")],
)
def test_a_counter_in_base_32(counter: int, digits: str) -> None:
    assert make_id("7KQ3ZP", counter) == f"7KQ3ZP-{digits}"


def test_ids_sort_in_the_order_of_their_making() -> None:
    made = [make_id("7KQ3ZP", counter) for counter in range(2_100)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_tags_are_drawn_without_letters_that_look_alike() -> None:
    tags = {new_tag() for _ in range(200)}
    assert len(tags) == 200
    assert {len(tag) for tag in tags} == {TAG_LENGTH}
    assert not set("".join(tags)) & set("ILOU")

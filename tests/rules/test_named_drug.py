"""A medicine's names for the tables."""

import pytest

from vclinic.rules.named_drug import NamedDrug


@pytest.mark.parametrize(
    ("ingredients", "listed_as", "items"),
    [
        (("缬沙坦", "氨氯地平"), "缬沙坦氨氯地平", ("缬沙坦", "氨氯地平", "缬沙坦氨氯地平")),
        (("氨氯地平",), "氨氯地平", ("氨氯地平",)),
        (("氯沙坦",), "", ("氯沙坦",)),
        ((), "", ()),
    ],
)
def test_the_catalogue_item_is_a_name_of_its_own_only_where_it_is_another(
    ingredients: tuple[str, ...], listed_as: str, items: tuple[str, ...]
) -> None:
    assert NamedDrug(written="", ingredients=ingredients, listed_as=listed_as).items == items

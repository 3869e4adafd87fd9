"""What is advised for diseases that have no visit of the day."""

from typing import Any

from tests.rules.people import BOOK, CATALOG, DAY, person
from vclinic.diseases.companions import companions


def brought(*diseases: str, judged: tuple[str, ...] = (), **values: Any) -> dict[str, Any]:
    parts = companions(person(diseases=frozenset(diseases)), values, judged, day=DAY, book=BOOK, catalog=CATALOG)
    assert all(part.beside for part in parts)
    return {part.disease: part for part in parts}


def test_each_known_disease_but_those_judged() -> None:
    assert list(brought("htn", "copd", "chd", "gout", judged=("htn",))) == ["copd", "chd"]


def test_general_advice_where_nothing_is_known() -> None:
    assert list(brought()) == ["general"]
    assert list(brought("gout")) == ["general"]
    assert brought("htn", judged=("htn",)) == {}


def test_other_kinds_of_diabetes_eat_and_walk_alike() -> None:
    assert list(brought("htn", "t1dm", judged=("htn",))) == ["t2dm"]
    assert list(brought("dm_foot", judged=("t2dm",))) == []


def test_diabetes_without_figures_still_speaks_of_staple_food_and_fruit() -> None:
    part = brought("t2dm")["t2dm"]
    assert part.diet[0].item_code == "staple"
    assert "fruit" in part.instead
    assert part.blocked == ""

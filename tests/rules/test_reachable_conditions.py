"""Every condition of the caution tables can arise from something somebody can say, measure or enter, or stands in the
list of dead ones with its reason."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from tests.rules.people import DAY, PRESCRIPTION
from vclinic.resources import resource
from vclinic.rules.checking.conditions import holds
from vclinic.rules.labs import EGFR, POTASSIUM, SaidLab
from vclinic.rules.person import PersonFacts
from vclinic.rules.person_from import PersonWords, SaidReaction, person_from
from vclinic.rules.word_tables import allergy_words, disease_words

WOMAN = PersonWords(sex_code="2", birth_date=date(1970, 5, 1))
DEAD = resource("catalog").parent.parent / "docs" / "review" / "dead-conditions.csv"


def said(**changes: Any) -> PersonFacts:
    return person_from(replace(WOMAN, **changes), DAY)


def everybody() -> Iterator[PersonFacts]:
    """One person for each thing that can be said of somebody, and everything that can be asked or measured."""
    yield from (said(diseases=(word.text,)) for word in disease_words() if word.kind == "disease")
    yield from (said(allergies=(word.text,)) for word in allergy_words()[0] if word.kind in ("word", "stem"))
    yield from (said(birth_date=date(DAY.year - age, 5, 1)) for age in range(95))
    yield from (said(birth_date=DAY), said(birth_date=date(2026, 10, 1)), said(pregnant=True), said(drink_liang=3))
    yield from (said(labs=(SaidLab(EGFR, egfr, DAY),)) for egfr in range(5, 95, 5))
    yield from (said(labs=(SaidLab(POTASSIUM, potassium, DAY),)) for potassium in (3.0, 6.0))
    yield from (said(sbp=84, dbp=50), said(birth_date=date(1996, 5, 1)))
    yield from (said(reactions=(SaidReaction(text),)) for text in ("卡托普利 脸肿", "依那普利 干咳"))


def conditions() -> frozenset[str]:
    cautions = json.loads(resource("catalog", "cautions.json").read_text(encoding="utf-8"))
    classes = json.loads(resource("catalog", "class_cautions.json").read_text(encoding="utf-8"))
    return frozenset(row[5] for row in cautions) | frozenset(row[1] for row in classes)


def dead() -> dict[str, str]:
    with DEAD.open(encoding="utf-8", newline="") as file:
        return {row["condition"]: row["reason"] for row in csv.DictReader(file)}


def test_a_condition_of_the_tables_can_arise_or_is_listed_as_dead_with_its_reason() -> None:
    left = set(conditions())
    for person in everybody():
        left = {condition for condition in left if not holds(condition, person, PRESCRIPTION)}
    assert left == set(dead())
    assert all(len(reason) > 8 for reason in dead().values())

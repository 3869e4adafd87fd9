"""The rows of the shipped tables: each says how sure it is in words a doctor reads, and is about a drug that is known."""

import json
from functools import cache

import pytest

from tests.rules.people import CATALOG
from vclinic.resources import resource
from vclinic.rules.drug_facts import evidence


@pytest.mark.parametrize(
    ("mark", "words"),
    [("memory", "通行用药知识，待药师核对"), ("corroborated", "两处资料一致，待药师核对"), ("source checked", "已核对出处"), ("of tomorrow", "of tomorrow"), ("", "")],
)  # fmt: skip
def test_how_sure_a_row_is(mark: str, words: str) -> None:
    assert evidence(mark) == words


@cache
def generics() -> set[str]:
    return {row[2] for row in json.loads(resource("catalog", "drugs.json").read_text(encoding="utf-8"))}


def test_no_row_is_shown_with_a_mark_nobody_can_read() -> None:
    table = json.loads(resource("catalog", "interactions.json").read_text(encoding="utf-8"))
    marks = {table["texts"][pair[6]] for pair in table["pairs"]}
    for generic in generics():
        marks |= {caution.verification for caution in CATALOG.cautions(generic)}
        marks |= {limit.verification for limit in CATALOG.dose_limits(generic)}
    assert marks
    assert {mark for mark in marks if evidence(mark) == mark} == set()


def test_a_dose_is_never_usual_above_its_maximum() -> None:
    limits = [limit for generic in generics() for limit in CATALOG.dose_limits(generic)]
    assert len(limits) > 50
    wrong = [
        limit
        for limit in limits
        if (limit.low is not None and limit.high is not None and limit.low > limit.high)
        or (limit.high is not None and limit.maximum is not None and limit.high > limit.maximum)
    ]
    assert wrong == []
    assert all(limit.unit for limit in limits if limit.maximum is not None)


def test_cautions_have_advice_and_a_severity_the_checks_know() -> None:
    cautions = [caution for generic in generics() for caution in CATALOG.cautions(generic)]
    assert len(cautions) > 100
    assert all(caution.words and caution.advice for caution in cautions)
    assert {caution.severity for caution in cautions} == {"contraindicated", "major", "moderate", "minor"}
    assert all(caution.drug in generics() or CATALOG.knows(caution.drug) for caution in cautions)


def test_no_drug_interacts_with_itself_but_as_a_duplicate() -> None:
    table = json.loads(resource("catalog", "interactions.json").read_text(encoding="utf-8"))
    alone = [(a, kind) for a, b, *_, kind in table["pairs"] if a == b]
    assert {kind for _, kind in alone} <= {"duplicate"}
    pairs = [frozenset((a, b)) for a, b, *_ in table["pairs"]]
    assert len(set(pairs)) == len(pairs), "one word on each pair"
    for a, b, *_ in table["pairs"][:200]:
        assert CATALOG.interaction(a, b) is CATALOG.interaction(b, a) is not None

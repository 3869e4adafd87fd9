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


def cautions() -> list[list[str]]:
    return json.loads(resource("catalog", "cautions.json").read_text(encoding="utf-8"))


@cache
def generics() -> set[str]:
    return {row[2] for row in json.loads(resource("catalog", "drugs.json").read_text(encoding="utf-8"))}


def test_no_row_is_shown_with_a_mark_nobody_can_read() -> None:
    table = json.loads(resource("catalog", "interactions.json").read_text(encoding="utf-8"))
    marks = {table["texts"][pair[6]] for pair in table["pairs"]}
    marks |= {row[6] for row in cautions()}
    for generic in generics():
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
    rows = cautions()
    assert len(rows) > 100
    assert all(condition_text and advice for _, _, condition_text, _, advice, *_ in rows)
    assert {row[3] for row in rows} == {"contraindicated", "major", "moderate", "minor"}
    assert all(CATALOG.named(row[0]).known for row in rows)


def test_no_drug_interacts_with_itself_but_as_a_duplicate() -> None:
    table = json.loads(resource("catalog", "interactions.json").read_text(encoding="utf-8"))
    alone = {pair[7] for pair in table["pairs"] if pair[0] == pair[1]}
    assert alone <= {"duplicate"}
    pairs = [frozenset(pair[:2]) for pair in table["pairs"]]
    assert len(set(pairs)) == len(pairs), "one word on each pair"

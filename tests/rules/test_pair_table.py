"""What two medicines do together: the pair before the class, the heaviest first, the same box twice, names out of the list."""

from itertools import product

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG
from vclinic.rules.drug_facts import SEVERITIES, PairRule

CLASSES = sorted(CATALOG._classes)


def pairs(one: str, two: str) -> tuple[PairRule, ...]:
    return CATALOG.pairs(CATALOG.named(one), CATALOG.named(two))


@pytest.mark.parametrize(
    ("one", "two", "severity", "kind", "code"),
    [
        ("科素亚", "洛汀新", "contraindicated", "duplicate", "C001"), ("贝那普利", "福辛普利", "major", "duplicate", "C002"),
        ("奇异普利", "代文", "contraindicated", "duplicate", "C001"), ("立普妥", "吉非罗齐", "contraindicated", "interaction", "C116"), ("感康", "泰诺林", "major", "duplicate", "same/对乙酰氨基酚"),
        ("依那普利", "螺内酯", "major", "interaction", "R002"), ("氯沙坦", "螺内酯", "major", "interaction", ""), ("倍博特", "拜新同", "major", "duplicate", "R311"),
        ("复方新诺明", "华法林", "major", "interaction", "R107"), ("硝酸甘油片", "欣康", "minor", "duplicate", "C101"), ("消心痛", "欣康", "major", "duplicate", "C101"),
    ],
)  # fmt: skip
def test_the_heaviest_is_said_first(one: str, two: str, severity: str, kind: str, code: str) -> None:
    rule = pairs(one, two)[0]
    assert (rule.severity, rule.kind) == (severity, kind)
    assert rule.code == (code or rule.code)
    assert rule.happens
    assert rule.mark


def test_a_pair_of_drugs_goes_before_the_rule_of_their_classes_and_is_softened_as_it_is() -> None:
    (rule,) = pairs("依那普利", "螺内酯")
    assert (rule.code, rule.soften_when) == ("R002", {"hospital_started", "k_ok"})
    (beyond,) = pairs("福辛普利", "螺内酯")
    assert beyond.code.startswith("C"), "outside the list only the class speaks"


def test_every_ingredient_of_a_combination_is_compared() -> None:
    codes = {(rule.a, rule.b) for rule in pairs("复代文", "复方降压片")}
    assert ("氢氯噻嗪", "氢氯噻嗪") in codes
    assert pairs("复代文", "洛汀新")[0].a == "缬沙坦"
    assert pairs("复代文", "地高辛")[0].a == "氢氯噻嗪"


@pytest.mark.parametrize(
    ("one", "two"), [("络活喜", "降压神茶"), ("降压神茶", "降压神茶"), ("", "代文"), ("氨氯地平", "二甲双胍")]
)
def test_nothing_is_said_of_what_nobody_knows(one: str, two: str) -> None:
    assert pairs(one, two) == ()


def test_what_is_put_on_the_skin_or_the_eye_is_only_noted() -> None:
    assert pairs("辛伐他汀片", "红霉素肠溶片")[0].severity == "contraindicated"
    assert [rule.severity for rule in pairs("辛伐他汀片", "红霉素眼膏")] == ["minor"]
    assert [rule.severity for rule in pairs("红霉素眼膏", "辛伐他汀片")] == ["minor"]
    assert pairs("噻吗洛尔滴眼液", "维拉帕米片")[0].severity == "moderate", "these drops have rows of their own"


MEMBERS = sorted({member for code in CLASSES for member in CATALOG.members(code)})


@given(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS))
def test_the_order_of_two_medicines_changes_nothing(one: str, two: str) -> None:
    def seen(rules: tuple[PairRule, ...]) -> set[tuple[str, str, str, str]]:
        return {(rule.severity, rule.kind, rule.code, rule.advice) for rule in rules}

    there, back = pairs(one, two), pairs(two, one)
    assert seen(there) == seen(back)
    weights = [SEVERITIES.index(rule.severity) for rule in there]
    assert weights == sorted(weights)


@pytest.mark.parametrize(("class_a", "class_b"), [("ACEI", "ARB"), ("NITRATE", "PDE5"), ("ANTICOAGULANT", "NSAID"), ("NONSEL_BB", "NDHP_CCB")])  # fmt: skip
def test_a_rule_of_classes_reaches_every_member(class_a: str, class_b: str) -> None:
    for one, two in product(CATALOG.members(class_a), CATALOG.members(class_b)):
        assert pairs(one, two), (one, two)

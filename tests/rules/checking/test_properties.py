"""What holds of every set of medicines: order says nothing, more danger never silences a warning, no tick unearned."""

import sys
from dataclasses import replace
from datetime import date
from time import process_time
from typing import Any

from hypothesis import given, strategies as st

from tests.rules.people import CATALOG, PRESCRIPTION, order, person, report
from vclinic.domain.prescription import Check
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescribing import CheckReport, check_taken
from vclinic.rules.taken import Medicine, medicines_taken

NAMES = (
    "依那普利片", "缬沙坦胶囊", "代文", "科素亚", "苯磺酸氨氯地平片", "络活喜", "硝苯地平缓释片", "氢氯噻嗪片", "北京降压0号", "螺内酯片",
    "酒石酸美托洛尔片", "普萘洛尔片", "异搏定", "地高辛片", "辛伐他汀片", "克拉霉素", "二甲双胍片", "格列齐特缓释片", "消渴丸", "布洛芬片", "芬必得",
    "阿司匹林肠溶片", "氯吡格雷片", "华法林片", "拜瑞妥", "硝酸甘油片", "伟哥", "阿莫西林胶囊", "感康", "氨茶碱片", "补达秀",
)  # fmt: skip
DISEASES = (
    "htn", "t2dm", "copd", "asthma", "gout", "ckd", "heart_failure", "chd", "av_block", "peptic_ulcer", "hepatitis", "bleeding", "glaucoma", "bph",
)  # fmt: skip
SETS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True)
ILLNESSES = st.frozensets(st.sampled_from(DISEASES), max_size=4)
HEAVY = ("forbid", "warn")


def others(names: list[str], who: PersonFacts) -> CheckReport:
    return report([], who, tuple(names))


def ours(names: list[str], who: PersonFacts) -> CheckReport:
    return report([order(name, 0, line_no=100 + NAMES.index(name), days=3) for name in names], who)


def warned(result: CheckReport) -> set[tuple[str, str]]:
    """(Kind, code) of what interrupts."""
    return {(check.kind, check.code) for check in result.checks if check.severity in HEAVY}


def content(result: CheckReport) -> set[Check]:
    return set(result.checks)


@given(SETS, ILLNESSES, st.randoms(use_true_random=False))
def test_the_order_of_the_drugs_says_nothing(names: list[str], ill: frozenset[str], shuffler: Any) -> None:
    who = person(diseases=ill, heart_rate=50, sbp=86)
    mixed = [*names]
    shuffler.shuffle(mixed)
    for told in (ours, others):
        assert {(c.kind, c.severity, c.code, frozenset(c.drugs)) for c in content(told(names, who))} == {
            (c.kind, c.severity, c.code, frozenset(c.drugs)) for c in content(told(mixed, who))
        }


@given(SETS, st.sampled_from(NAMES), ILLNESSES)
def test_another_drug_never_removes_a_warning(names: list[str], more: str, ill: frozenset[str]) -> None:
    who = person(diseases=ill, heart_rate=72)
    if more not in names:
        assert warned(others(names, who)) <= warned(others([*names, more], who))


@given(SETS, ILLNESSES, st.sampled_from(DISEASES))
def test_another_disease_never_removes_a_warning(names: list[str], ill: frozenset[str], more: str) -> None:
    before, after = (person(diseases=known | {"htn"}) for known in (ill, ill | {more}))
    assert warned(ours(names, before)) <= warned(ours(names, after))


@given(SETS, st.integers(36, 110), st.integers(0, 30), st.integers(70, 150), st.integers(0, 40))
def test_a_worse_vital_sign_never_removes_a_warning(
    names: list[str], pulse: int, slower: int, pressure: int, lower: int
) -> None:
    before = person(heart_rate=min(pulse, 100), sbp=pressure)
    after = person(heart_rate=min(pulse, 100) - slower, sbp=pressure - lower)
    assert warned(ours(names, before)) <= warned(ours(names, after))


@given(SETS, st.floats(3.6, 7.0), st.floats(0, 2.0))
def test_more_potassium_never_removes_a_warning(names: list[str], value: float, more: float) -> None:
    def labs(figure: float) -> Labs:
        return Labs(potassium_mmol_l=Lab(figure, date(2026, 11, 24)))

    before, after = (warned(ours(names, person(labs=labs(figure)))) for figure in (value, value + more))
    assert before <= after


@given(SETS, st.sampled_from(("祖传秘方", "降压神茶", "某某普利", "不知名沙坦片", "张大夫的白药片")))
def test_a_name_nobody_knows_never_earns_a_tick(names: list[str], unknown: str) -> None:
    result = others([*names, unknown], person())
    assert unknown in result.unknown
    for kind in ("interaction", "duplicate", "allergy", "disease"):
        assert result.ticks[kind] == "unchecked"
    assert not {"interaction", "duplicate"} & {check.kind for check in result.checks if check.severity == "ok"}


@given(SETS, ILLNESSES)
def test_the_same_facts_give_the_same_checks_and_others_drugs_are_never_closed(
    names: list[str], ill: frozenset[str]
) -> None:
    who = person(diseases=ill, pregnant=True, sbp=80)
    assert others(names, who) == others(names, replace(who))
    assert others(names, who).savable
    assert all(check.severity != "forbid" for check in others(names, who).checks)


def test_eight_drugs_cost_five_milliseconds() -> None:
    orders = [order(name, 1, line_no=place) for place, name in enumerate(NAMES[:8], 1)]
    medicines: tuple[Medicine, ...] = medicines_taken(orders, (), CATALOG)
    who = person(diseases=frozenset(("htn", "t2dm", "copd")), heart_rate=72)
    check_taken(medicines, who, CATALOG, PRESCRIPTION)
    took: list[float] = []
    for _ in range(20):
        begun = process_time()
        check_taken(medicines, who, CATALOG, PRESCRIPTION)
        took.append(process_time() - begun)
    counted = "coverage" in sys.modules  # counting the branches takes most of the time itself
    assert min(took) < (0.02 if counted else 0.005)

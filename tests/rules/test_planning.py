"""Whom 备孕吗 is asked, and what waits for the answer."""

from typing import Any

import pytest

from tests.rules.people import CATALOG, PRESCRIPTION, order, person, report
from vclinic.domain.prescription import Check
from vclinic.rules.planning import planning_drugs, waits_for_planning

YOUNG: dict[str, Any] = {"age": 30}
VALSARTAN = order("缬沙坦胶囊", 80.0)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (YOUNG, True), ({"age": 15}, True), ({"age": 49}, True), ({"age": 14}, False), ({"age": 50}, False), (YOUNG | {"sex_code": "1"}, False),
        (YOUNG | {"pregnant": True}, False), (YOUNG | {"planning_pregnancy": True}, True), (YOUNG | {"planning_pregnancy": False}, True),
    ],
)  # fmt: skip
def test_only_a_woman_who_may_become_pregnant_is_asked(known: dict[str, Any], *, asked: bool) -> None:
    assert bool(planning_drugs(person(**known), ["缬沙坦胶囊"], CATALOG, PRESCRIPTION)) is asked


def test_it_names_the_drugs_it_is_asked_for_as_they_were_written() -> None:
    taken = ["苯磺酸氨氯地平片", "科素亚", "依那普利", "科素亚", "降压神茶"]
    assert planning_drugs(person(**YOUNG), taken, CATALOG, PRESCRIPTION) == ("科素亚", "依那普利")


def asking(planned: bool | None) -> list[Check]:
    who = person(**YOUNG, planning_pregnancy=planned)
    return [check for check in report([VALSARTAN], who).checks if "planning:" in check.code]


def test_a_no_ends_the_warning_and_a_yes_does_not() -> None:
    (never,), (wanted,) = asking(planned=None), asking(planned=True)
    assert (never.severity, waits_for_planning(never), "打算怀孕：" in never.text) == ("warn", True, False)
    assert (wanted.severity, waits_for_planning(wanted)) == ("warn", True)
    assert wanted.text == f"已问过，她打算怀孕：{never.text}"
    assert asking(planned=False) == []


def test_after_a_yes_other_checks_of_pregnancy_say_what_they_said() -> None:
    nursing = report([VALSARTAN], person(**YOUNG, diseases=frozenset(("lactation", "htn")), planning_pregnancy=True))
    other = [check.text for check in nursing.checks if check.kind == "pregnancy" and "planning:" not in check.code]
    assert not any("打算怀孕：" in text for text in other)


def test_only_that_warning_waits() -> None:
    assert not waits_for_planning(Check("pregnancy", "forbid", "缬沙坦/pregnancy:any", "不能用。"))
    assert not waits_for_planning(Check("disease", "warn", "缬沙坦/planning:pregnancy", "别的。"))

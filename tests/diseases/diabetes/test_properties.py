"""What holds for every diabetes visit."""

from datetime import timedelta
from typing import Any

from hypothesis import given, strategies as st

from tests.diseases.diabetes.people import DAY, RULES, facts, last
from vclinic.diseases.diabetes.assess import assess

GLUCOSE = st.integers(100, 4000).map(lambda hundredths: hundredths / 100)
ORDER = ("none", "suggested", "urgent")
MORE = st.fixed_dictionaries(
    {
        "adr": st.sampled_from("12"),
        "hypoglycemia": st.sampled_from("123"),
        "new_complication": st.booleans(),
        "pregnant": st.booleans(),
        "previous": st.one_of(st.none(), st.builds(last, st.one_of(st.none(), GLUCOSE))),
    }
)


@given(GLUCOSE, MORE)
def test_the_next_visit_lies_ahead_and_nobody_waits_longer_than_three_months(fbg: float, more: dict[str, Any]) -> None:
    found = assess(facts(fbg, **more), RULES)
    assert DAY < found.next_visit_date <= DAY + timedelta(days=92)
    assert (found.action == "ROUTINE") == (found.next_visit_date > DAY + timedelta(days=14))


@given(GLUCOSE, MORE)
def test_the_class_is_the_worst_of_what_there_is(fbg: float, more: dict[str, Any]) -> None:
    found = assess(facts(fbg, **more), RULES)
    if more["new_complication"]:
        assert found.visit_class == "4"
    elif more["adr"] == "2" or more["hypoglycemia"] == "3":
        assert found.visit_class == "3"
    else:
        assert found.visit_class == ("1" if fbg < 7.0 else "2")


@given(GLUCOSE, MORE)
def test_an_emergency_is_always_urgent(fbg: float, more: dict[str, Any]) -> None:
    found = assess(facts(fbg, **more), RULES)
    if fbg <= 3.9 or fbg >= 16.7:
        assert (found.action, found.referral) == ("EMERGENCY_REFER", "urgent")


@given(st.integers(700, 4000), st.integers(0, 1000), MORE)
def test_a_higher_glucose_never_makes_it_milder(hundredths: int, higher: int, more: dict[str, Any]) -> None:
    one = assess(facts(hundredths / 100, **more), RULES)
    two = assess(facts((hundredths + higher) / 100, **more), RULES)
    assert ORDER.index(two.referral) >= ORDER.index(one.referral)
    assert two.visit_class >= one.visit_class

"""What holds for every diabetes visit."""

from datetime import timedelta
from typing import Any

from hypothesis import given, strategies as st

from tests.diseases.diabetes.people import DAY, RULES, facts, last
from vclinic.diseases.diabetes.assess import assess

GLUCOSE = st.integers(100, 4000).map(lambda hundredths: hundredths / 100)
PRESSURE = st.tuples(st.integers(60, 250), st.integers(35, 140)).filter(lambda pair: pair[0] > pair[1])
ORDER = ("none", "suggested", "urgent")
MORE = st.fixed_dictionaries(
    {
        "adr": st.sampled_from("12"),
        "hypoglycemia": st.sampled_from("123"),
        "new_complication": st.booleans(),
        "pregnant": st.booleans(),
        "emergency_signs": st.sampled_from(((), ("ketone_breath",))),
        "temperature": st.one_of(st.none(), st.integers(350, 420).map(lambda tenths: tenths / 10)),
        "previous": st.one_of(st.none(), st.builds(last, st.one_of(st.none(), GLUCOSE))),
    }
)


@given(GLUCOSE, MORE)
def test_the_next_visit_lies_ahead_and_nobody_waits_longer_than_three_months(fbg: float, more: dict[str, Any]) -> None:
    assessment = assess(facts(fbg, **more), RULES)
    assert DAY < assessment.next_visit_date <= DAY + timedelta(days=92)
    assert (assessment.action == "ROUTINE") == (assessment.next_visit_date > DAY + timedelta(days=14))
    assert (assessment.referral == "none") is (assessment.action in ("ROUTINE", "ADJUST"))


@given(GLUCOSE, MORE)
def test_the_class_is_the_worst_of_what_there_is(fbg: float, more: dict[str, Any]) -> None:
    assessment = assess(facts(fbg, **more), RULES)
    complication = "4" if more["new_complication"] else "1"
    reaction = "3" if more["adr"] == "2" or more["hypoglycemia"] == "3" else "1"
    assert assessment.visit_class == max(complication, reaction, "1" if fbg < 7.0 else "2")


@given(GLUCOSE, PRESSURE, MORE)
def test_an_emergency_is_always_urgent_and_seen_again_in_two_weeks(
    fbg: float, pressure: tuple[int, int], more: dict[str, Any]
) -> None:
    assessment = assess(facts(fbg, "/".join(map(str, pressure)), **more), RULES)
    hot = more["temperature"] is not None and more["temperature"] > 39
    pressed = pressure[0] >= 180 or pressure[1] >= 110
    expecting = more["pregnant"] and fbg >= 6.1
    if fbg <= 3.9 or fbg >= 16.7 or pressed or hot or more["emergency_signs"] or expecting:
        assert (assessment.action, assessment.referral) == ("EMERGENCY_REFER", "urgent")
        assert assessment.next_visit_date == DAY + timedelta(days=14)
    else:
        assert assessment.referral != "urgent"


@given(st.integers(401, 4000), st.integers(0, 1000), MORE)
def test_a_higher_glucose_never_makes_it_milder(hundredths: int, higher: int, more: dict[str, Any]) -> None:
    one = assess(facts(hundredths / 100, **more), RULES)
    two = assess(facts((hundredths + higher) / 100, **more), RULES)
    assert ORDER.index(two.referral) >= ORDER.index(one.referral)
    assert two.visit_class >= one.visit_class
    assert two.next_visit_date <= one.next_visit_date


@given(st.integers(100, 699), st.integers(0, 500), MORE)
def test_a_lower_glucose_never_makes_it_milder_either(hundredths: int, lower: int, more: dict[str, Any]) -> None:
    one = assess(facts(hundredths / 100, **more | {"pregnant": False}), RULES)
    two = assess(facts(max(100, hundredths - lower) / 100, **more | {"pregnant": False}), RULES)
    assert ORDER.index(two.referral) >= ORDER.index(one.referral)
    assert two.visit_class >= one.visit_class


@given(GLUCOSE, PRESSURE, st.integers(0, 60), MORE)
def test_a_higher_pressure_never_makes_it_milder(
    fbg: float, pressure: tuple[int, int], higher: int, more: dict[str, Any]
) -> None:
    sbp, dbp = pressure
    one, two = (
        assess(facts(fbg, f"{sbp}/{dbp}", **more), RULES),
        assess(facts(fbg, f"{sbp + higher}/{dbp}", **more), RULES),
    )
    assert ORDER.index(two.referral) >= ORDER.index(one.referral)
    assert two.visit_class == one.visit_class

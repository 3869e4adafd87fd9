"""What must hold for every visit, whatever its numbers."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, strategies as st

from tests.rules.people import RULES
from vclinic.diseases.hypertension.assess import VisitFacts, assess, bp_satisfied, is_emergency
from vclinic.diseases.hypertension.reasons import PreviousVisit

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
pressures = st.tuples(st.integers(50, 300), st.integers(30, 200)).filter(lambda drawn: drawn[0] > drawn[1])
previous = st.none() | st.builds(
    lambda back, pair, adr: PreviousVisit(date(2019, 12, 31) - timedelta(days=back), *pair, adr),
    st.integers(0, 400), pressures, st.sampled_from("12"),
)  # fmt: skip
visits = st.builds(
    lambda day, age, pair, adr, previous, flags, signs: VisitFacts(
        visit_date=day, age=age, sbp=pair[0], dbp=pair[1], adr=adr, previous=previous, pregnant=flags[0],
        new_complication=flags[1], adr_uncontrollable=flags[2], emergency_signs=signs,
    ),
    days, st.integers(18, 110), pressures, st.sampled_from("12"), previous, st.tuples(*[st.booleans()] * 3),
    st.sampled_from(((), ("headache",))),
)  # fmt: skip
RANK = ("none", "suggested", "urgent")


@given(visits)
def test_the_next_visit_lies_ahead_and_nobody_waits_longer_than_three_months(visit: VisitFacts) -> None:
    assessment = assess(visit, RULES)
    ahead = (assessment.next_visit_date - visit.visit_date).days
    assert ahead == 14 if assessment.action != "ROUTINE" else 89 <= ahead <= 92


@given(visits, st.integers(0, 60), st.integers(0, 60))
def test_a_higher_pressure_never_makes_it_milder(visit: VisitFacts, more: int, more_low: int) -> None:
    worse = replace(visit, sbp=visit.sbp + more, dbp=visit.dbp + more_low)
    one, two = assess(visit, RULES), assess(worse, RULES)
    assert two.visit_class >= one.visit_class
    assert RANK.index(two.referral) >= RANK.index(one.referral)
    assert two.next_visit_date <= one.next_visit_date
    assert one.satisfied or not two.satisfied


@given(visits)
def test_the_class_is_the_worst_of_what_there_is(visit: VisitFacts) -> None:
    satisfied = bp_satisfied(visit.sbp, visit.dbp, visit.age, RULES)
    worst = max("4" if visit.new_complication else "1", "3" if visit.adr == "2" else "1", "1" if satisfied else "2")
    assert assess(visit, RULES).visit_class == worst


@given(visits)
def test_routine_is_exactly_what_gives_no_cause(visit: VisitFacts) -> None:
    assessment = assess(visit, RULES)
    # an emergency may be satisfactory too: what is above normal with child is not above the limit of the old
    quiet = assessment.visit_class == "1" and not is_emergency(visit, RULES) and not visit.adr_uncontrollable
    assert (assessment.action == "ROUTINE") is quiet
    assert (assessment.referral == "none") is (assessment.action in ("ROUTINE", "ADJUST"))


@given(visits)
def test_without_a_last_visit_nothing_is_consecutive(visit: VisitFacts) -> None:
    codes = {reason.code for reason in assess(replace(visit, previous=None), RULES).reasons}
    assert "consecutive_unsatisfied" not in codes

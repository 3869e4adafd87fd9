"""The judgement at every key: what is wrong stands at its field, what is missing is waited for, nothing is ever raised."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests import worlds
from tests.worlds import World
from vclinic.diseases import rule_book
from vclinic.domain.follow_up import DrugUse
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.judge_visit import Judgement, judge
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.visit_sheet import VisitSheet


@pytest.fixture(scope="module", params=["htn", "t2dm"])
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitSheet]:
    """A first visit of either disease; judging it touches nothing."""
    with worlds.clinic(tmp_path_factory.mktemp("judged") / "clinic") as (station, _):
        yield visit_sheet.open_visit(station, worlds.register(station, registers=(request.param,)))


def judged(sheet: VisitSheet, **typed: Any) -> Judgement:
    """An ordinary visit, but for what is typed."""
    return judge(sheet, worlds.entry(sheet, **typed).values, worlds.MORNING.date(), rule_book())


def codes(judgement: Judgement) -> dict[str, str]:
    """Field → code."""
    return {problem.field: problem.code for problem in judgement.problems}


def test_an_ordinary_visit_has_nothing_wrong_and_everything_the_machine_fills_in(sheet: VisitSheet) -> None:
    judgement = judged(sheet)
    assert judgement.problems == judgement.implausible == ()
    assert judgement.emergency_question == ()
    assert judgement.assessment is not None
    assert (judgement.computed["visit_class"], judgement.computed["next_visit_date"]) == ("1", date(2027, 2, 24))
    assert (judgement.computed["sbp"], judgement.computed["dbp"]) == (136, 84)
    assert not {"referral_reason", "referral_org_dept"} & set(judgement.computed)
    assert (judgement.revisit_weeks, judgement.routine_months) == (2, 3)


def test_the_visit_in_a_word_is_that_of_its_disease(sheet: VisitSheet) -> None:
    said = {"htn": ("136/84", (136, 84)), "t2dm": ("空腹 6.4", (6.4,))}
    judgement = judged(sheet)
    assert (judgement.summary, judgement.figures) == said[sheet.disease.key]
    nothing = judged(sheet, bp_readings=(), fbg="")
    assert nothing.figures == ()
    assert not any(figure.isdigit() for figure in nothing.summary)


def test_the_goal_stands_beside_and_does_not_change_the_judgement(sheet: VisitSheet) -> None:
    judgement = judged(sheet)
    assert judgement.goal_text
    assert judgement.assessment is not None
    assert judgement.goal_text not in "".join(reason.text for reason in judgement.assessment.reasons)


def test_before_anything_is_typed_the_judgement_waits_without_asking_for_its_result(sheet: VisitSheet) -> None:
    judgement = judge(sheet, sheet.values, worlds.MORNING.date(), rule_book())
    assert judgement.assessment is None
    missing = codes(judgement)
    assert set(missing.values()) == {"required"}
    assert not {"visit_class", "next_visit_date"} & set(missing)
    assert set(sheet.disease.needed) <= set(missing)


@pytest.mark.parametrize(
    ("day", "code"),
    [("", "required"), ("2026-02-30", "no_such_date"), ("2026-11-25", "future"), ("昨天", "not_a_date")],
)
def test_a_day_that_cannot_be_has_no_judgement(sheet: VisitSheet, day: str, code: str) -> None:
    judgement = judged(sheet, visit_date=day)
    assert codes(judgement)["visit_date"] == code
    assert judgement.assessment is None
    assert (judgement.revisit_weeks, judgement.goal_text, judgement.emergency_question) == (0, "", ())


def test_a_mean_of_wrong_readings_is_no_second_mistake(sheet: VisitSheet) -> None:
    judgement = judged(sheet, bp_readings=((84, 136),))
    assert list(codes(judgement)) == ["bp_readings"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"heart_rate": "300"}, "heart_rate"),
        ({"psych_adjust": ""}, "psych_adjust"),
        ({"adr": "2", "adr_text": ""}, "adr_text"),
    ],
)
def test_what_is_wrong_beside_the_figures_leaves_them_judged(
    sheet: VisitSheet, typed: dict[str, Any], field: str
) -> None:
    judgement = judged(sheet, **typed)
    assert list(codes(judgement)) == [field]
    assert judgement.assessment is not None


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"next_visit_date": "2026-11-24"}, "next_visit_date"),
        ({"next_visit_date": "2026-02-30"}, "next_visit_date"),
        ({"visit_class": "9"}, "visit_class"),
    ],
)
def test_what_the_doctor_chooses_is_checked_and_the_machine_still_says_what_it_thinks(
    sheet: VisitSheet, chosen: dict[str, str], field: str
) -> None:
    judgement = judged(sheet, **chosen)
    assert list(codes(judgement)) == [field]
    assert (judgement.computed["visit_class"], judgement.computed["next_visit_date"]) == ("1", date(2027, 2, 24))


def test_a_high_figure_writes_the_letter_of_referral(sheet: VisitSheet) -> None:
    judgement = judged(sheet, bp_readings=((184, 112),), fbg=17.0)
    assert judgement.assessment is not None
    assert judgement.assessment.referral == "urgent"
    assert judgement.computed["referral_org_dept"] == "镇卫生院 内科"
    assert judgement.computed["referral_reason"]


_TEXT = st.one_of(
    st.text(max_size=8),
    st.integers(-(10**6), 10**6),
    st.floats(),
    st.sampled_from(["2026-02-30", "2026-11-24", "1", "2", "²", "１３６", "136/84", "126 mg/dL", "1e9", "-0", ""]),
)
_TYPED: dict[str, st.SearchStrategy[Any]] = {
    "pairs": st.lists(st.tuples(_TEXT, _TEXT), max_size=3).map(tuple),
    "codes": st.lists(st.sampled_from(["1", "2", "5", "10", "x", ""]), max_size=3).map(tuple),
    "entries": st.lists(
        st.just(DrugUse("", 0, "")) | st.dictionaries(st.text(max_size=5), _TEXT, max_size=2), max_size=2
    ),
    "flag": st.booleans() | st.none(),
}


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_is_typed_the_judgement_answers_at_the_fields_of_the_form(
    sheet: VisitSheet, data: st.DataObject
) -> None:
    meanings = sheet.form.meanings
    names = data.draw(st.lists(st.sampled_from(sorted(meanings)), max_size=6, unique=True))
    judgement = judged(sheet, **{name: data.draw(_TYPED.get(meanings[name].kind, _TEXT), name) for name in names})
    assert {problem.field for problem in judgement.problems} <= set(meanings)
    assert all(problem.text.endswith(("。", "？")) for problem in judgement.problems)
    if judgement.assessment is not None:
        assert judgement.computed["visit_class"] == judgement.assessment.visit_class


def test_two_unsatisfactory_visits_suggest_a_referral_with_the_numbers(world: World) -> None:
    station, clock, resident = world
    worlds.visit(station, resident, 152, 94)
    clock.set(worlds.MORNING + timedelta(days=14))
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | {"bp_readings": (("150", "94"), ("146", "90"))}
    judgement = judge(sheet, values, clock.today(), station.rules)
    assert judgement.assessment is not None
    assert (judgement.computed["sbp"], judgement.computed["dbp"]) == (148, 92)
    assert (judgement.assessment.visit_class, judgement.assessment.referral) == ("2", "suggested")
    assert "148/92" in judgement.assessment.reasons[0].text
    assert "152/94" in judgement.assessment.reasons[0].text
    assert judgement.assessment.next_visit_date == clock.today() + timedelta(days=14)


def test_a_visit_entered_late_is_judged_by_what_came_before_its_own_day(world: World) -> None:
    station, clock, resident = world
    worlds.visit(station, resident)
    clock.set(worlds.MORNING + timedelta(days=80))
    sheet = visit_sheet.open_visit(station, resident)
    high = dict(sheet.values) | {"bp_readings": ((168, 100),), "heart_rate": 78}
    assert isinstance(record_follow_up.record(station, sheet, VisitEntry(high)), SavedVisit)
    late = visit_sheet.open_visit(station, resident)
    day = clock.today() - timedelta(days=30)
    between = dict(late.values) | {"bp_readings": ((166, 98),), "heart_rate": 80, "visit_date": day}
    judgement = judge(late, between, clock.today(), station.rules).assessment
    assert judgement is not None
    assert (judgement.action, judgement.referral) == ("ADJUST", "none")
    same_day = judge(late, between | {"visit_date": clock.today()}, clock.today(), station.rules).assessment
    assert same_day is not None
    assert same_day.referral == "none"  # two visits on one day are one step of twice in a row
    tomorrow = clock.today() + timedelta(days=1)
    after = judge(late, between | {"visit_date": tomorrow}, tomorrow, station.rules).assessment
    assert after is not None
    assert after.referral == "suggested"


def test_a_reaction_out_of_control_beside_none_is_asked_about_and_never_called_controlled(world: World) -> None:
    station, clock, resident = world
    sheet = visit_sheet.open_visit(station, resident)
    values = dict(sheet.values) | worlds.FULL | {"adr": "1", "adr_uncontrollable": True}
    judgement = judge(sheet, values, clock.today(), station.rules)
    assert judgement.assessment is not None
    assert (judgement.assessment.visit_class, judgement.assessment.action) == ("3", "REFER")
    wrong = record_follow_up.record(station, sheet, VisitEntry(values))
    assert isinstance(wrong, list)
    assert [problem.field for problem in wrong] == ["adr"]


def test_a_second_high_glucose_is_referred_with_both_figures(alone: World) -> None:
    station, clock, resident = alone
    worlds.visit(station, resident, **worlds.SUGAR | {"fbg": 7.8})
    clock.set(worlds.MORNING + timedelta(days=14))
    sheet = visit_sheet.open_visit(station, resident)
    entry = worlds.entry(sheet, fbg="7.4", weight_kg=64.0, dorsalis_pedis="1")
    judged = judge(sheet, entry.values, clock.today(), station.rules)
    assert judged.assessment is not None
    assert judged.assessment.referral == "suggested"
    assert judged.computed["referral_reason"] == "连续两次空腹血糖控制不满意"
    assert "7.4" in judged.assessment.reasons[0].text
    assert "7.8" in judged.assessment.reasons[0].text


def test_symptoms_ask_before_anything_is_measured(alone: World) -> None:
    station, clock, resident = alone
    sheet = visit_sheet.open_visit(station, resident)
    judged = judge(sheet, dict(sheet.values) | {"symptom_codes": ("5",)}, clock.today(), station.rules)
    assert (judged.assessment, judged.emergency_question) == (None, ("consciousness", "vision", "other"))

"""All parts of a visit together: what the page asks of them as one, and what it keeps of what the doctor decided."""

from datetime import date

import pytest

from tests.ui import village
from vclinic.domain.problem import Problem
from vclinic.services import record_follow_up, register_resident, visit_sheet
from vclinic.services.refer_at_once import ReferredVisit
from vclinic.services.workstation import Workstation
from vclinic.ui.pages.follow_up.decisions import KEY
from vclinic.ui.pages.follow_up.effort import Effort
from vclinic.ui.pages.follow_up.parts import implausible_of, once, problems_of, worst, written_in_readings
from vclinic.ui.pages.follow_up.readings import another_after, why_once_more
from vclinic.ui.pages.follow_up.strip.reasons import explanation
from vclinic.ui.pages.follow_up.visit import Visit

CALM, HIGH, URGENT = (("134", "82"),), (("158", "96"),), (("184", "112"),)


@pytest.fixture
def visit(station: Workstation, people: dict[str, str]) -> Visit:
    """赵冬梅, who has hypertension and, since today, diabetes."""
    register_resident.enrol_register(station, people["赵冬梅"], "t2dm", date(2020, 1, 1), height_cm=160)
    return Visit(visit_sheet.open_visits(station, people["赵冬梅"]), station)


def judged(visit: Visit, **values: object) -> Visit:
    for key, value in values.items():
        visit.state.put(key, value)
    visit.judge()
    return visit


def test_a_visit_of_two_diseases_is_named_after_both_and_belongs_to_the_resident(
    visit: Visit, people: dict[str, str]
) -> None:
    assert visit.title == "高血压、2 型糖尿病随访"
    assert visit.owner == people["赵冬梅"]
    assert visit.saved_text() == ""


def test_a_stored_visit_is_named_after_its_form_and_keeps_drafts_of_its_own(
    station: Workstation, people: dict[str, str]
) -> None:
    follow_up = village.visit(station, people["赵冬梅"], (138, 84))
    stored = Visit((visit_sheet.open_visit(station, people["赵冬梅"], follow_up),), station)
    assert stored.title == "高血压患者随访服务记录表"
    assert stored.owner == follow_up


@pytest.mark.parametrize(
    ("pressure", "glucose", "disease"),
    [
        (CALM, "6.4", "htn"), (HIGH, "6.4", "htn"), (CALM, "8.2", "t2dm"), (HIGH, "8.2", "htn"),
        (URGENT, "8.2", "htn"), (CALM, "17.0", "t2dm"), (URGENT, "17.0", "htn"), (CALM, "", "htn"),
    ],
    ids=["both calm: the first", "pressure high", "glucose high", "both high: the first", "pressure urgent",
         "glucose urgent", "both urgent: the first", "one not judged yet"],
)  # fmt: skip
def test_the_gravest_part_speaks_for_the_visit(visit: Visit, pressure: object, glucose: str, disease: str) -> None:
    judged(visit, bp_readings=pressure, fbg=glucose, dorsalis_pedis="1")
    assert worst(visit.parts).sheet.disease.key == disease


def test_a_problem_both_forms_have_is_said_once() -> None:
    first, other = Problem("heart_rate", "range", "心率不对"), Problem("heart_rate", "required", "请填写心率")
    assert once([first, first, other, first]) == [first, other]
    assert once([]) == []


def test_what_both_ask_is_wrong_once_on_the_page(visit: Visit) -> None:
    judged(visit, heart_rate="7")
    fields = [problem.field for problem in problems_of(visit.parts) if problem.code != "required"]
    assert fields.count("heart_rate") == 1
    assert visit.state.state_of("heart_rate")[0] == "invalid"


def test_an_unlikely_weight_wants_one_reason_for_both(visit: Visit) -> None:
    judged(visit, weight_kg="45")
    assert [problem.field for problem in implausible_of(visit.parts)] == ["weight_kg"]
    assert len(visit.waiting(typing=False).unanswered) == 1
    for part in visit.parts:
        part.give_reason("weight_kg", "住院后瘦了")
    assert visit.waiting(typing=False).unanswered == []


def test_what_is_being_typed_is_not_counted_as_wrong_yet(visit: Visit) -> None:
    judged(visit, bp_readings=(("84", "96"),))
    (readings,) = written_in_readings(visit.parts)
    assert readings in {problem.field for problem in visit.waiting(typing=False).problems}
    assert readings not in {problem.field for problem in visit.waiting(typing=True).problems}


def test_what_a_visit_cost_is_shared_among_its_forms(visit: Visit, station: Workstation) -> None:
    effort = Effort(station.clock.monotonic)
    effort.actions = 11
    assert [entry.key_actions for entry in visit.entries(effort)] == [6, 6], "rounded up, never to nothing"


def test_a_draft_brings_back_values_and_decisions(visit: Visit, station: Workstation, people: dict[str, str]) -> None:
    judged(visit, bp_readings=CALM, fbg="8.2")
    visit.parts[1].decided.chosen = {"visit_class": "3", "next_visit_date": date(2026, 12, 1)}
    visit.parts[1].decided.why = "服药后不适"
    visit.keep_draft()
    again = Visit(visit_sheet.open_visits(station, people["赵冬梅"]), station)
    assert again.saved_text() == "草稿存于 08:36"
    assert again.state.values["fbg"] == "8.2"
    assert KEY not in again.state.values
    assert again.parts[1].decided.chosen == {"visit_class": "3", "next_visit_date": date(2026, 12, 1)}
    assert again.parts[1].decided.why == "服药后不适"
    assert again.parts[0].decided.chosen == {}


def test_a_letter_is_written_for_the_gravest_part_only_when_one_is_advised(visit: Visit) -> None:
    assert judged(visit, bp_readings=CALM, fbg="6.4").letter() is None
    letter = judged(visit, fbg="17.0").letter()
    assert letter is not None


@pytest.mark.parametrize(
    ("place", "pairs", "always", "another"),
    [
        (0, CALM, False, False), (0, CALM, True, True), (0, HIGH, False, True), (1, HIGH, True, False),
        (1, CALM, True, False),
    ],
)  # fmt: skip
def test_a_second_reading_is_for_what_is_not_calm_or_for_who_always_wants_one(
    visit: Visit, place: int, pairs: object, *, always: bool, another: bool
) -> None:
    judged(visit, bp_readings=pairs)
    assert another_after(visit.parts, place, second_always=always) is another


@pytest.mark.parametrize(
    ("pairs", "place", "again"),
    [
        ((("158", "96"), ("146", "94")), 1, True), ((("158", "96"), ("152", "94")), 1, False),
        ((("158", "96"), ("146", "94")), 0, False), ((("158", "96"), ("14", "")), 1, False), ((), 0, False),
    ],
    ids=["they differ", "they agree", "only the first counts", "half a reading", "none"],
)  # fmt: skip
def test_readings_that_differ_want_a_third(
    visit: Visit, station: Workstation, pairs: tuple[tuple[str, str], ...], place: int, *, again: bool
) -> None:
    assert bool(why_once_more(visit.parts[0], pairs, place, station)) is again


def test_f7_has_the_goals_before_there_is_a_judgement_and_a_line_for_each_disease_after(visit: Visit) -> None:
    visit.judge()
    assert "治疗目标" in explanation(visit.parts)
    judged(visit, bp_readings=CALM, fbg="8.2")
    lines = explanation(visit.parts).split("\n")
    assert [line.split("：")[0] for line in lines] == ["高血压", "2 型糖尿病"]
    assert explanation(visit.parts[:1]).startswith("今天 134/82"), "one disease needs no name"


def test_what_was_overruled_in_an_emergency_stays_so_when_the_form_is_completed(
    visit: Visit, station: Workstation
) -> None:
    judged(visit, bp_readings=(("184", "112"),))
    for part in visit.parts:
        part.decided.chosen, part.decided.why = {"visit_class": "4"}, "新发脑梗，县医院已确诊"
    referred = visit.refer_at_once(Effort(station.clock.monotonic))
    assert isinstance(referred, ReferredVisit)
    (stored, *_) = referred.saved
    sheet = visit_sheet.open_visit(station, visit.owner, stored.follow_up_id)
    again = Visit((sheet,), station)
    (part,) = again.parts
    assert (part.decided.chosen, part.decided.why) == ({"visit_class": "4"}, "新发脑梗，县医院已确诊")
    assert part.judgement.assessment is not None
    assert part.judgement.assessment.visit_class == "2"  # what the machine says is another thing
    completed = part.entry(again.state, 0, 0)
    problems = record_follow_up.prepare(station, sheet, completed, emergency=True)
    assert not isinstance(problems, list)
    assert [(overrule.chosen, overrule.reason) for overrule in problems.overrules] == [("4", "新发脑梗，县医院已确诊")]

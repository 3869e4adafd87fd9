"""What every disease answers without being asked to write it: those we have, and one declared in a test."""

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.diseases.diabetes import people as diabetic
from tests.rules import people as hypertensive
from tests.rules.people import BOOK, DAY
from tests.toys import gout
from vclinic.diseases import DISEASES
from vclinic.diseases.disease import Disease
from vclinic.diseases.visits import Earlier, Subject
from vclinic.domain.follow_up import Assessment, Reason
from vclinic.rules.rule_set import RuleHead

SUBJECT = Subject(date(1966, 5, 1), "2", 160.0)
VALUES = {"htn": hypertensive.values(), "t2dm": diabetic.values()}
WORSE: dict[str, dict[str, Any]] = {"htn": {"sbp": 158, "dbp": 96}, "t2dm": {"fbg": 9.2}}
WORST: dict[str, dict[str, Any]] = {"htn": {"sbp": 184, "dbp": 112}, "t2dm": {"fbg": 17.5}}
EVERY = pytest.mark.parametrize("disease", DISEASES, ids=lambda disease: disease.key)


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Disease[Any]]:
    with gout(tmp_path) as disease:
        yield disease


def assess(disease: Disease[Any], *history: Earlier, **changes: Any) -> Assessment:
    judgement = disease.assess(VALUES[disease.key] | changes, SUBJECT, history, disease.rules_on(BOOK, DAY))
    assert judgement is not None
    return judgement


def reasoned(*codes: str) -> Assessment:
    reasons = tuple(Reason(code, f"{code} 的原因。", "分类") for code in codes)
    return Assessment("2", False, "REFER", DAY, "suggested", reasons, "r")


@EVERY
class TestEveryDisease:
    def test_an_ordinary_visit_is_routine(self, disease: Disease[Any]) -> None:
        judgement = assess(disease)
        assert (judgement.visit_class, judgement.action, judgement.referral) == ("1", "ROUTINE", "none")

    def test_worse_twice_is_referred_and_worst_at_once(self, disease: Disease[Any]) -> None:
        last = Earlier(DAY - timedelta(days=90), VALUES[disease.key] | WORSE[disease.key], "2", satisfied=False)
        once, twice = assess(disease, **WORSE[disease.key]), assess(disease, last, **WORSE[disease.key])
        assert (once.action, twice.action) == ("ADJUST", "REFER")
        assert assess(disease, **WORST[disease.key]).action == "EMERGENCY_REFER"

    def test_a_visit_after_the_day_is_passed_over(self, disease: Disease[Any]) -> None:
        later = Earlier(DAY + timedelta(days=9), VALUES[disease.key] | WORSE[disease.key], "2", satisfied=False)
        assert assess(disease, later, **WORSE[disease.key]) == assess(disease, **WORSE[disease.key])

    def test_the_order_in_which_symptoms_were_ticked_does_not_matter(self, disease: Disease[Any]) -> None:
        ticked = ("2", "4", "6", "9")
        rules = disease.rules_on(BOOK, DAY)
        forth, back = (VALUES[disease.key] | {"symptom_codes": codes} for codes in (ticked, ticked[::-1]))
        assert assess(disease, symptom_codes=ticked) == assess(disease, symptom_codes=ticked[::-1])
        asked = disease.ask(forth, SUBJECT, rules)
        assert set(asked) == set(disease.ask(back, SUBJECT, rules))
        assert len(set(asked)) == len(asked)

    def test_nothing_is_asked_of_somebody_without_symptoms(self, disease: Disease[Any]) -> None:
        assert disease.ask(VALUES[disease.key], SUBJECT, disease.rules_on(BOOK, DAY)) == ()

    def test_what_is_asked_can_be_answered_on_the_form(self, disease: Disease[Any]) -> None:
        signs = disease.form.meanings["emergency_signs"].codes
        symptoms = disease.form.meanings["symptom_codes"].codes
        assert signs is not None
        assert symptoms is not None
        for symptom, _ in symptoms.options:
            asked = disease.ask(
                VALUES[disease.key] | {"symptom_codes": (symptom,)}, SUBJECT, disease.rules_on(BOOK, DAY)
            )
            assert set(asked) <= {code for code, _ in signs.options}, symptom

    @pytest.mark.parametrize(
        ("codes", "text"),
        [
            (("emergency", "complication"), "危急情况"),
            (("complication", "emergency"), "出现新的并发症或原有并发症加重"),
            (("adr_uncontrollable",), "药物不良反应难以控制"),
            (("unsatisfied", "adr_uncontrollable"), "药物不良反应难以控制"),
            (("unsatisfied_refer", "schedule"), "unsatisfied_refer 的原因。"),
        ],
    )
    def test_the_referral_row_names_the_first_cause_it_has_a_name_for(
        self, disease: Disease[Any], codes: tuple[str, ...], text: str
    ) -> None:
        assert disease.referral_reason(reasoned(*codes)) == text

    def test_twice_unsatisfactory_names_what_was_measured(self, disease: Disease[Any]) -> None:
        label = disease.measures[0].label
        assert disease.referral_reason(reasoned("consecutive_unsatisfied")) == f"连续两次{label}控制不满意"

    def test_every_class_has_its_cause_in_words(self, disease: Disease[Any]) -> None:
        causes = {code: disease.cause(code, VALUES[disease.key]) for code in "1234"}
        assert len(set(causes.values())) == 4
        assert disease.measures[0].text(VALUES[disease.key]) in causes["2"]
        with pytest.raises(KeyError):
            disease.cause("5", VALUES[disease.key])

    def test_the_same_figures_as_last_time_want_a_reason(self, disease: Disease[Any]) -> None:
        values, rules = VALUES[disease.key], disease.rules_on(BOOK, DAY)
        (problem,) = disease.implausible(values, values, 60, rules)
        assert (problem.field, problem.code) == (disease.measured[0], "identical")
        assert problem.text.startswith(f"{disease.measured_label}与上次完全相同")
        assert disease.implausible(values, {}, 60, rules) == []

    def test_every_threshold_is_told_from_a_file_that_is_whole(self, disease: Disease[Any]) -> None:
        rules = disease.rules_on(BOOK, DAY)
        whole = {name: getattr(rules, name) for name in rule_names(rules)}
        head = RuleHead("again/1", date(2026, 1, 1))
        again = disease.read_rules(head, whole)
        assert (again.id, again.effective_from) == (head.id, head.effective_from)
        for name in whole:
            with pytest.raises(ValueError, match=name):
                disease.read_rules(head, {other: value for other, value in whole.items() if other != name})
            with pytest.raises(ValueError, match=name):
                disease.read_rules(head, whole | {name: 0})

    def test_no_rule_set_looks_back_further_than_a_judgement_does(self, disease: Disease[Any]) -> None:
        rules = disease.rules_on(BOOK, DAY)
        whole = {name: getattr(rules, name) for name in rule_names(rules)}
        with pytest.raises(ValueError, match="referral_trigger_count"):
            disease.read_rules(RuleHead("far/1", DAY), whole | {"referral_trigger_count": 3})

    def test_where_one_bad_visit_is_enough_the_first_is_referred(self, disease: Disease[Any]) -> None:
        rules = dataclasses.replace(disease.rules_on(BOOK, DAY), referral_trigger_count=1)
        judgement = disease.assess(VALUES[disease.key] | WORSE[disease.key], SUBJECT, (), rules)
        assert judgement is not None
        assert (judgement.action, judgement.reasons[0].code) == ("REFER", "unsatisfied_refer")
        assert disease.referral_reason(judgement) == judgement.reasons[0].text


def rule_names(rules: object) -> list[str]:
    """Names of the thresholds of a rule set, its head aside."""
    fields = dataclasses.fields(rules)  # type: ignore[arg-type]
    return [field.name for field in fields if field.name not in ("id", "effective_from")]


class TestADiseaseThatWritesOnlyWhatIsItsOwn:
    def test_it_asks_nothing_and_fills_in_nothing_it_does_not_know(self, toy: Disease[Any]) -> None:
        rules = toy.rules_on(BOOK, DAY) if toy.rule_kind in BOOK.sets else None
        assert toy.ask({"urate": 480}, SUBJECT, rules) == ()
        assert (toy.typed({"urate": 480}), toy.compute({"urate": 480})) == ({}, {})
        assert toy.repeat_hint({"urate": 480}, rules) == ""
        assert (toy.habits(), toy.findings({}, (), SUBJECT)) == ({}, [])

    def test_it_is_told_of_in_its_own_words(self, toy: Disease[Any]) -> None:
        assert toy.cause("2", {"urate": 480}) == "血尿酸 480 没达标"
        assert toy.cause("3", {"urate": 480}) == "有不良反应"
        assert toy.summary({"urate": 480}) == "480"
        assert toy.referral_reason(reasoned("consecutive_unsatisfied")) == "连续两次血尿酸控制不满意"

    def test_the_same_figure_twice_is_asked_about_here_too(self, toy: Disease[Any]) -> None:
        (problem,) = toy.implausible({"urate": 480}, {"urate": 480}, 60, None)
        assert problem.text == "血尿酸与上次完全相同，请核对是不是今天量的。"

    def test_its_rules_need_not_count_visits(self, toy: Disease[Any]) -> None:
        figures = {"urate_below": 420, "revisit_days": 14, "routine_months": 3}
        assert toy.read_rules(RuleHead("gout/2", DAY), figures).urate_below == 420

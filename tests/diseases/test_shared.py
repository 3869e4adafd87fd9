"""What must hold between the answers of every follow-up form, edge by edge, each refusal with its sentence."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import DAY
from vclinic.diseases import shared
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import Problem
from vclinic.forms.spec import Condition, Context

READINGS = st.lists(st.tuples(st.integers(60, 250), st.integers(30, 140)), min_size=1, max_size=3)


def check(condition: Condition, values: dict[str, Any], **facts: Any) -> list[Problem]:
    return condition(values, Context(DAY, facts))


def refused(condition: Condition, values: dict[str, Any], **facts: Any) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in check(condition, values, **facts)]


class TestPressure:
    @pytest.mark.parametrize(
        ("values", "problems"),
        [
            ({}, []),
            ({"sbp": 130}, []),
            ({"sbp": 130, "dbp": 80}, []),
            ({"sbp": 80, "dbp": 79}, []),
            ({"sbp": 80, "dbp": 80}, [("dbp", "diastolic_not_below")]),
            ({"sbp": 80, "dbp": 130}, [("dbp", "diastolic_not_below")]),
            ({"bp_readings": ((130, 80), (80, 130))}, [("bp_readings", "diastolic_not_below")]),
            ({"bp_readings": ((80, 80),), "sbp": 80, "dbp": 80}, [("dbp", "diastolic_not_below"), ("bp_readings", "diastolic_not_below")]),
            ({"bp_readings": ((132, 80), (130, 84)), "sbp": 131, "dbp": 82}, []),
            ({"bp_readings": ((132, 80), (130, 84)), "sbp": 132, "dbp": 82}, [("sbp", "not_the_mean")]),
            ({"bp_readings": ((132, 80),), "sbp": 130, "dbp": 82}, [("sbp", "not_the_mean"), ("dbp", "not_the_mean")]),
            ({"bp_readings": ((132, 80),)}, []),
            ({"bp_readings": (), "sbp": 130, "dbp": 82}, []),
        ],
    )  # fmt: skip
    def test_the_lower_figure_is_below_and_the_judged_one_was_measured(
        self, values: dict[str, Any], problems: list[tuple[str, str]]
    ) -> None:
        assert refused(shared.pressure, values) == problems

    def test_each_says_the_figures(self) -> None:
        (swapped,) = check(shared.pressure, {"sbp": 80, "dbp": 130})
        assert swapped.text == "舒张压 130 应低于收缩压 80，是不是填反了？"
        (mean,) = check(shared.pressure, {"bp_readings": ((132, 80),), "sbp": 130, "dbp": 80})
        assert mean.text == "收缩压填的是 130，而读数的平均是 132，请核对。"

    @pytest.mark.parametrize(
        ("readings", "mean"),
        [
            (((150, 90),), (150, 90)),
            (((150, 90), (151, 91)), (151, 91)),
            (((150, 90), (150, 91)), (150, 91)),
            (((168, 98), (164, 96)), (166, 97)),
            (((144, 84), (142, 82)), (143, 83)),
            (((184, 110), (182, 110)), (183, 110)),
            (((150, 90), (151, 90), (151, 90)), (151, 90)),
            (((150, 90), (150, 90), (151, 91)), (150, 90)),
        ],
    )
    def test_the_mean_is_rounded_half_up(self, readings: tuple[tuple[int, int], ...], mean: tuple[int, int]) -> None:
        assert shared.mean_pressure(readings) == mean

    @given(READINGS)
    def test_a_mean_lies_among_its_readings_whatever_their_order(self, readings: list[tuple[int, int]]) -> None:
        mean = shared.mean_pressure(readings)
        assert mean == shared.mean_pressure(sorted(readings)) == shared.mean_pressure(readings[::-1])
        for place in (0, 1):
            figures = [reading[place] for reading in readings]
            assert min(figures) <= mean[place] <= max(figures)

    @given(READINGS)
    def test_the_mean_of_what_is_typed_is_the_mean_that_is_accepted(self, readings: list[tuple[int, int]]) -> None:
        typed = shared.means({"bp_readings": tuple((str(high), str(low)) for high, low in readings)})
        assert (typed["sbp"], typed["dbp"]) == shared.judged_pressure(readings)
        codes = [code for _, code in refused(shared.pressure, typed | {"bp_readings": tuple(readings)})]
        assert "not_the_mean" not in codes

    def test_the_mean_of_all_readings_stands_as_earlier_programs_judged_it(self) -> None:
        readings = ((182, 112), (168, 98), (164, 96))
        assert refused(shared.pressure, {"sbp": 171, "dbp": 102, "bp_readings": readings}) == []
        assert refused(shared.pressure, {"sbp": 166, "dbp": 97, "bp_readings": readings}) == []
        assert refused(shared.pressure, {"sbp": 164, "dbp": 96, "bp_readings": readings}) == [
            ("sbp", "not_the_mean"), ("dbp", "not_the_mean"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("readings", "means"),
        [
            ((), {}),
            (None, {}),
            ((("", ""),), {}),
            ((("15", ""),), {}),
            ((("150", "9x"), ("140", "80")), {"sbp": 140, "dbp": 80}),
            (((" 150 ", "90"),), {"sbp": 150, "dbp": 90}),
        ],
    )
    def test_half_typed_readings_are_waited_for(self, readings: object, means: dict[str, int]) -> None:
        assert shared.means({"bp_readings": readings}) == means

    @pytest.mark.parametrize(
        ("readings", "again"),
        [
            ((), False),
            (((150, 90),), False),
            (((150, 90), (140, 90)), False),
            (((150, 90), (139, 90)), True),
            (((150, 90), (150, 79)), True),
        ],
    )
    def test_readings_more_than_ten_apart_are_taken_again(self, readings: object, *, again: bool) -> None:
        assert bool(shared.pressure_again({"bp_readings": readings}, 10)) is again


class TestDays:
    @pytest.mark.parametrize(
        ("day", "code"),
        [(None, []), (DAY, []), (date(2026, 11, 25), ["future"]), (date(1966, 5, 1), []), (date(1966, 4, 30), ["before_birth"])],
    )  # fmt: skip
    def test_no_visit_lies_ahead_or_before_birth(self, day: date | None, code: list[str]) -> None:
        problems = check(shared.visit_day, {"visit_date": day}, birth_date=date(1966, 5, 1))
        assert [problem.code for problem in problems] == code

    def test_without_a_birth_date_any_day_that_is_past_will_do(self) -> None:
        assert refused(shared.visit_day, {"visit_date": date(1900, 1, 1)}) == []

    @pytest.mark.parametrize(
        ("day", "following", "refusal"),
        [
            (DAY, date(2026, 11, 25), False),
            (DAY, DAY, True),
            (DAY, date(2026, 11, 23), True),
            (None, DAY, False),
            (DAY, None, False),
        ],
    )
    def test_the_next_visit_follows_this_one(self, day: date | None, following: date | None, *, refusal: bool) -> None:
        assert bool(refused(shared.next_visit, {"visit_date": day, "next_visit_date": following})) is refusal


class TestHabits:
    @pytest.mark.parametrize(
        ("values", "fields"),
        [
            ({"smoke_now": 10, "smoke_target": 10}, []),
            ({"smoke_now": 10, "smoke_target": 11}, ["smoke_target"]),
            ({"smoke_now": 0, "smoke_target": 1, "drink_now": 0.5, "drink_target": 1.0}, ["smoke_target", "drink_target"]),
            ({"smoke_now": None, "smoke_target": 5}, []),
            ({"drink_now": 2.0}, []),
        ],
    )  # fmt: skip
    def test_nobody_is_advised_to_smoke_or_drink_more(self, values: dict[str, Any], fields: list[str]) -> None:
        assert [field for field, _ in refused(shared.targets, values)] == fields

    def test_the_sentence_writes_figures_without_empty_places(self) -> None:
        (problem,) = check(shared.targets, {"drink_now": 0.5, "drink_target": 1.0})
        assert problem.text == "目标饮酒量 1 比现在 0.5 还多。"

    @pytest.mark.parametrize(
        ("values", "fields"),
        [
            ({"symptom_codes": ("2", "10")}, ["symptom_other"]),
            ({"symptom_codes": ("10",), "symptom_other": "耳鸣"}, []),
            ({"symptom_codes": ("1",)}, []),
            ({"adr": "2", "adr_text": ""}, ["adr_text"]),
            ({"adr": "2"}, []),
            ({"adr": "2", "adr_text": "干咳"}, []),
        ],
    )
    def test_what_is_other_is_named(self, values: dict[str, Any], fields: list[str]) -> None:
        assert [field for field, _ in refused(shared.texts, values)] == fields

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"adr_uncontrollable": True, "adr": "1"}, True),
            ({"adr_uncontrollable": True, "adr": "2"}, False),
            ({"adr_uncontrollable": False, "adr": "1"}, False),
        ],
    )
    def test_what_cannot_be_controlled_is_a_reaction(self, values: dict[str, Any], *, refusal: bool) -> None:
        assert bool(refused(shared.reaction, values)) is refusal

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"med_adherence": "3", "drugs": ()}, True),
            ({"med_adherence": "3", "drugs": (), "insulin": (InsulinUse("甘精", "睡前 8"),)}, False),
            ({"med_adherence": "3", "drugs": (DrugUse("氨氯地平", 1, "5 mg"),)}, False),
            ({"med_adherence": "3"}, False),
            ({"med_adherence": "1", "drugs": ()}, False),
        ],
    )
    def test_only_drugs_that_were_prescribed_can_be_left_untaken(
        self, values: dict[str, Any], *, refusal: bool
    ) -> None:
        assert bool(refused(shared.adherence, values)) is refusal

    @pytest.mark.parametrize(
        ("names", "refusal"),
        [((), False), (("氨氯地平",), False), (("VC",), False), (("氨氯地平", "14286"), True), (("1 + 2",), True)],
    )
    def test_a_figure_is_no_drug(self, names: tuple[str, ...], *, refusal: bool) -> None:
        values = {"drugs": tuple(DrugUse(name, 1, "1 片") for name in names)}
        assert bool(refused(shared.drug_names, values)) is refusal
        assert refused(shared.drug_names, {}) == []

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ({"sex_code": "1"}, True),
            ({"sex_code": "2"}, False),
            ({"sex_code": "2", "birth_date": date(2016, 11, 25)}, True),
            ({"sex_code": "2", "birth_date": date(2016, 11, 24)}, False),
            ({}, False),
        ],
    )
    def test_nobody_is_with_child_who_cannot_be(self, facts: dict[str, Any], *, refusal: bool) -> None:
        assert bool(refused(shared.pregnancy, {"pregnant": True, "visit_date": DAY}, **facts)) is refusal
        assert refused(shared.pregnancy, {"pregnant": False, "visit_date": DAY}, **facts) == []


class TestBody:
    @pytest.mark.parametrize(
        ("values", "mass"),
        [
            ({}, {}),
            ({"weight_kg": 64.0}, {}),
            ({"height_cm": 160.0}, {}),
            ({"height_cm": 160.0, "weight_kg": 64.0}, {"bmi": 25.0}),
            ({"height_cm": 156.0, "weight_kg": 64.5, "weight_target": 58.0}, {"bmi": 26.5, "bmi_target": 23.8}),
        ],
    )
    def test_body_mass(self, values: dict[str, Any], mass: dict[str, float]) -> None:
        assert shared.body_mass(values) == mass

    @pytest.mark.parametrize(
        ("weight", "last", "asked"),
        [(66.0, 60.0, False), (66.1, 60.0, True), (54.0, 60.0, False), (53.9, 60.0, True), (70.0, None, False)],
    )
    def test_a_weight_more_than_a_tenth_away_is_asked_about(
        self, weight: float, last: float | None, *, asked: bool
    ) -> None:
        problems = shared.unlikely_weight({"weight_kg": weight}, {"weight_kg": last}, 23.9)
        assert [problem.code for problem in problems] == (["jump"] if asked else [])

    @pytest.mark.parametrize(
        ("values", "asked"),
        [
            ({"weight_kg": 70.0, "weight_target": 71.0, "height_cm": 160.0}, True),
            ({"weight_kg": 70.0, "weight_target": 70.0, "height_cm": 160.0}, False),
            ({"weight_kg": 50.0, "weight_target": 55.0, "height_cm": 160.0}, False),
            ({"weight_kg": 70.0, "weight_target": 71.0}, False),
        ],
    )
    def test_a_heavier_goal_is_asked_about_only_for_the_heavy(self, values: dict[str, Any], *, asked: bool) -> None:
        assert bool(shared.unlikely_weight(values, {}, 23.9)) is asked

    @pytest.mark.parametrize(
        ("values", "last", "asked"),
        [
            ({"sbp": 130, "dbp": 80}, {"sbp": 130, "dbp": 80}, True),
            ({"sbp": 130, "dbp": 80}, {"sbp": 130, "dbp": 81}, False),
            ({"sbp": 130, "dbp": 80}, {}, False),
            ({"sbp": 130}, {"sbp": 130}, False),
            ({"sbp": None, "dbp": None}, {"sbp": None, "dbp": None}, False),
        ],
    )
    def test_nobodys_body_stands_still(self, values: dict[str, Any], last: dict[str, Any], *, asked: bool) -> None:
        problems = shared.identical(values, last, ("sbp", "dbp"), "血压")
        assert [(problem.field, problem.code) for problem in problems] == ([("sbp", "identical")] if asked else [])


class TestDrugs:
    def test_lines_of_a_record_and_of_a_document_say_the_same(self) -> None:
        record = {"drugs": (DrugUse("二甲双胍片", 2, "0.5 g"),), "insulin": (InsulinUse("门冬 30", "早 12"),)}
        document = {"drugs": [{"name": "二甲双胍片"}], "insulin": [{"kind": "门冬 30"}]}
        assert shared.drugs_of(record) == shared.drugs_of(document) == ("二甲双胍片", "胰岛素 门冬 30")

    def test_insulin_that_is_called_so_is_not_called_so_twice(self) -> None:
        assert shared.drugs_of({"insulin": (InsulinUse("甘精胰岛素", "睡前 8"),)}) == ("甘精胰岛素",)

    @pytest.mark.parametrize("nothing", [{}, {"drugs": None, "insulin": None}, {"drugs": (), "insulin": ()}])
    def test_none_is_none(self, nothing: dict[str, Any]) -> None:
        assert shared.drugs_of(nothing) == ()

    def test_a_part_nobody_wrote_is_empty(self) -> None:
        assert shared.part_of({}, "kind") == ""


@pytest.mark.parametrize(("way", "note"), [("1", ""), ("2", ""), ("3", "自测"), (None, "")])
def test_a_pressure_by_telephone_was_measured_by_the_resident(way: str | None, note: str) -> None:
    assert shared.self_measured({"visit_way": way}) == note


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({}, []),
        ({"referral_outcome": ""}, []),
        ({"referral_outcome": "1"}, [("referral_outcome_on", "required")]),
        ({"referral_outcome": "1", "referral_outcome_on": date(2026, 11, 24)}, []),  # the day itself
        ({"referral_outcome": "1", "referral_outcome_on": date(2026, 11, 23)}, [("referral_outcome_on", "impossible")]),
        ({"referral_outcome": "1", "referral_outcome_on": date(2026, 12, 2)}, [("referral_outcome_on", "impossible")]),
        ({"referral_outcome": "3", "referral_outcome_on": date(2026, 12, 1)}, [("referral_outcome_text", "required")]),
        ({"referral_outcome": "3", "referral_outcome_on": date(2026, 12, 1), "referral_outcome_text": "不肯"}, []),
    ],
)
def test_an_outcome_has_its_day_between_visit_and_today_and_words_where_the_code_says_too_little(
    told: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    values = {"visit_date": date(2026, 11, 24)} | told
    problems = shared.outcome(values, Context(date(2026, 12, 1), {}))
    assert [(problem.field, problem.code) for problem in problems] == wrong
    assert [problem.field for problem in shared.outcome(told, Context(date(2026, 12, 2), {}))] == [
        field for field, code in wrong if code == "required"
    ]

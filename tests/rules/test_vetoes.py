"""What the rows that apply do to diet and exercise, and what they say."""

from dataclasses import replace

import pytest

from tests.rules.people import CATALOG, person
from vclinic.domain.prescription import DietItem, ExerciseAdvice
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.veto_table import veto_table
from vclinic.rules.vetoes import bind_effort, diet_after, exercise_after, said, vetoes

ADVICE = ExerciseAdvice(True, "", ("平地快走",), 5, 30, "能说话", 96, 112, "", "举水瓶", "", ("头晕马上停",))


def test_each_row_of_the_table_can_apply_and_says_what_not_to_do() -> None:
    for row in veto_table().rows:
        assert row.not_advised
        assert all(sentence.startswith("不要") for sentence in row.not_advised)


def line(code: str, origin: str = "auto") -> DietItem:
    return DietItem(code, code, op="text", value=None, high=None, unit="", text=f"原来的 {code}", origin=origin)


class TestDiet:
    def test_a_line_goes_and_another_stands_in_its_place(self) -> None:
        vetoed = vetoes(person(egfr=25.0), DaySigns(), CATALOG)
        left = {item.item_code: item for item in diet_after((line("salt"), line("veg"), line("fruit")), vetoed)}
        assert list(left) == ["salt", "low_na_salt", "protein", "water", "veg_fruit"]
        assert left["water"].explain == "肾小球滤过率 25，低于 30"

    @pytest.mark.parametrize("origin", ["doctor", "carried", "conflict"])
    def test_the_doctors_own_line_and_one_to_be_decided_stay(self, origin: str) -> None:
        vetoed = vetoes(person(egfr=25.0), DaySigns(), CATALOG)
        left = diet_after((line("veg", origin), line("protein", origin)), vetoed)
        assert [item.text for item in left][:2] == ["原来的 veg", "原来的 protein"]

    def test_what_one_row_takes_away_no_other_brings_back(self) -> None:
        vetoed = vetoes(person(diseases=frozenset(("eating_disorder",))), DaySigns(danger="危急"), CATALOG)
        assert "weight" not in [item.item_code for item in diet_after((line("weight"),), vetoed)]


class TestExercise:
    def test_stopped_today_says_why(self) -> None:
        advice = exercise_after(ADVICE, vetoes(person(), DaySigns(spo2=86), CATALOG))
        assert (advice.allowed, advice.blocked_because) == (False, "今日不运动，先处理：血氧 86%")

    def test_a_reason_the_disease_gave_is_kept(self) -> None:
        blocked = replace(ADVICE, allowed=False, blocked_because="今日不运动：血压 190/100")
        assert exercise_after(blocked, vetoes(person(), DaySigns(sbp=190, dbp=100), CATALOG)) == blocked

    def test_the_gentlest_of_two_efforts_counts(self) -> None:
        who = person(diseases=frozenset(("copd", "chd", "stroke")))
        advice = exercise_after(ADVICE, vetoes(who, DaySigns(), CATALOG))
        assert (advice.types, advice.hr_low, advice.hr_explain) == (("慢走散步",), None, "有脑卒中")
        assert advice.stop_rules[0] == "康复人员看过再开始"

    def test_frail_people_hold_on_and_are_told_how_hard_by_the_disease(self) -> None:
        frail = vetoes(person(diseases=frozenset(("falls",))), DaySigns(), CATALOG)
        advice = exercise_after(ADVICE, frail)
        assert advice.types == ("平地走，扶稳", "扶着椅子坐下、站起")
        assert (advice.intensity, advice.hr_low, advice.hr_high) == ("能说话", 96, 112)
        assert not bind_effort(frail)
        assert bind_effort(vetoes(person(diseases=frozenset(("falls", "chd"))), DaySigns(), CATALOG))

    def test_no_weights_where_pressing_is_dangerous(self) -> None:
        assert (
            exercise_after(ADVICE, vetoes(person(diseases=frozenset(("stoma",))), DaySigns(), CATALOG)).resistance == ""
        )

    def test_without_a_veto_nothing_changes(self) -> None:
        assert exercise_after(ADVICE, ()) == ADVICE


def test_each_sentence_is_said_once() -> None:
    sentences = said(
        vetoes(person(diseases=frozenset(("ckd",)), egfr=25.0, drugs=("缬沙坦胶囊",)), DaySigns(), CATALOG)
    )
    assert len(sentences) == len(set(sentences))
    assert sentences.count("不要用低钠盐") == 1


@pytest.mark.parametrize(
    ("code", "part", "phrase"),
    [
        ("V1", "stop_rules", "出血"),
        ("V14", "not_advised", "水果不能敞开吃"),
        ("V24", "not_advised", "查瘦的原因"),
    ],
)
def test_a_row_says_all_that_its_line_of_the_table_asks(code: str, part: str, phrase: str) -> None:
    (row,) = [row for row in veto_table().rows if row.code == code]
    assert phrase in "".join(getattr(row, part))

"""What the take-home card says, line by line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.rules.people import order
from vclinic.domain.prescription import DietItem, ExerciseAdvice, ThreePrescriptions
from vclinic.domain.resident import Resident
from vclinic.services.card_words import (
    diagnosis_line,
    diet_lines,
    exercise_lines,
    not_advised_line,
    prescription_number,
    pulse_lesson,
    supply_line,
)

DAY = date(2026, 11, 24)
MOVES = ExerciseAdvice(
    True, "", ("平地快走",), 5, 30, "能说话", 96, 112, "", "", "", ("头晕马上停", "胸痛马上停"), ("上午走",)
)


def item(code: str, origin: str = "auto", explain: str = "") -> DietItem:
    return DietItem(
        code, f"名{code}", op="text", value=None, high=None, unit="", text=f"话{code}", explain=explain, origin=origin
    )


def three(*diet: DietItem, exercise: ExerciseAdvice = MOVES, **changes: object) -> ThreePrescriptions:
    made = ThreePrescriptions(
        resident_id="r", reasons=(), diseases=("htn",), issued_on=DAY, review_on=DAY + timedelta(days=92),
        medication=(order("依那普利片"),), diet=diet, exercise=exercise,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


class TestDiet:
    def test_salt_is_said_as_a_bag_unless_the_doctor_wrote_it(self) -> None:
        assert diet_lines(three(item("salt", explain="400 克盐吃 40 天"))) == ["盐、酱油、咸菜都算：400 克盐吃 40 天"]
        assert diet_lines(three(item("salt", "doctor", explain="x"))) == ["话salt"]

    def test_only_what_must_be_on_the_wall_and_the_doctors_own(self) -> None:
        assert diet_lines(three(item("veg"), item("weight"), item("doctor1", "doctor"))) == [
            "名weight：话weight",
            "话doctor1",
        ]

    def test_a_crowded_card_keeps_the_most_important(self) -> None:
        codes = ("salt", "low_na_salt", "staple", "water", "protein", "smoke", "alcohol", "fish", "weight")
        lines = diet_lines(three(*(item(code) for code in codes)))
        assert len(lines) == 7
        assert "名weight：话weight" not in lines


class TestExercise:
    def test_by_heart_rate_by_feeling_and_not_at_all(self) -> None:
        assert exercise_lines(three())[1] == "心跳每分钟 96–112 次，能说话"
        assert exercise_lines(three(exercise=replace(MOVES, hr_low=None)))[1:] == ["能说话", "上午走", "头晕马上停"]
        assert exercise_lines(three(exercise=replace(MOVES, allowed=False, blocked_because="今日不运动"))) == [
            "今日不运动"
        ]

    def test_a_pulse_is_taught_where_it_counts(self) -> None:
        assert pulse_lesson(three())
        assert pulse_lesson(three(exercise=replace(MOVES, hr_low=None))) == ()
        assert pulse_lesson(three(exercise=replace(MOVES, allowed=False))) == ()


def test_the_most_important_of_what_is_not_advised() -> None:
    assert not_advised_line(three()) == ""
    assert not_advised_line(three(not_advised=tuple(f"不要{n}" for n in range(9)))).count("不要") == 6


@pytest.mark.parametrize(("away", "said"), [(28, ""), (29, "药吃到 12 月 21 日，那天前来拿药")])
def test_when_to_come_for_drugs(away: int, said: str) -> None:
    assert supply_line(three(review_on=DAY + timedelta(days=away))) == said


@pytest.mark.parametrize(
    ("archive_no", "number"),
    [("34012310120500012", "205-00012-20261124-3"), ("T72Z6J-000001", "T72Z6J-000001-20261124-3")],
)
def test_a_prescription_is_asked_for_by_person_day_and_version(archive_no: str, number: str) -> None:
    resident = Resident(name="何秀珍", sex_code="2", birth_date=date(1968, 3, 12), archive_no=archive_no)
    assert prescription_number(resident, three(version=3)) == number


def test_a_prescription_says_what_it_is_for() -> None:
    assert diagnosis_line(three(diseases=("htn", "t2dm"))) == "诊断：原发性高血压、2 型糖尿病"

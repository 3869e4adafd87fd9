"""What is on a form: typed, carried over, changed, wrong, and how to go back."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from vclinic.domain.problem import Problem
from vclinic.ui.forms.form_state import FormState

LAST = {"weight_kg": 65.0, "heart_rate": 78}


def state(qtbot: QtBot, **values: Any) -> FormState:
    assert qtbot
    return FormState({**LAST, **values}, carried=LAST, touched=(), last=LAST)


def changes(form: FormState) -> list[str]:
    names: list[str] = []
    form.changed.connect(names.append)
    return names


def test_a_value_by_hand_is_no_longer_carried(qtbot: QtBot) -> None:
    form = state(qtbot)
    names = changes(form)
    form.put("heart_rate", "72")
    assert form.values["heart_rate"] == "72"
    assert form.carried == {"weight_kg"}
    assert form.touched == {"heart_rate"}
    assert names == ["heart_rate"]


def test_typing_the_same_value_confirms_it(qtbot: QtBot) -> None:
    form = state(qtbot)
    form.put("heart_rate", 78)
    assert "heart_rate" in form.touched
    assert form.state_of("heart_rate") == ("", "")


def test_figures_typed_one_after_the_other_are_one_step_back(qtbot: QtBot) -> None:
    form = state(qtbot)
    for text in ("7", "72"):
        form.put("heart_rate", text)
    assert form.undo() == "heart_rate"
    assert form.values["heart_rate"] == 78
    assert "heart_rate" in form.carried
    assert form.touched == set()
    assert form.undo() == ""


def test_going_to_another_field_and_back_makes_two_steps(qtbot: QtBot) -> None:
    form = state(qtbot)
    form.put("heart_rate", "72")
    form.put("weight_kg", "66")
    form.put("heart_rate", "74")
    assert [form.undo(), form.values["heart_rate"]] == ["heart_rate", "72"]
    assert [form.undo(), form.values["weight_kg"]] == ["weight_kg", 65.0]
    assert [form.undo(), form.values["heart_rate"]] == ["heart_rate", 78]


def test_a_confirmation_ends_the_step_and_can_be_taken_back(qtbot: QtBot) -> None:
    form = state(qtbot)
    form.confirm("weight_kg")
    assert form.carried == {"heart_rate"}
    assert form.undo() == "weight_kg"
    assert form.carried == {"heart_rate", "weight_kg"}
    form.confirm("no such field")
    assert form.undo() == ""


def test_confirming_all_tells_of_each_and_counts(qtbot: QtBot) -> None:
    form = state(qtbot)
    names = changes(form)
    assert form.confirm_all() == 2
    assert set(names) == set(LAST)
    assert form.confirm_all() == 0


def test_last_times_value_is_a_step_of_its_own(qtbot: QtBot) -> None:
    form = state(qtbot)
    form.put("heart_rate", "90")
    form.take_last("heart_rate")
    assert form.values["heart_rate"] == 78
    assert form.undo() == "heart_rate"
    assert form.values["heart_rate"] == "90"
    form.take_last("height_cm")
    assert "height_cm" not in form.values, "there was none"


def test_only_the_last_two_hundred_steps_can_be_taken_back(qtbot: QtBot) -> None:
    form = state(qtbot)
    for place in range(300):
        form.put(("heart_rate", "weight_kg")[place % 2], str(place))
    steps = 0
    while form.undo():
        steps += 1
    assert steps == 200


@pytest.mark.parametrize(
    ("problem", "doubt", "shown"),
    [
        (Problem("heart_rate", "range", "心率超出范围"), None, ("invalid", "心率超出范围")),
        (Problem("heart_rate", "range", "心率超出范围"), Problem("heart_rate", "odd", "请核对"), ("invalid", "心率超出范围")),
        (None, Problem("heart_rate", "odd", "请核对"), ("implausible", "请核对")),
        (Problem("heart_rate", "required", "请填写"), None, ("carried", "")),
        (None, None, ("carried", "")),
    ],
    ids=["wrong", "wrong outweighs doubtful", "doubtful", "missing is not yet wrong", "carried"],
)  # fmt: skip
def test_the_gravest_state_is_shown(
    qtbot: QtBot, problem: Problem | None, doubt: Problem | None, shown: tuple[str, str]
) -> None:
    form = state(qtbot)
    form.judged([problem] if problem else [], [doubt] if doubt else [])
    assert form.state_of("heart_rate") == shown


def test_of_two_problems_of_a_field_the_first_is_shown(qtbot: QtBot) -> None:
    form = state(qtbot)
    form.judged([Problem("heart_rate", "range", "第一句"), Problem("heart_rate", "kind", "第二句")], [])
    assert form.state_of("heart_rate") == ("invalid", "第一句")


@pytest.mark.parametrize(("typed", "shown"), [("72", "changed"), ("78", ""), ("", "changed")])
def test_what_differs_from_last_time_stands_out(qtbot: QtBot, typed: str, shown: str) -> None:
    form = state(qtbot)
    form.put("heart_rate", typed)
    assert form.state_of("heart_rate") == (shown, "")


def test_a_field_that_had_no_last_value_never_counts_as_changed(qtbot: QtBot) -> None:
    form = state(qtbot)
    form.put("aux_exam", "血钾 4.1")
    assert form.state_of("aux_exam") == ("", "")

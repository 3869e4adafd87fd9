"""An answer holds for its question, else for all of its kind; a word that is no choice answers nothing."""

import pytest

from vclinic.forms.roster_questions import Choice, RosterQuestion

QUESTION = RosterQuestion(
    code="same_person",
    key="same_person:12",
    rows=(12,),
    text="是不是同一个人？",
    choices=(Choice("same", "同一个人"), Choice("two", "两个人"), Choice("skip", "先不导入")),
    default="skip",
)


@pytest.mark.parametrize(
    ("answers", "choice", "answered"),
    [
        ({}, "skip", False),
        ({"same_person:12": "same"}, "same", True),
        ({"same_person": "two"}, "two", True),
        ({"same_person": "two", "same_person:12": "same"}, "same", True),
        ({"same_person:13": "same"}, "skip", False),
        ({"same_person:12": "maybe"}, "skip", False),
        ({"same_person:12": "maybe", "same_person": "two"}, "two", True),
    ],
)
def test_which_answer_holds(answers: dict[str, str], choice: str, answered: bool) -> None:
    assert (QUESTION.answer(answers), QUESTION.is_answered(answers)) == (choice, answered)

"""One person or two: asked where it may be and is not certain, with what tells them apart."""

from dataclasses import replace
from datetime import date

import pytest

from vclinic.domain.resident import Resident
from vclinic.forms.roster_same import alike, same_question, sides

ONE = Resident(name="谢有根", sex_code="1", birth_date=date(1955, 7, 1), id_no="340123195507012010")


@pytest.mark.parametrize(
    ("other", "how"),
    [
        ({"id_no": ""}, "same_person"),
        ({"id_no": "", "birth_date": date(1955, 7, 2)}, ""),
        ({"id_no": "340123195507012037"}, "digit_apart"),
        ({"id_no": "340123195507010210"}, "digit_apart"),  # two neighbours exchanged
        ({"id_no": "340123195507012011"}, ""),  # the last one follows from the rest
        ({"id_no": "340123195507018899"}, ""),
        ({}, ""),
        ({"name": "谢有跟", "id_no": ""}, ""),
    ],
)
def test_who_may_be_one_person(other: dict[str, object], how: str) -> None:
    assert alike(ONE, replace(ONE, **other)) == how
    assert alike(replace(ONE, **other), ONE) == how


def test_both_sides_stand_beside_each_other() -> None:
    row = replace(ONE, id_no="", phone="13800005207", sex_code="2")
    assert sides(ONE, row)[0] == ("性别", "1 男", "2 女")
    question = same_question("same_person", (3, 7), ONE, row, where="第 3 行")
    assert (question.key, question.default, question.rows) == ("same_person:7", "skip", (3, 7))
    assert [choice.key for choice in question.choices] == ["same", "two", "skip"]
    apart = same_question("digit_apart", (7,), ONE, replace(ONE, id_no="340123195507012037"), where="档案里的谢有根")
    assert [choice.key for choice in apart.choices] == ["same", "same_file", "two", "skip"]

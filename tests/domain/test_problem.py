"""Wrong input is a value, what is foreseen brings its own sentence, and the two kinds of failure are told apart."""

import pytest

from vclinic.domain.problem import Expected, Problem, Refused, WorldFault


@pytest.mark.parametrize("kind", [Refused, WorldFault])
def test_a_foreseen_failure_carries_its_code_and_its_sentence(kind: type[Expected]) -> None:
    with pytest.raises(Expected, match="磁盘已满，没有保存。") as told:
        raise kind("disk_full", "磁盘已满，没有保存。")
    assert (told.value.code, told.value.sentence) == ("disk_full", "磁盘已满，没有保存。")


def test_what_the_house_forbids_is_not_the_worlds_fault() -> None:
    assert not issubclass(Refused, WorldFault)
    assert not issubclass(WorldFault, Refused)


def test_the_short_form_does_not_make_another_problem_of_it() -> None:
    whole = Problem("sbp", "out_of_bounds", "收缩压要在 60–300 之间。")
    assert whole == Problem("sbp", "out_of_bounds", "收缩压要在 60–300 之间。", short="60–300")
    assert len({whole, Problem("sbp", "out_of_bounds", "收缩压要在 60–300 之间。", short="60–300")}) == 1


@pytest.mark.parametrize(
    "other",
    [
        Problem("dbp", "out_of_bounds", "要在 60–300 之间。"),
        Problem("sbp", "identical", "要在 60–300 之间。"),
        Problem("sbp", "out_of_bounds", "要在 60–280 之间。"),
    ],
)
def test_another_field_code_or_text_does(other: Problem) -> None:
    assert other != Problem("sbp", "out_of_bounds", "要在 60–300 之间。")

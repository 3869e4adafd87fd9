"""The reason of an answer to two versions is no longer than any reason may be."""

import pytest

from vclinic.domain.conflict import MOST_WHY, REASON, reason


@pytest.mark.parametrize(("why", "said"), [("", REASON), ("问过本人", f"{REASON}：问过本人")])
def test_what_a_person_wrote_stands_behind_the_fixed_sentence(why: str, said: str) -> None:
    assert reason(why) == said


def test_the_longest_one_fits_where_every_reason_of_a_correction_fits() -> None:
    assert len(reason("字" * MOST_WHY)) <= 100

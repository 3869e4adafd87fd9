"""The filtration rate: the table of prescription_and_drugs.md §12.1."""

import pytest

from vclinic.rules.kidney import egfr


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "expected"),
    [
        (70, 60, "女", 85.3),
        (70, 60, "男", 101.6),
        (88.4, 50, "男", 91.7),
        (110, 70, "女", 46.6),
        (110, 70, "男", 62.3),
        (133, 66, "男", 50.8),
        (150, 75, "男", 41.6),
        (150, 75, "女", 31.1),
        (180, 60, "男", 36.7),
        (220, 68, "女", 20.5),
    ],
)
def test_the_filtration_rate_is_that_of_the_published_table(
    creatinine: float, age: int, sex: str, expected: float
) -> None:
    assert egfr(creatinine, age, woman=sex == "女") == expected

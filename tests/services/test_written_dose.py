"""A dose and how often as people write them; what is no dose is none, never a part of one."""

import pytest

from vclinic.domain.codes import FREQUENCY
from vclinic.services.written_dose import read_dose, read_frequency


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 mg", 5, "mg"), ("2.5mg", 2.5, "mg"), ("0.5 g", 0.5, "g"), ("100μg", 100, "μg"), ("5毫克", 5, "mg"), ("半片", 0.5, "片"),
        ("1/2 片", 0.5, "片"), ("1片半", 1.5, "片"), ("一片", 1, "片"), ("两粒", 2, "粒"), ("1-2 片", 2, "片"), ("5–10 mg", 10, "mg"),
        ("2到1片", 2, "片"), ("2 喷", 2, "揿"), ("1吸", 1, "揿"), ("10 单位", 10, "单位"), ("10U", 10, "单位"), ("2", 2, ""), (" 5 mg ", 5, "mg"),
    ],
)  # fmt: skip
def test_a_dose(text: str, value: float, unit: str) -> None:
    dose = read_dose(text)
    assert dose is not None
    assert (dose.value, dose.unit) == (value, unit)


@pytest.mark.parametrize(
    "text", ["", "很多", "-5 mg", "0,5 g", "0 mg", "1/0 片", "5 mg 10", "mg", "1半", "5 mg, 早上", "一次吃两片"]
)
def test_no_dose(text: str) -> None:
    assert read_dose(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("qd", "qd"), ("QD", "qd"), ("Bid", "bid"), (" tid ", "tid"), ("每日一次", "qd"), ("每天2次", "bid"), ("一天三次", "tid"), ("日服两次", "bid"),
        ("1日4次", "qid"), ("每晚", "qn"), ("睡前", "qn"), ("必要时", "prn"), ("隔日一次", "qod"), ("每8小时", "q8h"), ("每周两次", "biw"),
        ("每周一次", "qw"), ("早晚各一次", "bid"), ("早中晚", "tid"), ("隔天一次", "qod"), ("每12小时一次", "q12h"), ("一日三次 饭前", "tid"),
        ("每日两次，饭后", "bid"), ("bid（餐后服）", "bid"), ("每天1次饭后半小时", "qd"),
    ],
)  # fmt: skip
def test_how_often(text: str, code: str) -> None:
    assert read_frequency(text) == code
    assert code in FREQUENCY


@pytest.mark.parametrize("text", ["总是", "每日五次", "q3h", ""])
def test_an_unknown_frequency_stays_as_it_is(text: str) -> None:
    assert read_frequency(text) == text

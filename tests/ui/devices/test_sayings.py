"""What a device said, in a line."""

from datetime import date

import pytest

from vclinic.devices.lines import Beat, Message, Refusal, Trouble
from vclinic.devices.reading import Reading
from vclinic.domain.problem import Problem
from vclinic.ui.devices.sayings import in_a_line

CARD = {"name": "王秀英", "id_no": "11010519491231002X", "birth_date": date(1949, 12, 31)}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (Reading("id_card", CARD, "x"), "身份证 王秀英 …002X"),
        (Reading("blood_pressure", {"sbp": 138, "dbp": 84}, "x"), "血压 138/84 mmHg"),
        (Reading("blood_pressure", {"sbp": 138, "dbp": 84, "heart_rate": 72}, "x"), "血压 138/84 mmHg，心率 72"),
        (Reading("glucose", {"glucose": 6.8}, "x"), "血糖 6.8 mmol/L"),
        (Reading("glucose", {"glucose": 7.0}, "x"), "血糖 7 mmol/L"),
        (Reading("barcode", {"text": "690"}, "x"), "条码 690"),
        (Refusal((Problem("a", "b", "第一。"), Problem("a", "b", "第二。"))), "第一。 第二。"),
        (Trouble("no_card", "没有放卡。"), "没有放卡。"),
        (Beat(), ""),
    ],
)
def test_everything_a_device_says_has_its_line(message: Message, text: str) -> None:
    assert in_a_line(message) == text

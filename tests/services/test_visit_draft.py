"""What was typed of a visit and not saved comes back with its types, and half-typed values as they were typed."""

from datetime import date
from typing import Any

import pytest

from vclinic import diseases
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.domain.follow_up import DrugUse
from vclinic.services.visit_draft import draft_owner, thawed

PRESSURE, SUGAR = (diseases.by_key(key) for key in ("htn", "t2dm"))


@pytest.mark.parametrize(
    ("kept", "values"),
    [
        ({"visit_date": "2026-11-24"}, {"visit_date": date(2026, 11, 24)}),
        ({"visit_date": "2026-11-"}, {"visit_date": "2026-11-"}),
        ({"visit_date": "2026-02-30"}, {"visit_date": "2026-02-30"}),
        ({"visit_date": ""}, {"visit_date": ""}),
        ({"symptom_codes": ["2", "5"]}, {"symptom_codes": ("2", "5")}),
        ({"symptom_codes": None}, {"symptom_codes": ()}),
        ({"bp_readings": [["150", "94"], ["1", ""]]}, {"bp_readings": (("150", "94"), ("1", ""))}),
        ({"heart_rate": "7"}, {"heart_rate": "7"}),
        ({"drugs": [{"name": "苯磺酸氨氯地平片", "times_per_day": 1, "dose_text": "5 mg"}]},
         {"drugs": (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),)}),
        ({"drugs": [{"name": "半片"}]}, {"drugs": ({"name": "半片"},)}),
        ({"drugs": ["没写完"]}, {"drugs": ("没写完",)}),
        ({"drugs": None}, {"drugs": ()}),
    ],
)  # fmt: skip
def test_a_value_comes_back_as_the_page_had_it(kept: dict[str, Any], values: dict[str, Any]) -> None:
    assert PRESSURE is not None
    again = thawed(PRESSURE.form, kept, {})
    assert {name: again[name] for name in values} == values


def test_lines_of_insulin_are_lines_of_insulin_again() -> None:
    assert SUGAR is not None
    again = thawed(SUGAR.form, {"insulin": [{"kind": "甘精", "usage": "睡前 12 单位"}]}, {})
    assert again["insulin"] == (InsulinUse("甘精", "睡前 12 单位"),)


def test_what_was_typed_stands_over_what_was_carried() -> None:
    assert PRESSURE is not None
    again = thawed(PRESSURE.form, {"heart_rate": "80"}, {"heart_rate": 76, "weight_kg": 64.5})
    assert (again["heart_rate"], again["weight_kg"]) == ("80", 64.5)


def test_a_draft_is_kept_for_each_visit_and_disease() -> None:
    assert PRESSURE is not None
    assert SUGAR is not None
    owners = {draft_owner(whom, disease) for whom in ("r1", "r2") for disease in (PRESSURE, SUGAR)}
    assert len(owners) == 4

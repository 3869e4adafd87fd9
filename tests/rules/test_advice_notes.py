"""What the doctor is told beside the drugs because of this person."""

from typing import Any

import pytest

from tests.rules.people import CATALOG, DAY, person
from vclinic.rules.advice_notes import advice_notes
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.labs import Lab, Labs

WOMAN: dict[str, Any] = {"age": 40, "sex_code": "2"}


def codes(who: dict[str, Any], **signs: Any) -> list[str]:
    return [code for code, _ in advice_notes(person(**who), DaySigns(**signs), CATALOG)]


@pytest.mark.parametrize(
    ("who", "signs", "noted"),
    [
        ({}, {}, []), ({}, {"glucoses": (3.9,)}, ["low_glucose"]), ({}, {"glucoses": (4.0,)}, []),
        ({"labs": Labs(potassium_mmol_l=Lab(5.6, DAY))}, {}, ["high_potassium"]), ({"labs": Labs(potassium_mmol_l=Lab(5.5, DAY))}, {}, []),
        ({"labs": Labs(ldl_mmol_l=Lab(2.6, DAY)), "drugs": ("立普妥",)}, {}, ["ldl"]), ({"labs": Labs(ldl_mmol_l=Lab(2.6, DAY))}, {}, []),
        ({"labs": Labs(ldl_mmol_l=Lab(1.8, DAY)), "diseases": frozenset(("stroke",))}, {}, ["ldl"]),
        ({}, {"heart_rate": 54}, ["slow_pulse"]), ({}, {"heart_rate": 55}, []),
        ({"drugs": ("阿司匹林肠溶片", "波立维")}, {}, ["dual_antiplatelet"]), ({"drugs": ("阿司匹林肠溶片",)}, {}, []),
        ({"drugs": ("二甲双胍片",), "sex_code": "1", "alcohol_g_day": 60.0}, {}, ["metformin_drink"]), ({"drugs": ("二甲双胍片",), "alcohol_g_day": 0.0}, {}, []),
        (WOMAN | {"drugs": ("代文",)}, {}, ["planning"]), (WOMAN | {"drugs": ("代文",), "planning_pregnancy": False}, {}, []),
        (WOMAN | {"drugs": ("代文",), "pregnant": True}, {}, []), (WOMAN | {"drugs": ("代文",), "diseases": frozenset(("planned_not",))}, {}, []),
        (WOMAN | {"drugs": ("络活喜",)}, {}, []), (WOMAN | {"age": 50, "drugs": ("代文",)}, {}, []), ({"age": 40, "sex_code": "1", "drugs": ("代文",)}, {}, []),
        ({"diseases": frozenset(("copd",)), "drugs": ("富马酸比索洛尔片",)}, {}, ["selective_beta"]), ({}, {"smokes": True}, ["smoking"]), ({"drugs": ("富马酸比索洛尔片",)}, {}, []),
    ],
)  # fmt: skip
def test_notes(who: dict[str, Any], signs: dict[str, Any], noted: list[str]) -> None:
    assert codes(who, **signs) == noted


def test_a_note_has_its_figure() -> None:
    ((_, text),) = advice_notes(person(), DaySigns(glucoses=(6.0, 3.2)), CATALOG)
    assert text.startswith("血糖 3.2：清醒的马上吃 15–20 克糖")

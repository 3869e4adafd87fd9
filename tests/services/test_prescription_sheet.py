"""What the three-prescriptions page says above its columns, for one disease and for two."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.services import draft_prescription, edit_prescription
from vclinic.services.prescription_sheet import PrescriptionSheet, contribution_of, disease_of
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def sheet_of(station: Workstation, register: str, **more: Any) -> PrescriptionSheet:
    """The draft for somebody in one register."""
    resident = worlds.register(station, registers=(register,))
    known: dict[str, Any] = worlds.SUGAR if register == "t2dm" else {}
    return draft_prescription.draft(station, worlds.visit(station, resident, **known | more).follow_up_id)


@pytest.mark.parametrize(
    ("register", "title", "to_measure", "figures"),
    [("htn", "高血压随访", "量血压", "136/84"), ("t2dm", "2 型糖尿病随访", "量空腹血糖", "6.4")],
)
def test_the_head_speaks_of_the_disease(
    station: Workstation, register: str, title: str, to_measure: str, figures: str
) -> None:
    sheet = sheet_of(station, register)
    assert (sheet.title, sheet.to_measure) == (title, to_measure)
    assert figures in sheet.figures


@pytest.mark.parametrize(("sbp", "visit_class"), [(136, "1"), (152, "2")])
def test_the_most_serious_class_counts(station: Workstation, sbp: int, visit_class: str) -> None:
    sheet = sheet_of(station, "htn", bp_readings=((sbp, 84),))
    assert sheet.visit_class == visit_class
    (visit,) = sheet.visits
    worse = replace(visit, values={**visit.values, "visit_class": "3"})
    assert replace(sheet, visits=(visit, worse)).visit_class == "3"


def test_a_field_is_what_the_first_form_says_that_says_something(station: Workstation) -> None:
    sheet = sheet_of(station, "htn")
    (visit,) = sheet.visits
    silent = replace(visit, values={**visit.values, "referral_org_dept": "", "heart_rate": None, "drugs": ()})
    spoken = replace(visit, values={**visit.values, "referral_org_dept": "镇卫生院 内科"})
    both = replace(sheet, visits=(silent, spoken))
    assert (both.referral_org, both.value("heart_rate")) == ("镇卫生院 内科", 76)
    assert len(both.value("drugs")) == 1
    assert replace(sheet, visits=(silent,)).referral_org == ""


def test_nothing_is_measured_for_no_visit(station: Workstation) -> None:
    nothing = replace(sheet_of(station, "htn"), visits=())
    assert (nothing.to_measure, nothing.figures) == ("", "")


@pytest.mark.parametrize("register", ["htn", "t2dm"])
def test_a_visit_brings_its_own_diet_and_its_advice_is_said_once(station: Workstation, register: str) -> None:
    sheet = sheet_of(station, register)
    (visit,) = sheet.visits
    assert disease_of(visit).key == register
    assert contribution_of(station, visit, sheet.person) == sheet.contributions[0]
    advice = edit_prescription.regimen_advice(sheet)
    twice = replace(sheet, contributions=sheet.contributions * 2)
    assert edit_prescription.regimen_advice(twice) == advice
    assert len(advice) == len(set(advice)) <= 1

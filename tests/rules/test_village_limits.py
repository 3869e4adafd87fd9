"""What a village clinic does not prescribe, antibacterials within limits, and tablets that are swallowed whole."""

from dataclasses import replace

import pytest

from tests.rules.people import CATALOG, order, person
from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.prescribing import check_medication
from vclinic.rules.village_limits import village_checks


def said(*orders: MedicationOrder) -> list[tuple[str, str]]:
    return [(check.severity, check.code) for check in village_checks(orders, CATALOG)]


@pytest.mark.parametrize("name", ["吗啡片", "地西泮片", "佐匹克隆片", "苯巴比妥片", "哌替啶注射液"])
def test_narcotics_and_psychotropics_are_closed(name: str) -> None:
    assert ("forbid", "controlled") in said(order(name))


def test_a_cough_tablet_with_opium_is_none() -> None:
    assert said(order("复方甘草片")) == []


@pytest.mark.parametrize("name", ["头孢曲松", "丹参注射液", "氯化钠注射液"])
def test_injections_are_closed_until_a_county_approves(name: str) -> None:
    drug = next(drug for drug in CATALOG.search(name, 50) if "注射" in drug.form)
    assert ("forbid", "injection") in said(order(drug.name, days=3))


@pytest.mark.parametrize("name", ["甘精胰岛素注射液", "利拉鲁肽注射液"])
def test_what_the_resident_injects_himself_is_not_an_infusion(name: str) -> None:
    assert said(order(name)) == []


def test_drugs_of_other_institutions_are_not_ours() -> None:
    assert said(order("吗啡控释片", drug_id="")) == []


class TestAntibacterials:
    def test_are_reminded_of_and_kept_short(self) -> None:
        assert said(order("阿莫西林胶囊", 0.5, "g", "tid", days=3)) == [("note", "阿莫西林/antibacterial")]
        assert said(order("阿莫西林胶囊", 0.5, "g", "tid", days=4)) == [
            ("note", "阿莫西林/antibacterial"),
            ("warn", "阿莫西林/antibacterial_days"),
        ]

    def test_a_chronic_disease_does_not_make_them_long(self) -> None:
        checks = check_medication([order("阿莫西林胶囊", 0.5, "g", "tid", days=28)], person(), (), CATALOG)
        assert "阿莫西林/antibacterial_days" in {check.code for check in checks if check.severity == "warn"}

    def test_those_for_specialists_want_a_reason(self) -> None:
        assert ("warn", "头孢克肟/antibacterial") in said(order("头孢克肟片", 0.1, "g", "bid", days=3))

    def test_on_the_eye_or_skin_and_against_viruses_are_not_meant(self) -> None:
        assert said(order("左氧氟沙星滴眼液", days=14), order("阿昔洛韦片", days=10)) == []


class TestWhole:
    @pytest.mark.parametrize(
        ("name", "strength", "dose", "unit", "broken"),
        [
            ("硝苯地平缓释片", "20 mg", 10, "mg", True), ("硝苯地平缓释片", "20 mg", 40, "mg", False), ("硝苯地平缓释片", "20 mg", 0.5, "片", True),
            ("苯磺酸氨氯地平片", "5 mg", 2.5, "mg", False), ("缬沙坦胶囊", "80 mg", 40, "mg", True), ("硝苯地平缓释片", "20 mg", 0, "mg", False),
            ("硝苯地平缓释片", "20 mg", 1, "IU", False),
        ],
    )  # fmt: skip
    def test_half_of_it(self, name: str, strength: str, dose: float, unit: str, *, broken: bool) -> None:
        drug = next(drug for drug in CATALOG.search(name, 50) if drug.name == name and drug.strength == strength)
        line = replace(order(name, dose, unit), drug_id=drug.id)
        assert (("warn", f"{drug.generic}/broken") in said(line)) is broken

    def test_is_told_in_words(self) -> None:
        (told,) = village_checks([order("缬沙坦胶囊", 40, "mg")], CATALOG)
        assert isinstance(told, Check)
        assert told.text == "缬沙坦胶囊：胶囊要整粒吞，每次 0.5 粒要掰开，请换规格或剂型。"

"""What a village clinic does not prescribe."""

import pytest

from tests.rules.people import CATALOG, order, report
from vclinic.domain.prescription import MedicationOrder


def said(*orders: MedicationOrder) -> list[tuple[str, str]]:
    return [(check.severity, check.code) for check in report(orders).checks if check.kind == "catalogue"]


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


def test_antibacterials_are_reminded_of_and_those_for_specialists_want_a_reason() -> None:
    assert said(order("阿莫西林胶囊", 0.5, "g", "tid", days=3)) == [("note", "阿莫西林/antibacterial")]
    assert ("warn", "头孢克肟/antibacterial") in said(order("头孢克肟片", 0.1, "g", "bid", days=3))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("罗氏芬", [("forbid", "injection"), ("note", "头孢曲松/antibacterial")]),
        ("注射用头孢曲松钠", [("forbid", "injection"), ("note", "头孢曲松/antibacterial")]),
        ("庆大霉素针", [("forbid", "injection"), ("note", "庆大霉素/antibacterial")]),
        ("曲马多片", [("forbid", "controlled")]),
        ("联邦止咳露", [("forbid", "controlled")]),
        ("头孢地尼胶囊", [("warn", "头孢地尼/antibacterial")]),
        ("鲁米那", [("forbid", "controlled")]),
        ("去痛片", []),
        ("诺和灵", []),
        ("棕色合剂", []),
        ("降压神茶", []),
        ("红霉素软膏", []),
    ],
)
def test_a_name_no_product_answers_to_has_the_same_limits(name: str, told: list[tuple[str, str]]) -> None:
    assert said(order(name, drug_id="not in the catalogue", days=3)) == told

"""What speaks against a medicine: its own rows, those of its classes where it has none, the heaviest of a combination."""

import pytest

from tests.rules.people import CATALOG
from vclinic.rules.drug_facts import SEVERITIES, CautionRow


def rows(written: str) -> dict[str, CautionRow]:
    return {row.condition: row for row in CATALOG.cautions_for(CATALOG.named(written))}


@pytest.mark.parametrize(
    ("written", "condition", "severity"),
    [
        ("科素亚", "pregnancy:any", "contraindicated"), ("贝那普利", "allergy:angioedema", "contraindicated"), ("贝那普利", "symptom:cough", "moderate"),
        ("卡维地洛", "disease:asthma", "contraindicated"), ("卡维地洛", "disease:copd", "major"), ("美托洛尔", "disease:copd", "minor"),
        ("代文", "planning:pregnancy", "major"), ("复代文", "disease:gout", "contraindicated"), ("降糖灵", "renal:egfr<30", "contraindicated"),
        ("奇异普利", "pregnancy:any", "contraindicated"), ("感康", "disease:epilepsy", "major"), ("头孢丙烯", "allergy:penicillin", "major"),
    ],
)  # fmt: skip
def test_a_class_speaks_for_members_within_and_outside_the_list(written: str, condition: str, severity: str) -> None:
    row = rows(written)[condition]
    assert row.severity == severity
    assert row.mark


def test_a_drugs_own_row_goes_before_its_class_and_is_softened_as_it_is() -> None:
    own = rows("美托洛尔")["disease:copd"]
    assert (own.soften_when, own.words) == ({"stable_copd"}, "慢阻肺（稳定）")
    assert rows("二甲双胍")["renal:egfr<30"].happens == "乳酸中毒"
    assert rows("依那普利")["planning:pregnancy"].soften_when == {"asked_this_year"}


def test_a_condition_is_said_once_and_the_heaviest_first() -> None:
    for written in ("复代文", "倍博特", "感康", "复方新诺明", "北京降压0号"):
        cautions = CATALOG.cautions_for(CATALOG.named(written))
        assert len({row.condition for row in cautions}) == len(cautions)
        weights = [SEVERITIES.index(row.severity) for row in cautions]
        assert weights == sorted(weights)


def test_nothing_is_said_of_what_nobody_knows() -> None:
    assert rows("降压神茶") == {}


def test_only_an_allergy_counts_for_what_is_put_on_the_eye() -> None:
    swallowed, local = rows("红霉素肠溶片"), rows("红霉素眼膏")
    assert local.keys() == swallowed.keys()
    assert local["allergy:macrolide"].severity == "contraindicated"
    assert {row.severity for condition, row in local.items() if condition != "allergy:macrolide"} == {"minor"}
    assert rows("噻吗洛尔滴眼液")["disease:asthma"].severity == "contraindicated"

"""Pregnant, breast-feeding, or possibly pregnant before the year is out."""

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case
from vclinic.rules.checking.cautions import caution_checks


def pregnancy_checks(case: Case) -> list[Check]:
    """What an unborn or a nursed child forbids, and the question asked once a year."""
    return caution_checks(case, "pregnancy", "pregnancy:", "lactation", "planning:")

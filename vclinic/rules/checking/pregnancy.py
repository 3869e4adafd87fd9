"""Pregnant, breast-feeding, or possibly pregnant before the year is out."""

from dataclasses import replace

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case
from vclinic.rules.checking.cautions import caution_checks

PLANNING = "planning:"


def pregnancy_checks(case: Case) -> list[Check]:
    """What an unborn or a nursed child forbids, and the question asked once a year; after a yes it says so."""
    checks = caution_checks(case, "pregnancy", "pregnancy:", "lactation", PLANNING)
    if not case.person.planning_pregnancy:
        return checks
    return [
        replace(check, text=f"已问过，她打算怀孕：{check.text}") if f"/{PLANNING}" in check.code else check
        for check in checks
    ]

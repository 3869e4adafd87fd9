"""Diseases of this person, liver and drink included, that a drug makes worse."""

from dataclasses import replace

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case
from vclinic.rules.checking.cautions import caution_checks

_LOW = "/disease:hypotension"


def disease_checks(case: Case) -> list[Check]:
    """The rows that hold; a low pressure is the vital signs' to say."""
    checks = caution_checks(case, "disease", "disease:", "hepatic:", "lifestyle:")
    return [
        *(check for check in checks if not check.code.endswith(_LOW)),
        *_suspected(case, {one.code for one in checks}),
    ]


def _suspected(case: Case, told: set[str]) -> list[Check]:
    """What a disease that is only suspected would speak against: told, never a contraindication (§11.7)."""
    person = replace(case.person, diseases=case.person.suspected)
    checks = caution_checks(replace(case, person=person), "disease", "disease:", "hepatic:")
    return [
        replace(check, severity="note", text=f"还没有核实的病：{check.text}")
        for check in checks
        if check.severity != "note" and check.code not in told and not check.code.endswith(_LOW)
    ]

"""Diseases of this person, liver and drink included, that a drug makes worse."""

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case
from vclinic.rules.checking.cautions import caution_checks


def disease_checks(case: Case) -> list[Check]:
    """The rows that hold; a low pressure is the vital signs' to say."""
    checks = caution_checks(case, "disease", "disease:", "hepatic:", "lifestyle:")
    return [check for check in checks if not check.code.endswith("/disease:hypotension")]

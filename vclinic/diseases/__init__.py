"""The register of diseases: one folder and one line each."""

import functools
from typing import Any

from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.disease import Disease
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.domain import codes
from vclinic.forms.spec import FormSpec
from vclinic.rules import prescription_rules, vital_limits
from vclinic.rules.rule_set import Reader, RuleBook, load_rule_sets, shipped_files

DISEASES: list[Disease[Any]] = [HYPERTENSION, DIABETES]


def by_key(key: str) -> Disease[Any] | None:
    """The disease of a register's code; None for registers that have no follow-up here yet."""
    return next((disease for disease in DISEASES if disease.key == key), None)


def diagnosis_of(register: str) -> str:
    """The diagnosis a register stands for, as letters and prescriptions name it."""
    disease = by_key(register)
    return disease.diagnosis if disease is not None else codes.DISEASE.label(register)


def of_form(form_id: str) -> Disease[Any] | None:
    """The disease a follow-up form belongs to."""
    return next((disease for disease in DISEASES if any(form.id == form_id for form in disease.forms)), None)


def followed(registers: tuple[str, ...]) -> tuple[Disease[Any], ...]:
    """The diseases among a resident's registers that are followed up here, in the order of the register."""
    return tuple(disease for disease in DISEASES if disease.key in registers)


def forms() -> tuple[FormSpec, ...]:
    """Every follow-up form, old versions and those an emergency leaves unfinished included."""
    return tuple(form for disease in DISEASES for form in (*disease.forms, *disease.unfinished_forms))


@functools.cache
def rule_book() -> RuleBook:
    """The shipped rule sets: those of all diseases, the limits of vital signs, and the checks of prescriptions.

    Raises:
        ValueError: one of them is not whole.
    """
    files = [*shipped_files(), *(path for disease in DISEASES for path in disease.rule_files)]
    readers: dict[str, Reader] = {disease.rule_kind: disease.read_rules for disease in DISEASES}
    shared: dict[str, Reader] = {
        vital_limits.KIND: vital_limits.read_vital_limits,
        prescription_rules.KIND: prescription_rules.read_prescription_rules,
    }
    return load_rule_sets({**shared, **readers}, files)

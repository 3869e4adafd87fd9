"""Allergy: trade name, generic name, group, and what nobody asked."""

from typing import Any

import pytest

from tests.rules.people import order, person, report
from vclinic.domain.prescription import Check

AMOXICILLIN = order("阿莫西林胶囊", 0.5, "g", "tid", days=3)
IBUPROFEN = order("布洛芬片", 0.2, "g", "tid", days=3)


def told(*names: str, others: tuple[str, ...] = (), **known: Any) -> dict[str, str]:
    """Code → severity of what is said of allergies."""
    lines = [order(name, days=3) for name in names]
    checks: tuple[Check, ...] = report(lines, person(**known), others).checks
    return {check.code: check.severity for check in checks if check.kind == "allergy" and check.severity != "ok"}


@pytest.mark.parametrize(
    ("name", "known", "code", "severity"),
    [
        ("布洛芬片", {"allergic_to": frozenset(("布洛芬",)), "allergies": ("nsaid",)}, "布洛芬/allergy", "forbid"),
        ("双氯芬酸钠肠溶片", {"allergic_to": frozenset(("布洛芬",)), "allergies": ("nsaid",)}, "双氯芬酸钠/allergy:nsaid", "warn"),
        ("双氯芬酸钠肠溶片", {"allergies": ("nsaid",)}, "双氯芬酸钠/allergy:nsaid", "forbid"),
        ("阿莫西林胶囊", {"allergic_to": frozenset(("青霉素",)), "allergies": ("penicillin",)}, "阿莫西林/allergy:penicillin", "forbid"),
        ("头孢氨苄胶囊", {"allergies": ("penicillin",)}, "头孢氨苄/allergy:penicillin", "warn"),
        ("依那普利片", {"allergic_to": frozenset(("卡托普利",)), "allergies": ("acei",)}, "依那普利/allergy:acei", "warn"),
        ("氢氯噻嗪片", {"allergies": ("sulfonamide",)}, "氢氯噻嗪/allergy:sulfonamide", "note"),
    ],
)  # fmt: skip
def test_the_drug_itself_is_closed_and_its_group_wants_a_reason(
    name: str, known: dict[str, Any], code: str, severity: str
) -> None:
    assert told(name, **known)[code] == severity


def test_what_others_gave_is_never_closed_and_its_doctor_is_called() -> None:
    (check,) = [
        check
        for check in report([], person(allergic_to=frozenset(("布洛芬",))), ("芬必得",)).checks
        if check.kind == "allergy"
    ]
    assert (check.severity, check.lines) == ("warn", ())
    assert check.text == "在别处用的芬必得：居民对布洛芬过敏，不能用。请联系开药的医生。"


def test_the_drug_itself_is_said_once() -> None:
    known = {"allergic_to": frozenset(("卡托普利",)), "allergies": ("acei",)}
    assert told("卡托普利片", **known) == {"卡托普利/allergy": "forbid"}


def test_asked_and_unasked_look_different() -> None:
    assert told("依那普利片", allergies_asked=False) == {"not_asked": "unchecked"}
    assert told("依那普利片", allergies_asked=True) == {}
    assert told("依那普利片", allergies_asked=False, allergies=("penicillin",)) == {}
    assert told(allergies_asked=False) == {}  # nothing is taken

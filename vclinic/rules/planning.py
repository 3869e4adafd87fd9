"""Whom it is to be asked whether she plans to have a child: a woman of that age who takes what would harm it."""

from collections.abc import Iterable

from vclinic.domain.prescription import Check
from vclinic.rules.catalog import Catalog
from vclinic.rules.checking.conditions import can_become_pregnant
from vclinic.rules.checking.pregnancy import PLANNING
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescription_rules import PrescriptionRules


def planning_drugs(
    person: PersonFacts, names: Iterable[str], catalog: Catalog, rules: PrescriptionRules
) -> tuple[str, ...]:
    """Those of ``names`` that a wish for a child speaks against, as written; none for whom nobody has to be asked."""
    if not can_become_pregnant(person, rules):
        return ()
    return tuple(
        name
        for name in dict.fromkeys(names)
        if any(row.condition.startswith(PLANNING) for row in catalog.cautions_for(catalog.named(name)))
    )


def waits_for_planning(check: Check) -> bool:
    """Whether a warning waits for that answer."""
    return check.kind == "pregnancy" and check.severity == "warn" and f"/{PLANNING}" in check.code

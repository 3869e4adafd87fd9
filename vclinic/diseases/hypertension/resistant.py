"""A pressure that several drugs together do not bring down: one of the classes for an ordinary referral (§6 难控制)."""

from collections.abc import Mapping
from typing import Any

from vclinic.diseases.shared import drugs_of
from vclinic.diseases.visits import Subject
from vclinic.domain.alert import Alert
from vclinic.rules.catalog import load_catalog
from vclinic.rules.vital_limits import vital_limits_on

_DIURETICS = ("THIAZIDE", "LOOP", "K_SPARING")
_LOWER_PRESSURE = ("ACEI", "ARB", "BETA_BLOCKER", "DHP_CCB", "NDHP_CCB", *_DIURETICS)
_REGULARLY = "1"  # of codes.ADHERENCE


def resistant_to(values: Mapping[str, Any], subject: Subject) -> tuple[Alert, ...]:
    """The alert of a visit whose pressure is not satisfactory: enough drugs, a diuretic among them, taken regularly."""
    limits, catalog = vital_limits_on(values["visit_date"]), load_catalog()
    taken = dict.fromkeys((*drugs_of(values), *subject.taking))
    classes = {kind for name in taken for kind in _LOWER_PRESSURE if catalog.belongs(name, kind)}
    enough = len(classes) >= limits.resistant_drug_count and not classes.isdisjoint(_DIURETICS)
    if not enough or values.get("med_adherence") != _REGULARLY:
        return ()
    mark, source = limits.sources["resistant_drug_count"]
    text = f"{len(classes)} 类降压药（含利尿药）按时吃，血压仍没达标：难控制，建议转诊。"
    alert = Alert("resistant", "难控制", "hold", text, within_days=None, referral="suggested", source=source, mark=mark)
    return (alert,)

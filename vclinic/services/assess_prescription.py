"""`vclinic assess prescription`: everything a person takes and is ordered, checked line by line without a store."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.domain.stock import Drug
from vclinic.rules.catalog import Catalog
from vclinic.rules.named_drug import NamedDrug
from vclinic.rules.prescribing import CheckReport, check_taken
from vclinic.rules.prescription_rules import prescription_rules_on
from vclinic.rules.taken import Medicine, same_line
from vclinic.services.assess_input import AssessInput, read_line
from vclinic.services.json_lines import answers, problems_answer

_SEVERITY = {"forbid": "stop", "warn": "warn", "note": "note", "unchecked": "note"}
_MOST_NAMES = 200
_STEM = re.compile(r"[(（].*")
# longest first: a tablet that releases slowly is no plain tablet
_FORMS = (
    "缓释胶囊", "控释胶囊", "肠溶胶囊", "缓释片", "控释片", "肠溶片", "分散片", "咀嚼片", "软胶囊", "注射液", "气雾剂", "粉雾剂", "胶囊", "颗粒", "片",
)  # fmt: skip


def check_lines(lines: Iterable[bytes], catalog: Catalog) -> Iterator[dict[str, Any]]:
    """Check line by line: the n-th answer is of the n-th line."""
    return answers(lines, partial(check_line, catalog=catalog))


def check_line(line: bytes, catalog: Catalog) -> dict[str, Any]:
    """The checks of one line, or ``{"problems": […]}``."""
    given = read_line(line, catalog)
    if isinstance(given, list):
        return problems_answer(given)
    rules = prescription_rules_on(given.day)
    report = check_taken(_medicines(given, catalog), given.person, catalog, rules)
    return _answer(report) | {"unread": list(given.unread)}


def _medicines(given: AssessInput, catalog: Catalog) -> tuple[Medicine, ...]:
    """The orders as ours, and what else is taken; a name that is that of a line is the line."""
    ours = [_ordered(order, catalog) for order in given.orders]
    others = [catalog.named(name) for name in dict.fromkeys(given.taking)]
    return (
        *ours,
        *(Medicine(name) for name in others if not any(same_line(name, line.name) for line in ours)),
    )


def _ordered(order: MedicationOrder, catalog: Catalog) -> Medicine:
    name = catalog.named(order.drug_name)
    drugs = _drugs(order.drug_name, name, catalog)
    if drugs and order.drug_id not in {drug.id for drug in drugs}:
        order = replace(order, drug_id=drugs[0].id)
    strengths = {drug.strength if drug.strength_value is None else _measure(drug) for drug in drugs}
    return Medicine(name, order, "ours", order.line_no, strength_known=len(strengths) == 1)


def _measure(drug: Drug) -> str:
    return f"{drug.strength_value} {drug.strength_unit}"


def _drugs(written: str, name: NamedDrug, catalog: Catalog) -> list[Drug]:
    """The catalogue's drugs a name stands for: of the very name, of one that only adds the salt, else of the generic
    name in the same form."""
    named = [drug for drug in catalog.search(written, _MOST_NAMES) if drug.name.endswith(written)]
    exact = [drug for drug in named if drug.name == written] or named
    form = next((form for form in _FORMS if written.endswith(form)), "")
    if exact or not (name.known and form):
        return exact
    generic = name.listed_as or (name.ingredients[0] if len(name.ingredients) == 1 else "")
    stem = _STEM.sub("", generic)
    return [
        drug
        for drug in (catalog.search(stem, _MOST_NAMES) if stem else ())
        if drug.generic == generic and form == next((known for known in _FORMS if drug.name.endswith(known)), "")
    ]


def _answer(report: CheckReport) -> dict[str, Any]:
    return {
        "checks": [_check(check) for check in report.checks if check.severity in _SEVERITY],
        "ticks": dict(report.ticks),
        "unknown": list(report.unknown),
        "savable": report.savable,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "kind": check.kind,
        "severity": _SEVERITY[check.severity],
        "code": check.code,
        "drugs": list(check.drugs),
        "text": check.text,
        "source": check.source,
        "mark": check.mark,
    }

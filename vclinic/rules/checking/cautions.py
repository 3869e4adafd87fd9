"""Rows of the caution tables that hold for this person, as checks of one kind."""

from collections.abc import Iterator

from vclinic.domain.prescription import Check, Severity
from vclinic.rules.caution_table import CautionRow
from vclinic.rules.checking.case import Case, of_one, weight
from vclinic.rules.checking.conditions import holds
from vclinic.rules.drug_facts import SEVERITIES
from vclinic.rules.softening import softened
from vclinic.rules.taken import Medicine

_STEADY_ONLY, _WORSE = "stable_copd", "copd_exacerbation"  # what is allowed for steady lungs, and what ends that


def rows_that_hold(case: Case, *prefixes: str) -> Iterator[tuple[Medicine, CautionRow]]:
    """(Medicine, row) of conditions that begin with one of ``prefixes`` and hold, one a medicine and condition."""
    for medicine in case.medicines:
        conditions: set[str] = set()
        for row in case.catalog.cautions_for(medicine.name):
            if row.condition.startswith(prefixes) and row.condition not in conditions:
                conditions.add(row.condition)
                if holds(row.condition, case.person, case.rules) or _while_nursing(row, case):
                    yield medicine, row


def _while_nursing(row: CautionRow, case: Case) -> bool:
    """Rows filed under pregnancy that speak of breast-feeding too (妊娠和哺乳)."""
    return row.condition.startswith("pregnancy:") and "哺乳" in row.words and "lactation" in case.person.diseases


def caution_checks(case: Case, kind: str, *prefixes: str) -> list[Check]:
    """The rows as checks: closed where the rules of the three prescriptions close them, else by their own weight."""
    return [
        of_one(
            kind,
            severity_of(case, medicine, row),
            f"{row.ingredient}/{row.condition}",
            words_of(row),
            medicine=medicine,
            mark=row.mark,
        )
        for medicine, row in rows_that_hold(case, *prefixes)
    ]


def severity_of(case: Case, medicine: Medicine, row: CautionRow) -> Severity:
    """How heavy a row is for this person."""
    if case.rules.closes(medicine.name, row.condition) or _closed_by_the_table(row, case):
        return "forbid"
    if _STEADY_ONLY in row.soften_when and _WORSE in case.person.diseases:
        return "warn"
    return "note" if softened(row.soften_when, (medicine.name,), case.person) else weight(row.severity)


def _closed_by_the_table(row: CautionRow, case: Case) -> bool:
    """A contraindication in a condition nobody doubts: with child or nursing, of this age, with this eGFR."""
    if row.severity != SEVERITIES[0] or not row.condition.startswith(case.rules.closed_kinds):
        return False
    return not row.condition.startswith("renal:") or case.person.egfr is not None


def words_of(row: CautionRow) -> str:
    """The condition, what happens and what to do, as far as the row says."""
    return "，".join(part for part in (row.words, row.happens, row.advice) if part) + "。"

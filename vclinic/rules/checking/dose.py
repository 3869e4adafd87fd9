"""Is a dose within what the tables know? One that could not be compared is said so, and never gets a tick."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from vclinic.domain.prescription import Check, MedicationOrder, Severity
from vclinic.rules.checking.amounts import amount_of, drug_of, in_puffs
from vclinic.rules.checking.broken import broken
from vclinic.rules.checking.case import Case, names_of, not_compared
from vclinic.rules.checking.dose_beside import capped, capped_elsewhere, paracetamol
from vclinic.rules.checking.dose_rows import (
    exact,
    figure,
    fitting,
    greatest,
    greatest_single,
    release_of,
    span_of,
    usual_range,
    ways_of,
)
from vclinic.rules.drug_facts import DoseLimit, evidence
from vclinic.rules.person import PersonFacts
from vclinic.rules.quantities import times_per_day
from vclinic.rules.taken import Medicine

_SIGN_TWICE = "须注明原因并再次签名。"


def dose_checks(case: Case) -> list[Check]:
    """The doses we order. What others gave has no dose here and is left to the other checks."""
    checks: list[Check] = []
    unwritten: list[Medicine] = []
    unknown: list[Medicine] = []
    puffed: list[Medicine] = []
    for medicine in case.ours:
        order = medicine.order
        if order is None or order.dose_value <= 0 or not order.frequency:
            unwritten.append(medicine)
            continue
        compared = _compare(medicine, order, case)
        if compared is None:
            (puffed if in_puffs(order, case) else unknown).append(medicine)
        else:
            checks += compared
        checks += broken(medicine, order, case)
        checks += capped(medicine, order, case)
    checks += capped_elsewhere(case)
    checks += paracetamol(case)
    if unwritten:
        checks.append(
            not_compared("dose", "no_dose", f"{names_of(unwritten)}：还没有写剂量或频次，没有比对。", unwritten)
        )
    if unknown:
        text = f"{names_of(unknown)}：没有能比的剂量数据，没有比对，请按说明书或方案核对。"
        checks.append(not_compared("dose", "no_limit", text, unknown))
    if puffed:
        text = f"{names_of(puffed)}：每揿（喷、吸）多少微克不知道，没有比对，请看药盒和说明书。"
        checks.append(not_compared("dose", "no_puff", text, puffed))
    return checks


def _compare(medicine: Medicine, order: MedicationOrder, case: Case) -> list[Check] | None:
    """Nothing within the usual range, one check outside it, None when it cannot be told."""
    drug = drug_of(order, case)
    if not medicine.name.listed_as and len(medicine.name.ingredients) > 1:
        return None  # the dose is the whole combination's, 10 g of granules, and no row speaks of that
    generic = medicine.name.listed_as or next(iter(medicine.name.ingredients), "")
    rows = case.catalog.dose_limits(generic) or case.catalog.dose_limits(drug.generic if drug else "")
    ways = ways_of(medicine, order, case)
    release = release_of(medicine, order, case)
    limits = fitting(release, ways, case.person, case.rules, rows)
    usual = limits[0] if limits else None
    span, unit = span_of(usual.unit) if usual else ("", "")
    amount = amount_of(medicine, order, unit, case, usual.note) if usual else None
    if usual is None or amount is None or usual.low is None or usual.high is None:
        return _above_adults(medicine, order, case, generic, rows) if case.person.age < case.rules.adult_age else None
    low, high = usual_range(limits, ways, release)
    taken = _over_time(amount, span, order.frequency)
    absurd = case.rules.absurd_for(medicine.name)
    usual_rows = fitting(release, ways, _ordinary(case), case.rules, rows) or limits
    for name, value, limit in ((span, taken, greatest(usual_rows)), ("一次", amount, greatest_single(usual_rows))):
        if limit is not None and value >= absurd * limit:
            text = (
                f"{name} {figure(value)} {unit}，是{name}最大量 {figure(limit)} {unit} 的 {figure(value / limit)} 倍，"
            )
            text += "请重新核对单位、小数点和次数。"
            return [_said(medicine, "forbid", f"{generic}/absurd", text, usual)]
    for name, value, limit in ((span, taken, greatest(limits)), ("一次", amount, greatest_single(limits))):
        if limit is not None and value > limit:
            old = "（老人或肾功能减退）" if usual.population == "elderly" else ""
            text = f"{name} {figure(value)} {unit}，超过{name}最大量{old} {figure(limit)} {unit}，{_SIGN_TWICE}"
            return [_said(medicine, "warn", f"{generic}/over_max", text, usual)]
    above, below = taken > exact(high), taken < exact(low)
    if above or (below and times_per_day(order.frequency) is not None):
        text = f"{span} {figure(taken)} {unit}，{'高' if above else '低'}于常用量 {low:g}–{high:g} {unit}。"
        return [_said(medicine, "note", f"{generic}/{'over' if above else 'under'}_usual", text, usual)]
    return []


def _above_adults(
    medicine: Medicine, order: MedicationOrder, case: Case, generic: str, rows: Sequence[DoseLimit]
) -> list[Check] | None:
    """A child's dose that no row for children can be compared with, but that is beyond what a grown-up may have. Within that
    it stays untold: None."""
    ways = ways_of(medicine, order, case)
    grown_up = replace(case.person, age=case.rules.adult_age, egfr=None)
    limits = fitting(release_of(medicine, order, case), ways, grown_up, case.rules, rows)
    span, unit = span_of(limits[0].unit) if limits else ("", "")
    amount = amount_of(medicine, order, unit, case, limits[0].note) if limits else None
    if amount is None:
        return None
    absurd = case.rules.absurd_for(medicine.name)
    taken = _over_time(amount, span, order.frequency)
    for name, value, limit in ((span, taken, greatest(limits)), ("一次", amount, greatest_single(limits))):
        if limit is not None and value > limit:
            severity, code = ("forbid", "absurd") if value >= absurd * limit else ("warn", "over_max")
            text = f"{name} {figure(value)} {unit}，超过成人{name}最大量 {figure(limit)} {unit}，孩子要少得多，"
            text += "请重新核对单位、小数点和次数。" if code == "absurd" else _SIGN_TWICE
            return [_said(medicine, severity, f"{generic}/{code}", text, limits[0])]
    return None


def _ordinary(case: Case) -> PersonFacts:
    """The person as if neither old nor weak of kidneys: a dose above the old's limit is no slip of the pen yet."""
    return replace(case.person, age=min(case.person.age, case.rules.elderly_age - 1), egfr=None)


def _said(medicine: Medicine, severity: Severity, code: str, text: str, limit: DoseLimit) -> Check:
    return Check(
        "dose",
        severity,
        code=code,
        text=f"{medicine.written}{text}",
        source=evidence(limit.verification) if severity == "note" else "处方管理办法",
        lines=(medicine.line_no,),
        drugs=medicine.called,
        mark=limit.verification,
    )


def _over_time(amount: Fraction, span: str, frequency: str) -> Fraction:
    """The dose over a limit's span; as needed or at once counts as one dose."""
    times = times_per_day(frequency)
    if span == "一次" or times is None:
        return amount
    return amount * times * (7 if span == "一周" else 1)

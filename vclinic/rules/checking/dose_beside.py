"""Doses that are fine alone and too much beside another drug taken, and what the same substance adds up to."""

from collections import defaultdict
from fractions import Fraction

from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.checking.amounts import amount_of
from vclinic.rules.checking.case import Case, names_of, not_compared, of_one
from vclinic.rules.checking.dose_rows import figure
from vclinic.rules.prescription_rules import is_one_of
from vclinic.rules.quantities import times_per_day
from vclinic.rules.taken import Medicine

_PARACETAMOL = "对乙酰氨基酚"


def capped(medicine: Medicine, order: MedicationOrder, case: Case) -> list[Check]:
    """A dose that is fine alone and too much beside another drug taken."""
    amount, times = amount_of(medicine, order, "mg", case), times_per_day(order.frequency)
    if amount is None or times is None or len(medicine.name.ingredients) > 1:
        return []
    checks: list[Check] = []
    for cap in case.rules.dose_caps:
        beside = [other for other in case.medicines if is_one_of(other.name, cap.beside)]
        if cap.drug in medicine.name.ingredients and beside and amount * times > cap.most_mg:
            text = f"一天 {figure(amount * times)} mg，和{names_of(beside)}合用一天不超过 {cap.most_mg} mg。"
            checks.append(
                of_one(
                    "dose",
                    "warn",
                    f"{cap.drug}/capped",
                    text,
                    medicine=medicine,
                    mark="verified",
                    source="一病三处方规则 §10",
                )
            )
    return checks


def capped_elsewhere(case: Case) -> list[Check]:
    """The same cap for what others gave, whose dose nobody told us: it was not compared, and is asked for."""
    checks: list[Check] = []
    for cap in case.rules.dose_caps:
        for medicine in case.medicines:
            beside = [other for other in case.medicines if is_one_of(other.name, cap.beside)]
            if medicine.ours or cap.drug not in medicine.name.ingredients or not beside:
                continue
            text = (
                f"在别处用的{medicine.written}：和{names_of(beside)}合用一天不超过 {cap.most_mg} mg，一天吃多少不知道，"
            )
            checks.append(not_compared("dose", f"{cap.drug}/cap_untold", f"{text}没有比对，请问清。", [medicine]))
    return checks


def paracetamol(case: Case) -> list[Check]:
    """The sum over all that holds it; what holds an amount nobody can tell is said, once it is not alone."""
    holders = [medicine for medicine in case.medicines if _PARACETAMOL in medicine.name.ingredients]
    if len(holders) < 2:
        return []
    amounts: dict[bool, list[tuple[Medicine, Fraction]]] = defaultdict(list)
    for medicine in holders:
        amounts[(amount := _paracetamol_mg(medicine, case)) is not None].append((medicine, amount or Fraction(0)))
    total = sum((amount for _, amount in amounts[True]), Fraction(0))
    checks: list[Check] = []
    if total > case.rules.paracetamol_mg:
        known = [medicine for medicine, _ in amounts[True]]
        severity = "forbid" if total >= case.rules.absurd_times * case.rules.paracetamol_mg else "warn"
        text = f"{names_of(known)}：对乙酰氨基酚合计一天 {figure(total)} mg，不超过 {case.rules.paracetamol_mg} mg。"
        checks.append(
            Check(
                "dose",
                severity,
                code=f"{_PARACETAMOL}/sum",
                text=text,
                source="处方与药品规则 §7",
                lines=tuple(medicine.line_no for medicine in known if medicine.line_no),
                drugs=(_PARACETAMOL,),
                mark="design",
            )
        )
    if amounts[False]:
        untold = [medicine for medicine, _ in amounts[False]]
        text = f"{names_of(untold)}：也含对乙酰氨基酚，含量不知道，合计没有比对，一天不超过 2 克。"
        checks.append(not_compared("dose", f"{_PARACETAMOL}/untold", text, untold))
    return checks


def _paracetamol_mg(medicine: Medicine, case: Case) -> Fraction | None:
    """Milligrams a day; None for a combination, a dose nobody wrote, or one that cannot be turned into milligrams."""
    order = medicine.order
    if order is None or order.dose_value <= 0 or len(medicine.name.ingredients) > 1:
        return None
    amount = amount_of(medicine, order, "mg", case)
    times = times_per_day(order.frequency)
    return None if amount is None else amount * (times or 1)

"""Is a dose within what the tables know? A dose that could not be compared is said so, and never gets a tick."""

from collections.abc import Sequence
from fractions import Fraction

from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.catalog import Catalog
from vclinic.rules.drug_facts import DoseLimit, evidence
from vclinic.rules.person import PersonFacts
from vclinic.rules.quantities import amount_per_dose, times_per_day

_COUNTED = {"tablet": "片", "pill": "丸", "capsule": "粒"}
_RELEASE = ("缓释", "控释", "肠溶")
_INJECTED = ("注射", "皮下", "静", "肌")
_INHALED = ("吸入", "雾")


def dose_checks(orders: Sequence[MedicationOrder], person: PersonFacts, catalog: Catalog) -> list[Check] | None:
    """What there is to say of the doses; None while nothing was compared or a dose is still to be written.

    An empty list means that every dose was compared and lies within the usual range. Orders without a catalogue id
    are other people's and left alone.
    """
    checks: list[Check] = []
    unknown: list[MedicationOrder] = []
    waiting = False
    for order in orders:
        if not order.drug_id:
            continue
        if order.dose_value <= 0:
            waiting = True
            continue
        compared = _compare(order, person, catalog)
        if compared is None:
            unknown.append(order)
        else:
            checks += compared
    if unknown:
        names = "、".join(dict.fromkeys(order.drug_name for order in unknown))
        lines = tuple(order.line_no for order in unknown)
        checks.append(
            Check(
                "dose",
                "note",
                code="no_limit",
                text=f"{names}：没有剂量数据，请按说明书核对。",
                source="药品说明书",
                lines=lines,
            )
        )
    return None if waiting and not checks else checks


def _compare(order: MedicationOrder, person: PersonFacts, catalog: Catalog) -> list[Check] | None:
    """Nothing within the usual range, one check outside it, None when it cannot be told."""
    drug = catalog.get(order.drug_id)
    generic = drug.generic if drug else catalog.generic_of(order.drug_name)
    limits = _fitting(order.drug_name, person, catalog.dose_limits(generic))
    if not limits:
        return None
    usual, most = limits[0], max((limit.maximum for limit in limits if limit.maximum is not None), default=None)
    span, unit = _span(usual.unit)
    amount = amount_per_dose(order.dose_value, order.dose_unit, unit, drug)
    if amount is None or usual.low is None or usual.high is None:
        return None
    taken = _over_time(amount, span, order.frequency)
    said = f"{order.drug_name}{span} {float(taken):g} {unit}"
    if most is not None and taken > _exact(most):
        text = f"{said}，超过{span}最大量 {most:g} {unit}，须注明原因并再次签名。"
        return [
            Check("dose", "warn", code=f"{generic}/over_max", text=text, source="处方管理办法", lines=(order.line_no,))
        ]
    above, below = taken > _exact(usual.high), taken < _exact(usual.low)
    if above or (below and times_per_day(order.frequency) is not None):
        text = f"{said}，{'高' if above else '低'}于常用量 {usual.low:g}–{usual.high:g} {unit}。"
        code = f"{generic}/{'over' if above else 'under'}_usual"
        return [
            Check("dose", "note", code=code, text=text, source=evidence(usual.verification), lines=(order.line_no,))
        ]
    return []


# greatest simvastatin a day in mg beside a drug that holds it back (three prescriptions §10, FDA 2011)
_SIMVASTATIN = "辛伐他汀"
_SIMVASTATIN_CAPS = (
    (frozenset(("氨氯地平", "左氨氯地平", "缬沙坦氨氯地平")), 20),
    (frozenset(("维拉帕米", "地尔硫䓬")), 10),
)


def capped_checks(orders: Sequence[MedicationOrder], others: Sequence[str], catalog: Catalog) -> list[Check]:
    """A simvastatin dose that is fine alone and too much beside another drug taken."""
    taken = {name for order in orders for name in catalog.generics_of(order.drug_name)}
    taken.update(name for other in others for name in catalog.generics_of(other))
    checks: list[Check] = []
    for order in orders:
        drug = catalog.get(order.drug_id)
        if drug is None or drug.generic != _SIMVASTATIN:
            continue
        amount, times = amount_per_dose(order.dose_value, order.dose_unit, "mg", drug), times_per_day(order.frequency)
        if amount is None or times is None:
            continue
        for partners, most in _SIMVASTATIN_CAPS:
            beside = sorted(partners & taken)
            if beside and amount * times > most:
                text = f"{order.drug_name}一天 {float(amount * times):g} mg，和{beside[0]}合用一天不超过 {most} mg。"
                checks.append(
                    Check(
                        "dose",
                        "warn",
                        code=f"{_SIMVASTATIN}/capped",
                        text=text,
                        source="一病三处方规则",
                        lines=(order.line_no,),
                    )
                )
    return checks


def _exact(limit: float) -> Fraction:
    """A limit as the table writes it: as a binary float 0.018 mg lies a little below 18 μg."""
    return Fraction(str(limit))


def _fitting(name: str, person: PersonFacts, limits: Sequence[DoseLimit]) -> list[DoseLimit]:
    """Rows of the person's age group and the drug's way in, those of its kind of release if there are any."""
    population = "child" if person.age < 18 else "adult"
    same_way = [limit for limit in limits if limit.population == population and _way(limit.route) == _way(name)]
    marks = [mark for mark in _RELEASE if mark in name]
    if marks:
        fitting = [limit for limit in same_way if any(mark in limit.route for mark in marks)]
    else:
        fitting = [limit for limit in same_way if not any(mark in limit.route for mark in _RELEASE)]
    return fitting or same_way


def _way(route: str) -> str:
    if any(mark in route for mark in _INHALED):
        return "inhaled"
    return "injected" if any(mark in route for mark in _INJECTED) else "swallowed"


def _span(unit: str) -> tuple[str, str]:
    """What a limit's unit counts: (over how long, in which unit). Per kilogram stays as it is: no dose is in it."""
    if unit == "mg/week":
        return "一周", "mg"
    if unit == "mg/dose":
        return "一次", "mg"
    return "一天", _COUNTED.get(unit, unit)


def _over_time(amount: Fraction, span: str, frequency: str) -> Fraction:
    """The dose over a limit's span; as needed or at once counts as one dose."""
    times = times_per_day(frequency)
    if span == "一次" or times is None:
        return amount
    return amount * times * (7 if span == "一周" else 1)

"""Which rows of the table of doses a line is compared with, and how their figures are read."""

from collections.abc import Sequence
from fractions import Fraction

from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.checking.amounts import drug_of, in_puffs
from vclinic.rules.checking.case import Case
from vclinic.rules.drug_facts import DoseLimit
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescription_rules import PrescriptionRules
from vclinic.rules.taken import Medicine

_COUNTED = {"tablet": "片", "pill": "丸", "capsule": "粒", "puff": "揿"}
_RELEASE = ("缓释", "控释", "肠溶")
_SLOW = ("缓释", "控释")
_DOSE_FORMS = ("片", "胶囊", "丸", "颗粒", "散", "液", "剂")  # a name that ends so would say that it is slow
_INJECTED = ("注射", "皮下", "静", "肌")
_INHALED = ("吸入", "雾")
_NEBULISED = ("雾化", "吸入用", "吸入溶液")
Release = tuple[str, ...] | None


def fitting(
    release: Release,
    ways: frozenset[str],
    person: PersonFacts,
    rules: PrescriptionRules,
    limits: Sequence[DoseLimit],
) -> list[DoseLimit]:
    """Rows of the person's age group and the drug's way in, those of its kind of release if there are any."""
    same_way = [limit for limit in limits if _way(limit.route) in ways]
    chosen: list[DoseLimit] = []
    for population in _populations(person, rules):
        chosen = [limit for limit in same_way if limit.population == population]
        if chosen:
            break
    if release is None:
        return chosen
    if release:
        alike = [limit for limit in chosen if any(mark in limit.route for mark in release)]
    else:
        alike = [limit for limit in chosen if not any(mark in limit.route for mark in _RELEASE)]
    return alike or chosen


def release_of(medicine: Medicine, order: MedicationOrder, case: Case) -> Release:
    """Kinds of release a line may be of, none for an ordinary tablet: by its words, else by the form of the drug meant, else
    as the table of names says of a trade name (拜新同). None where both kinds are sold under the name (达美康)."""
    drug = drug_of(order, case)
    for said in (order.drug_name, drug.form if drug is not None else ""):
        if marks := tuple(mark for mark in _RELEASE if mark in said):
            return marks
    if medicine.name.slow_release:
        return _SLOW
    plain = drug is not None or medicine.name.slow_release is False or order.drug_name.endswith(_DOSE_FORMS)
    return () if plain else None


def ways_of(medicine: Medicine, order: MedicationOrder, case: Case) -> frozenset[str]:
    """How a line gets in; both ways of breathing it in where the name leaves that open and nobody counts puffs."""
    if in_puffs(order, case):
        return frozenset(("puffed",))
    way, drug = _way(order.drug_name), drug_of(order, case)
    if way == "swallowed" and medicine.name.route in ("吸入", "喷吸"):
        way = _way(drug.form) if drug else "swallowed"
        return frozenset((way,)) if way in ("nebulised", "puffed") else frozenset(("nebulised", "puffed"))
    return frozenset((way,))


def _way(text: str) -> str:
    if any(mark in text for mark in _NEBULISED):
        return "nebulised"
    if any(mark in text for mark in _INHALED):
        return "puffed"
    return "injected" if any(mark in text for mark in _INJECTED) else "swallowed"


def _populations(person: PersonFacts, rules: PrescriptionRules) -> tuple[str, ...]:
    """Whose rows apply, the most particular first."""
    if person.age < rules.adult_age:
        return ("child",)
    weak = person.egfr is not None and person.egfr < rules.elderly_egfr
    return ("elderly", "adult") if person.age >= rules.elderly_age or weak else ("adult",)


def span_of(unit: str) -> tuple[str, str]:
    """What a limit's unit counts: (over how long, in which unit). Per kilogram stays as it is: no dose is in it."""
    if unit == "mg/week":
        return "一周", "mg"
    if unit == "mg/dose":
        return "一次", "mg"
    return "一天", _COUNTED.get(unit, unit)


def usual_range(limits: Sequence[DoseLimit], ways: frozenset[str], release: Release) -> tuple[float, float]:
    """The first row's, and that of all rows where the line leaves open which of them is meant."""
    either = release is None and any(mark in limit.route for limit in limits for mark in _RELEASE)
    meant = limits if len(ways) > 1 or either else limits[:1]
    return min(limit.low or 0 for limit in meant), max(limit.high or 0 for limit in meant)


def greatest(limits: Sequence[DoseLimit]) -> Fraction | None:
    """The greatest amount over the span of the rows; None where no row has one."""
    return max((exact(limit.maximum) for limit in limits if limit.maximum is not None), default=None)


def greatest_single(limits: Sequence[DoseLimit]) -> Fraction | None:
    """The greatest amount at once; None where no row has one."""
    return max((exact(limit.max_single) for limit in limits if limit.max_single is not None), default=None)


def exact(limit: float) -> Fraction:
    """A limit as the table writes it: as a binary float 0.018 mg lies a little below 18 μg."""
    return Fraction(str(limit))


def figure(value: Fraction) -> str:
    """An amount as it is told."""
    return f"{float(value):g}"

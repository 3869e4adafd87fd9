"""Checks of a medication prescription: allergy, duplicates, dose, interactions, cautions, days and number of drugs.

`forbid` is kept for what the source says is forbidden; table rows that rest on memory alone warn and want a reason.
"""

from collections.abc import Iterable, Sequence
from itertools import product

from vclinic.domain.prescription import Check, MedicationOrder, Severity
from vclinic.rules.catalog import Catalog
from vclinic.rules.cautions import caution_checks
from vclinic.rules.dosing import capped_checks, dose_checks
from vclinic.rules.drug_facts import evidence
from vclinic.rules.forbidden import forbidden_for, forbidden_pair, same_class, wants_a_reason
from vclinic.rules.person import PersonFacts
from vclinic.rules.quantities import base_units
from vclinic.rules.village_limits import village_checks

LONG_DAYS, LONGEST_DAYS = 28, 84  # 长期处方管理规范: up to 4 weeks, at most 12
ORDINARY_DAYS, MAX_DRUGS = 7, 5  # 处方管理办法
USUAL_PACK = 30  # tablets; the catalogue does not know the packs
_CHRONIC = frozenset(("htn", "t2dm", "copd", "chd", "stroke", "dyslipidaemia"))
_TICKS = (
    ("allergy", "过敏", "没有查到过敏"),
    ("duplicate", "重复用药", "没有重复用药"),
    ("dose", "剂量在范围内", "剂量在常用范围内"),
    ("interaction", "相互作用", "没有查到相互作用"),
)


def check_medication(
    orders: Sequence[MedicationOrder], person: PersonFacts, other_drugs: Iterable[str], catalog: Catalog
) -> list[Check]:
    """All checks of the orders in force, with a tick for each of the four kinds that was checked and found nothing."""
    active = [order for order in orders if order.change != "stopped"]
    ours = [(order, _generics(order, catalog)) for order in active]
    told = {name for order in orders if order.change == "stopped" for name in _generics(order, catalog)}
    told.update(name for _, generics in ours for name in generics)
    others = [name for name in dict.fromkeys(other_drugs) if not set(_heard(name, catalog)) <= told]
    checks: list[Check] = []
    for order, generics in ours:
        for generic in generics:
            checks += caution_checks(order, generic, person, catalog)
    doses = dose_checks(active, person, catalog)
    checks += doses or []
    checks += capped_checks(active, others, catalog)
    checks += _pairs(ours, others, catalog)
    checks += _from_elsewhere(others, person, catalog)
    checks += village_checks(active, catalog)
    checks += _form_rules(active, person)
    checks += _quantities(active, catalog)
    checks += _restricted(active, catalog)
    kinds = {check.kind for check in checks} | ({"dose"} if doses is None else set[str]())
    ticks = [Check(kind, "ok", kind, text, label) for kind, label, text in _TICKS if kind not in kinds]
    order_of: dict[Severity, int] = {"forbid": 0, "warn": 1, "note": 2, "ok": 3}
    return sorted([*checks, *ticks], key=lambda check: order_of[check.severity])


def _generics(order: MedicationOrder, catalog: Catalog) -> tuple[str, ...]:
    drug = catalog.get(order.drug_id)
    return (drug.generic,) if drug else _heard(order.drug_name, catalog)


def _heard(name: str, catalog: Catalog) -> tuple[str, ...]:
    return catalog.generics_of(name) or (name,)


def _from_elsewhere(others: list[str], person: PersonFacts, catalog: Catalog) -> list[Check]:
    """Drugs the form names and others prescribed: not ours to forbid, but never to keep silent about."""
    checks: list[Check] = []
    for name in others:
        rule = forbidden_for(name, person, catalog)
        if rule is not None:
            text = f"在别处用的{name}：{rule.text}请联系开药的医生。"
            checks.append(Check("caution", "warn", f"elsewhere/{rule.code}", text, rule.source))
    unknown = [name for name in others if not catalog.knows(name)]
    if unknown:
        text = f"{'、'.join(unknown)}：认不出药名，没有查相互作用，请对着药盒核对。"
        checks.append(Check("interaction", "note", "unknown_name", text, "药品说明书"))
    return checks


def _restricted(active: list[MedicationOrder], catalog: Catalog) -> list[Check]:
    """△ of the catalogue."""
    marked = [order for order in active if (drug := catalog.get(order.drug_id)) is not None and drug.restricted]
    if not marked:
        return []
    names = "、".join(dict.fromkeys(order.drug_name for order in marked))
    text = f"{names}：目录标有 △，要由有相应资质的医师处方，或在专科医师指导下用。"
    return [
        Check(
            "catalogue",
            "note",
            code="restricted",
            text=text,
            source="国家基本药物目录",
            lines=tuple(order.line_no for order in marked),
        )
    ]


def _pairs(ours: list[tuple[MedicationOrder, tuple[str, ...]]], others: list[str], catalog: Catalog) -> list[Check]:
    entries = [(order.drug_name, generics, (order.line_no,)) for order, generics in ours]
    entries += [(name, _heard(name, catalog), ()) for name in others]
    checks: list[Check] = []
    for place, (name, generics, lines) in enumerate(entries):
        for other_name, other_generics, other_lines in entries[place + 1 :]:
            both = lines + other_lines
            if both:
                checks += _pair((name, generics), (other_name, other_generics), both, catalog)
    return checks


def _pair(
    one: tuple[str, tuple[str, ...]], two: tuple[str, tuple[str, ...]], both: tuple[int, ...], catalog: Catalog
) -> list[Check]:
    """What is known of two drugs together, each as (name written, generic names)."""
    (name, generics), (other_name, others) = one, two
    code = "/".join(sorted((generics[0], others[0])))
    if (rule := forbidden_pair(name, other_name, catalog)) is not None:
        return [
            Check(
                "interaction",
                "forbid",
                code=code,
                text=f"{name}和{other_name}：{rule.text}",
                source=rule.source,
                lines=both,
            )
        ]
    checks: list[Check] = []
    if same := [generic for generic in generics if generic in others]:
        whole = generics == others
        text = f"{name}和{other_name}{'是同一种药' if whole else f'都含{same[0]}'}，重复了。"
        checks.append(
            Check("duplicate", "warn", code=f"same/{same[0]}/{same[0]}", text=text, source="处方审核", lines=both)
        )
    elif (shared := same_class(name, other_name, catalog)) is not None:
        text = f"{name}和{other_name}都是{shared}，重复了。"
        checks.append(Check("duplicate", "warn", code=f"class/{code}", text=text, source="处方审核", lines=both))
    if checks and len(generics) == len(others) == 1:
        return checks
    for generic, other in product(generics, others):
        known = catalog.interaction(generic, other)
        listed = wants_a_reason(generic, other, catalog)
        if known is None or (known.severity == "minor" and not listed):
            continue
        severity: Severity = "warn" if listed or known.severity in ("contraindicated", "major") else "note"
        kind = "duplicate" if known.kind == "duplicate" else "interaction"
        text = f"{name}和{other_name}：{known.mechanism}。{known.advice}。"
        rows = "/".join(sorted((generic, other)))
        checks.append(Check(kind, severity, code=rows, text=text, source=evidence(known.verification), lines=both))
    return checks


def _form_rules(active: list[MedicationOrder], person: PersonFacts) -> list[Check]:
    checks: list[Check] = []
    written = [order for order in active if order.drug_id]
    if len(written) > MAX_DRUGS:
        text = f"一张处方最多 {MAX_DRUGS} 种药，现在有 {len(written)} 种，请分开开。"
        checks.append(Check("catalogue", "forbid", "R5", text, "处方管理办法"))
    longest = max((order.days for order in written), default=0)
    if longest > LONGEST_DAYS:
        text = f"最长 {LONGEST_DAYS} 天（12 周），现在 {longest} 天。"
        checks.append(Check("days", "forbid", "R4/12weeks", text, "长期处方管理规范"))
    elif longest > LONG_DAYS:
        text = f"{longest} 天超过 4 周，要经评估、记录原因并由本人签字。"
        checks.append(Check("days", "warn", "R4/4weeks", text, "长期处方管理规范"))
    elif longest > ORDINARY_DAYS and not person.diseases & _CHRONIC:
        text = f"一般处方不超过 {ORDINARY_DAYS} 天，现在 {longest} 天，请注明理由。"
        checks.append(Check("days", "warn", "R2", text, "处方管理办法"))
    return checks


def _quantities(active: list[MedicationOrder], catalog: Catalog) -> list[Check]:
    """A limit in days is one on what is used in them: far more tablets than the days need want a reason. A pack that
    is not broken and half as much again are let pass."""
    checks: list[Check] = []
    for order in active:
        drug = catalog.get(order.drug_id)
        needed = base_units(order.dose_value, order.dose_unit, order.frequency, order.days, drug) if drug else 0
        if drug and needed and order.quantity > max(needed + USUAL_PACK, needed * 1.5):
            unit = drug.base_unit
            text = f"{order.drug_name}开了 {order.quantity} {unit}，{order.days} 天只用 {needed} {unit}，请核对数量。"
            checks.append(
                Check("days", "warn", code="quantity", text=text, source="处方管理办法", lines=(order.line_no,))
            )
    return checks

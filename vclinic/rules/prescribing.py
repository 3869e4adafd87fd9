"""Checks of a medication prescription: allergy, duplicates, dose, interactions, cautions, days and number of drugs.

`forbid` is kept for what the source says is forbidden; table rows that rest on memory alone warn and want a reason.
"""

import re
from collections.abc import Iterable, Sequence

from vclinic.domain.prescription import Check, MedicationOrder, Severity
from vclinic.rules.catalog import Catalog, Caution
from vclinic.rules.forbidden import forbidden_for, forbidden_pair, same_class
from vclinic.rules.person import PersonFacts
from vclinic.rules.quantities import daily_dose

LONG_DAYS, LONGEST_DAYS = 28, 84  # 长期处方管理规范: up to 4 weeks, at most 12
ORDINARY_DAYS, MAX_DRUGS = 7, 5  # 处方管理办法
_CHRONIC = frozenset(("htn", "t2dm", "copd", "chd", "stroke", "dyslipidaemia"))
_TICKS = (
    ("allergy", "过敏", "没有查到过敏"),
    ("duplicate", "重复用药", "没有重复用药"),
    ("dose", "剂量在范围内", "剂量在常用范围内"),
    ("interaction", "相互作用", "没有查到相互作用"),
)
_AGE = re.compile(r"age:(<|>=)(\d+)([ymd])")
_EGFR = re.compile(r"renal:egfr<(\d+)")


def check_medication(
    orders: Sequence[MedicationOrder], person: PersonFacts, other_drugs: Iterable[str], catalog: Catalog
) -> list[Check]:
    """All checks of the orders in force, with a tick for each of the four kinds that found nothing."""
    active = [order for order in orders if order.change != "stopped"]
    stopped = {catalog.generic_of(order.drug_name) for order in orders if order.change == "stopped"}
    ours = [(order, catalog.generic_of(order.drug_name)) for order in active]
    others = [
        (name, generic)
        for name in other_drugs
        if (generic := catalog.generic_of(name)) not in stopped and generic not in {known for _, known in ours}
    ]
    found: list[Check] = []
    for order, generic in ours:
        found += _cautions(order, generic, person, catalog)
        found += _dose(order, generic, person, catalog)
    found += _pairs(ours, others, catalog)
    found += _form_rules(active, person)
    kinds = {check.kind for check in found}
    ticks = [Check(kind, "ok", kind, words, label) for kind, label, words in _TICKS if kind not in kinds]
    order_of: dict[Severity, int] = {"forbid": 0, "warn": 1, "note": 2, "ok": 3}
    return sorted([*found, *ticks], key=lambda check: order_of[check.severity])


def _cautions(order: MedicationOrder, generic: str, person: PersonFacts, catalog: Catalog) -> list[Check]:
    found: list[Check] = []
    rule = forbidden_for(generic, person, catalog)
    if rule is not None:
        found.append(
            Check("caution", "forbid", rule.code, f"{order.drug_name}：{rule.text}", rule.source, (order.line_no,))
        )
    for caution in catalog.cautions(generic):
        if not _applies(caution, person):
            continue
        if caution.kind == "skin_test":
            severity: Severity = "note"
        elif caution.condition.startswith("allergy:"):
            severity = "forbid"
        elif caution.severity in ("contraindicated", "major"):
            severity = "warn"
        else:
            severity = "note"
        kind = "allergy" if caution.condition.startswith("allergy:") else "caution"
        if rule is not None and kind == "caution" and severity == "warn":
            continue
        text = f"{order.drug_name}：{caution.words}，{caution.advice}"
        found.append(
            Check(kind, severity, f"{generic}/{caution.condition}", text, caution.verification, (order.line_no,))
        )
    if person.allergy_text and generic in person.allergy_text:
        text = f"{order.drug_name}：居民对{person.allergy_text}过敏，不能用。"
        found.append(Check("allergy", "forbid", f"{generic}/allergy", text, "药物过敏史", (order.line_no,)))
    return found


def _applies(caution: Caution, person: PersonFacts) -> bool:
    condition = caution.condition
    kind, _, what = condition.partition(":")
    if kind == "allergy":
        return what in person.allergies
    if kind == "pregnancy" or kind == "lactation":
        return person.pregnant
    if kind == "disease":
        return what != "hypertension" and what in person.diseases
    if (age := _AGE.fullmatch(condition)) is not None:
        bound = int(age[2]) / {"y": 1, "m": 12, "d": 365}[age[3]]
        return person.age < bound if age[1] == "<" else person.age >= bound
    if (renal := _EGFR.fullmatch(condition)) is not None and person.egfr is not None:
        return person.egfr < int(renal[1])
    return False


def _dose(order: MedicationOrder, generic: str, person: PersonFacts, catalog: Catalog) -> list[Check]:
    if order.dose_value <= 0:
        return []
    population = "child" if person.age < 18 else "adult"
    limits = [
        limit for limit in catalog.dose_limits(generic) if limit.population == population and "/" not in limit.unit
    ]
    mine = [limit for limit in limits if _route_fits(limit.route, order.drug_name)] or limits
    for limit in mine[:1]:
        daily = daily_dose(order.dose_value, order.dose_unit, order.frequency, limit.unit)
        if daily is None:
            continue
        said = f"一天 {float(daily):g} {limit.unit}"
        if limit.maximum is not None and daily > limit.maximum:
            text = f"{order.drug_name}{said}，超过每日最大量 {limit.maximum:g} {limit.unit}，须注明原因并再次签名。"
            return [Check("dose", "warn", f"{generic}/over_max", text, "处方管理办法", (order.line_no,))]
        if limit.high is not None and daily > limit.high:
            text = f"{order.drug_name}{said}，高于常用量 {limit.low:g}–{limit.high:g} {limit.unit}。"
            return [Check("dose", "note", f"{generic}/over_usual", text, limit.verification, (order.line_no,))]
        if limit.low is not None and daily < limit.low:
            text = f"{order.drug_name}{said}，低于常用量 {limit.low:g}–{limit.high:g} {limit.unit}。"
            return [Check("dose", "note", f"{generic}/under_usual", text, limit.verification, (order.line_no,))]
    return []


def _route_fits(route: str, name: str) -> bool:
    special = [mark for mark in ("缓释", "控释", "肠溶") if mark in name]
    if special:
        return any(mark in route for mark in special)
    return not any(mark in route for mark in ("缓释", "控释", "肠溶"))


def _pairs(ours: list[tuple[MedicationOrder, str]], others: list[tuple[str, str]], catalog: Catalog) -> list[Check]:
    found: list[Check] = []
    entries = [(order.drug_name, generic, (order.line_no,)) for order, generic in ours]
    entries += [(name, generic, ()) for name, generic in others]
    for place, (name, generic, lines) in enumerate(entries):
        for other_name, other, other_lines in entries[place + 1 :]:
            both = lines + other_lines
            if not both:
                continue
            code = "/".join(sorted((generic, other)))
            if generic == other:
                text = f"{name}和{other_name}是同一种药，重复了。"
                found.append(Check("duplicate", "warn", f"same/{code}", text, "处方审核", both))
                continue
            if (rule := forbidden_pair(generic, other, catalog)) is not None:
                text = f"{name}和{other_name}：{rule.text}"
                found.append(Check("interaction", "forbid", code, text, rule.source, both))
                continue
            if (shared := same_class(generic, other, catalog)) is not None:
                text = f"{name}和{other_name}都是{shared}，重复了。"
                found.append(Check("duplicate", "warn", f"class/{code}", text, "处方审核", both))
                continue
            known = catalog.interaction(generic, other)
            if known is None or known.severity == "minor":
                continue
            severity: Severity = "warn" if known.severity in ("contraindicated", "major") else "note"
            kind = "duplicate" if known.kind == "duplicate" else "interaction"
            text = f"{name}和{other_name}：{known.mechanism}。{known.advice}。"
            found.append(Check(kind, severity, code, text, known.verification, both))
    return found


def _form_rules(active: list[MedicationOrder], person: PersonFacts) -> list[Check]:
    found: list[Check] = []
    written = [order for order in active if order.drug_id]
    if len(written) > MAX_DRUGS:
        text = f"一张处方最多 {MAX_DRUGS} 种药，现在有 {len(written)} 种，请分开开。"
        found.append(Check("catalogue", "forbid", "R5", text, "处方管理办法"))
    longest = max((order.days for order in written), default=0)
    if longest > LONGEST_DAYS:
        text = f"最长 {LONGEST_DAYS} 天（12 周），现在 {longest} 天。"
        found.append(Check("days", "forbid", "R4/12weeks", text, "长期处方管理规范"))
    elif longest > LONG_DAYS:
        text = f"{longest} 天超过 4 周，要经评估、记录原因并由本人签字。"
        found.append(Check("days", "warn", "R4/4weeks", text, "长期处方管理规范"))
    elif longest > ORDINARY_DAYS and not person.diseases & _CHRONIC:
        text = f"一般处方不超过 {ORDINARY_DAYS} 天，现在 {longest} 天，请注明理由。"
        found.append(Check("days", "warn", "R2", text, "处方管理办法"))
    return found

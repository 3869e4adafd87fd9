"""For how many days: the limit follows the drug, and only then the person; and tablets far beyond what the days need."""

from vclinic.domain.prescription import Check, MedicationOrder, Severity
from vclinic.rules.checking.case import Case, lines_of, names_of, not_compared, of_one
from vclinic.rules.prescription_rules import is_one_of
from vclinic.rules.quantities import base_units
from vclinic.rules.taken import Medicine

_ORDINARY, _LONG = "处方管理办法", "长期处方管理规范"


def days_checks(case: Case) -> list[Check]:
    """Limits of what we order."""
    checks: list[Check] = []
    plain: list[tuple[Medicine, MedicationOrder]] = []
    unwritten: list[Medicine] = []
    for medicine in case.ours:
        order = medicine.order
        if order is None:
            continue
        if order.days <= 0:
            unwritten.append(medicine)
            continue
        short = _short(medicine, order, case)
        checks += short
        checks += _quantity(medicine, order, case)
        if not short:
            plain.append((medicine, order))
    if unwritten:
        text = f"{names_of(unwritten)}：还没有写天数，没有比对。"
        checks.append(not_compared("days", "no_days", text, unwritten))
    return [*checks, *_whole(plain, case)]


def _short(medicine: Medicine, order: MedicationOrder, case: Case) -> list[Check]:
    """A drug that is only given for a short while, whatever else the person has. The limit of antibacterials is the
    default of a system, told quietly; what goes beyond an ordinary prescription as well wants a reason."""
    drug, rules = case.catalog.get(order.drug_id), case.rules
    code = medicine.called[0]
    if drug is not None and drug.antibacterial:
        if order.days <= rules.antibacterial_days:
            return []
        text = f"抗菌药一般不超过 {rules.antibacterial_days} 天，现在 {order.days} 天"
        if order.days <= rules.ordinary_days:
            severity, text = "note", f"{text}，疗程够了就停，没有好转转诊。"
        else:
            severity, text = "warn", f"{text}，超过一般处方的 {rules.ordinary_days} 天，请写明理由。"
        source = "区域系统常用的天数上限"
        return [_one(severity, f"{code}/antibacterial_days", text, medicine=medicine, source=source, mark="de-facto")]
    if medicine.name.local:
        return []
    limits = [days for group, days in rules.short_days.items() if is_one_of(medicine.name, (group,))]
    if not limits or order.days <= min(limits):
        return []
    text = f"这种药只短用，一般不超过 {min(limits)} 天，现在 {order.days} 天，请写明理由。"
    return [_one("warn", f"{code}/short", text, medicine=medicine, source=_ORDINARY, mark="design")]


def _one(severity: Severity, code: str, text: str, *, medicine: Medicine, source: str, mark: str) -> Check:
    return of_one("days", severity, code, text, medicine=medicine, mark=mark, source=source)


def _whole(plain: list[tuple[Medicine, MedicationOrder]], case: Case) -> list[Check]:
    """The longest of the other lines: an ordinary prescription, a long one, one that is too long."""
    longest = max((order.days for _, order in plain), default=0)
    rules = case.rules
    if longest > rules.longest_days:
        text = f"最长 {rules.longest_days} 天（{rules.longest_days // 7} 周），现在 {longest} 天。"
        severity, code, source, limit = "forbid", "R4/12weeks", _LONG, rules.longest_days
    elif longest > rules.long_days:
        text = f"{longest} 天超过 {rules.long_days // 7} 周，要经评估、记录原因并由本人签字。"
        severity, code, source, limit = "warn", "R4/4weeks", _LONG, rules.long_days
    elif longest > rules.ordinary_days and not case.person.diseases & rules.chronic:
        text = f"一般处方不超过 {rules.ordinary_days} 天，现在 {longest} 天，请注明理由。"
        severity, code, source, limit = "warn", "R2", _ORDINARY, rules.ordinary_days
    else:
        return []
    over = [medicine for medicine, order in plain if order.days > limit]
    return [
        Check(
            "days",
            severity,
            code=code,
            text=text,
            source=source,
            drugs=tuple(dict.fromkeys(name for medicine in over for name in medicine.called)),
            mark="verified",
        )
    ]


def _quantity(medicine: Medicine, order: MedicationOrder, case: Case) -> list[Check]:
    """A limit in days is one on what is used in them: far more tablets than the days need want a reason. A pack that
    is not broken and half as much again are let pass."""
    drug = case.catalog.get(order.drug_id)
    needed = base_units(order.dose_value, order.dose_unit, order.frequency, order.days, drug) if drug else 0
    if drug is None or not needed or order.quantity <= max(needed + case.rules.usual_pack, needed * 1.5):
        return []
    unit = drug.base_unit
    text = f"{names_of((medicine,))}开了 {order.quantity} {unit}，{order.days} 天只用 {needed} {unit}，请核对数量。"
    return [
        Check(
            "days",
            "warn",
            code=f"{medicine.called[0]}/quantity",
            text=text,
            source=_ORDINARY,
            lines=lines_of((medicine,)),
            drugs=medicine.called,
            mark="design",
        )
    ]

"""Is a dose within what the tables know? One that could not be compared is said so, and never gets a tick."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from vclinic.domain.prescription import Check, MedicationOrder, Severity
from vclinic.rules.checking.amounts import amount_of, drug_of, in_puffs
from vclinic.rules.checking.case import Case, names_of, not_compared, of_one
from vclinic.rules.drug_facts import DoseLimit, evidence
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescription_rules import PrescriptionRules, is_one_of
from vclinic.rules.quantities import times_per_day, told_amount, units_per_dose
from vclinic.rules.taken import Medicine

_COUNTED = {"tablet": "片", "pill": "丸", "capsule": "粒", "puff": "揿"}
_RELEASE = ("缓释", "控释", "肠溶")
_SLOW = ("缓释", "控释")
_DOSE_FORMS = ("片", "胶囊", "丸", "颗粒", "散", "液", "剂")  # a name that ends so would say that it is slow
_INJECTED = ("注射", "皮下", "静", "肌")
_INHALED = ("吸入", "雾")
_NEBULISED = ("雾化", "吸入用", "吸入溶液")
_COUNTED_WHOLE = ("片", "粒", "丸")
_WHOLE = ("缓释", "控释", "肠溶", "胶囊", "滴丸")
_SIGN_TWICE = "须注明原因并再次签名。"
_PARACETAMOL = "对乙酰氨基酚"


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
        checks += _broken(medicine, order, case)
        checks += _capped(medicine, order, case)
    checks += _capped_elsewhere(case)
    checks += _paracetamol(case)
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
    ways = _ways(medicine, order, case)
    release = _release(medicine, order, case)
    limits = _fitting(release, ways, case.person, case.rules, rows)
    usual = limits[0] if limits else None
    span, unit = _span(usual.unit) if usual else ("", "")
    amount = amount_of(medicine, order, unit, case, usual.note) if usual else None
    if usual is None or amount is None or usual.low is None or usual.high is None:
        return _above_adults(medicine, order, case, generic, rows) if case.person.age < case.rules.adult_age else None
    either = release is None and any(mark in limit.route for limit in limits for mark in _RELEASE)
    low, high = _usual_range(limits if len(ways) > 1 or either else limits[:1])
    taken = _over_time(amount, span, order.frequency)
    absurd = case.rules.absurd_for(medicine.name)
    usual_rows = _fitting(release, ways, _ordinary(case), case.rules, rows) or limits
    for name, value, limit in ((span, taken, _greatest(usual_rows)), ("一次", amount, _greatest_single(usual_rows))):
        if limit is not None and value >= absurd * limit:
            text = f"{name} {_figure(value)} {unit}，是{name}最大量 {_figure(limit)} {unit} 的 {_figure(value / limit)} 倍，"
            text += "请重新核对单位、小数点和次数。"
            return [_said(medicine, "forbid", f"{generic}/absurd", text, usual)]
    for name, value, limit in ((span, taken, _greatest(limits)), ("一次", amount, _greatest_single(limits))):
        if limit is not None and value > limit:
            old = "（老人或肾功能减退）" if usual.population == "elderly" else ""
            text = f"{name} {_figure(value)} {unit}，超过{name}最大量{old} {_figure(limit)} {unit}，{_SIGN_TWICE}"
            return [_said(medicine, "warn", f"{generic}/over_max", text, usual)]
    above, below = taken > _exact(high), taken < _exact(low)
    if above or (below and times_per_day(order.frequency) is not None):
        text = f"{span} {_figure(taken)} {unit}，{'高' if above else '低'}于常用量 {low:g}–{high:g} {unit}。"
        return [_said(medicine, "note", f"{generic}/{'over' if above else 'under'}_usual", text, usual)]
    return []


def _above_adults(
    medicine: Medicine, order: MedicationOrder, case: Case, generic: str, rows: Sequence[DoseLimit]
) -> list[Check] | None:
    """A child's dose that no row for children can be compared with, but that is beyond what a grown-up may have. Within that
    it stays untold: None."""
    ways = _ways(medicine, order, case)
    grown_up = replace(case.person, age=case.rules.adult_age, egfr=None)
    limits = _fitting(_release(medicine, order, case), ways, grown_up, case.rules, rows)
    span, unit = _span(limits[0].unit) if limits else ("", "")
    amount = amount_of(medicine, order, unit, case, limits[0].note) if limits else None
    if amount is None:
        return None
    absurd = case.rules.absurd_for(medicine.name)
    taken = _over_time(amount, span, order.frequency)
    for name, value, limit in ((span, taken, _greatest(limits)), ("一次", amount, _greatest_single(limits))):
        if limit is not None and value > limit:
            severity, code = ("forbid", "absurd") if value >= absurd * limit else ("warn", "over_max")
            text = f"{name} {_figure(value)} {unit}，超过成人{name}最大量 {_figure(limit)} {unit}，孩子要少得多，"
            text += "请重新核对单位、小数点和次数。" if code == "absurd" else _SIGN_TWICE
            return [_said(medicine, severity, f"{generic}/{code}", text, limits[0])]
    return None


def _usual_range(meant: Sequence[DoseLimit]) -> tuple[float, float]:
    """That of all the rows that may be meant."""
    return min(limit.low or 0 for limit in meant), max(limit.high or 0 for limit in meant)


def _ordinary(case: Case) -> PersonFacts:
    """The person as if neither old nor weak of kidneys: a dose above the old's limit is no slip of the pen yet."""
    return replace(case.person, age=min(case.person.age, case.rules.elderly_age - 1), egfr=None)


def _greatest(limits: Sequence[DoseLimit]) -> Fraction | None:
    return max((_exact(limit.maximum) for limit in limits if limit.maximum is not None), default=None)


def _greatest_single(limits: Sequence[DoseLimit]) -> Fraction | None:
    return max((_exact(limit.max_single) for limit in limits if limit.max_single is not None), default=None)


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


def _capped(medicine: Medicine, order: MedicationOrder, case: Case) -> list[Check]:
    """A dose that is fine alone and too much beside another drug taken."""
    amount, times = amount_of(medicine, order, "mg", case), times_per_day(order.frequency)
    if amount is None or times is None or len(medicine.name.ingredients) > 1:
        return []
    checks: list[Check] = []
    for cap in case.rules.dose_caps:
        beside = [other for other in case.medicines if is_one_of(other.name, cap.beside)]
        if cap.drug in medicine.name.ingredients and beside and amount * times > cap.most_mg:
            text = f"一天 {_figure(amount * times)} mg，和{names_of(beside)}合用一天不超过 {cap.most_mg} mg。"
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


def _capped_elsewhere(case: Case) -> list[Check]:
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


def _broken(medicine: Medicine, order: MedicationOrder, case: Case) -> list[Check]:
    """A dose that breaks what must be swallowed whole: broken, it gives all of the drug at once or loses its coating."""
    drug, halve = drug_of(order, case), medicine.name.halve
    if drug is None:
        return _broken_of_others(medicine, order)
    if not (halve or any(mark in drug.form for mark in _WHOLE)):
        return []
    per_dose = units_per_dose(order.dose_value, order.dose_unit, drug)
    if per_dose is None or per_dose.denominator == 1:
        return []
    said = f"每次 {told_amount(per_dose)} {drug.base_unit}要掰开，"
    if halve == "yes" and per_dose.denominator == 2:
        severity, text = "note", f"{said}只可沿刻痕掰半，不嚼不碾，送水。"
    elif halve == "label":
        severity, text = "warn", f"{said}能不能掰看那一盒的说明书，没有刻痕不掰。"
    else:
        severity, text = "warn", f"{drug.form}要整{drug.base_unit}吞，{said}请换规格或剂型。"
    code = f"{drug.generic}/broken"
    return [of_one("dose", severity, code, text, medicine=medicine, mark="memory", source="药品说明书")]


def _broken_of_others(medicine: Medicine, order: MedicationOrder) -> list[Check]:
    """A part of a slow or coated tablet that is not of the catalogue, by its name; of milligrams nobody can tell."""
    slow = medicine.name.halve == "no" or any(mark in order.drug_name for mark in _WHOLE)
    if not slow or order.dose_unit not in _COUNTED_WHOLE or order.dose_value <= 0 or order.dose_value % 1 == 0:
        return []
    text = f"每次 {order.dose_value:g} {order.dose_unit}要掰开，缓释、控释、肠溶的药和胶囊不掰，请换规格或剂型。"
    code = f"{medicine.called[0]}/broken"
    return [of_one("dose", "warn", code, text, medicine=medicine, mark="memory", source="药品说明书")]


def _paracetamol(case: Case) -> list[Check]:
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
        text = f"{names_of(known)}：对乙酰氨基酚合计一天 {_figure(total)} mg，不超过 {case.rules.paracetamol_mg} mg。"
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


def _figure(value: Fraction) -> str:
    return f"{float(value):g}"


def _exact(limit: float) -> Fraction:
    """A limit as the table writes it: as a binary float 0.018 mg lies a little below 18 μg."""
    return Fraction(str(limit))


def _release(medicine: Medicine, order: MedicationOrder, case: Case) -> tuple[str, ...] | None:
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


def _fitting(
    release: tuple[str, ...] | None,
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
        fitting = [limit for limit in chosen if any(mark in limit.route for mark in release)]
    else:
        fitting = [limit for limit in chosen if not any(mark in limit.route for mark in _RELEASE)]
    return fitting or chosen


def _populations(person: PersonFacts, rules: PrescriptionRules) -> tuple[str, ...]:
    """Whose rows apply, the most particular first."""
    if person.age < rules.adult_age:
        return ("child",)
    weak = person.egfr is not None and person.egfr < rules.elderly_egfr
    return ("elderly", "adult") if person.age >= rules.elderly_age or weak else ("adult",)


def _way(text: str) -> str:
    if any(mark in text for mark in _NEBULISED):
        return "nebulised"
    if any(mark in text for mark in _INHALED):
        return "puffed"
    return "injected" if any(mark in text for mark in _INJECTED) else "swallowed"


def _ways(medicine: Medicine, order: MedicationOrder, case: Case) -> frozenset[str]:
    """How a line gets in; both ways of breathing it in where the name leaves that open and nobody counts puffs."""
    if in_puffs(order, case):
        return frozenset(("puffed",))
    way, drug = _way(order.drug_name), drug_of(order, case)
    if way == "swallowed" and medicine.name.route in ("吸入", "喷吸"):
        way = _way(drug.form) if drug else "swallowed"
        return frozenset((way,)) if way in ("nebulised", "puffed") else frozenset(("nebulised", "puffed"))
    return frozenset((way,))


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

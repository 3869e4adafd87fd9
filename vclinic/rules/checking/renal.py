"""The kidney: rows by eGFR, the dose they allow against the one ordered, and no tick where a figure is missing."""

from collections.abc import Iterator
from fractions import Fraction

from vclinic.domain.prescription import Check
from vclinic.rules.checking.amounts import amount_of
from vclinic.rules.checking.case import Case, names_of, not_compared, of_one
from vclinic.rules.checking.cautions import rows_that_hold, severity_of, words_of
from vclinic.rules.drug_facts import KidneyDose
from vclinic.rules.quantities import times_per_day
from vclinic.rules.taken import Medicine

# rows that speak of more than the dose: keeping to the dose is not all they ask for
_NOT_DOSE_ALONE = frozenset(("不新起始", "村卫生室不"))


def renal_checks(case: Case) -> list[Check]:
    """The rows by eGFR, the doses, and which drugs could not be compared."""
    doses = list(_doses(case))
    within = {(medicine, dose.condition) for medicine, dose, over in doses if over is False}
    checks = [
        of_one(
            "renal",
            "note" if (medicine, row.condition) in within and _dose_alone(text) else severity_of(case, medicine, row),
            f"{row.ingredient}/{row.condition}",
            text,
            medicine=medicine,
            mark=row.mark,
        )
        for medicine, row in rows_that_hold(case, "renal:")
        for text in (words_of(row),)
    ]
    for medicine, dose, over in doses:
        checks += _said(medicine, dose, over, case)
    return [*checks, *_no_figure(case)]


def _dose_alone(text: str) -> bool:
    return not any(phrase in text for phrase in _NOT_DOSE_ALONE)


def _doses(case: Case) -> Iterator[tuple[Medicine, KidneyDose, bool | None]]:
    """(Medicine, dose of its row, whether the order goes beyond it): None when that cannot be told."""
    egfr = case.person.egfr
    if egfr is None:
        return
    for medicine in case.medicines:
        if medicine.name.local:
            continue
        for generic in medicine.name.items:
            dose = case.catalog.kidney_dose(generic, egfr)
            if dose is not None:
                yield medicine, dose, _beyond(medicine, dose, case)


def _beyond(medicine: Medicine, dose: KidneyDose, case: Case) -> bool | None:
    if dose.kind == "stop":
        return True
    most, amount = _most(dose, case), _a_day(medicine, case)
    return None if most is None or amount is None else amount > most


def _most(dose: KidneyDose, case: Case) -> Fraction | None:
    """The most a day in mg; None when the row names no figure, or a part of a maximum the tables do not have."""
    if dose.figure is None:
        return None
    figure = Fraction(str(dose.figure))
    if dose.kind != "part":
        return figure
    greatest = [
        limit.maximum
        for limit in case.catalog.dose_limits(dose.drug)
        if limit.maximum is not None and limit.unit == "mg" and limit.population == "adult" and "口服" in limit.route
    ]
    return figure * Fraction(str(max(greatest))) if greatest else None


def _a_day(medicine: Medicine, case: Case) -> Fraction | None:
    """Milligrams a day of our line; None for what others gave, a combination, or a dose nobody wrote."""
    order = medicine.order
    if order is None or order.dose_value <= 0 or len(medicine.name.ingredients) > 1:
        return None
    amount = amount_of(medicine, order, "mg", case)
    return None if amount is None else amount * (times_per_day(order.frequency) or 1)


def _said(medicine: Medicine, dose: KidneyDose, over: bool | None, case: Case) -> list[Check]:
    """What is to be said of the dose; nothing of one within."""
    if over is False:
        return []
    egfr, code = f"eGFR {case.person.egfr:g}", f"{dose.drug}/kidney_dose"
    if over is None:
        ask = (
            "表里没有写减到多少，请看说明书或问上级"
            if _most(dose, case) is None
            else "一天吃多少不知道，没有比对，请问清"
        )
        return [not_compared("renal", code, f"{medicine.written}：{egfr}，{dose.told}；{ask}。", [medicine])]
    if dose.kind == "stop":
        text = f"{egfr}，{dose.told}。"
    else:
        most, amount = _most(dose, case), _a_day(medicine, case)
        part = f"（一天不超过 {float(most or 0):g} mg）" if dose.kind == "part" else ""
        todo = "是慢慢加上来的请写明" if dose.kind == "start" else "请减量"
        text = f"{egfr}，{dose.told}{part}；现在一天 {float(amount or 0):g} mg，{todo}。"
    return [of_one("renal", "warn", code, text, medicine=medicine, mark=dose.mark)]


def _no_figure(case: Case) -> list[Check]:
    if case.person.egfr is not None:
        return []
    depending = [
        medicine
        for medicine in case.medicines
        if any(row.condition.startswith("renal:egfr") for row in case.catalog.cautions_for(medicine.name))
    ]
    if not depending:
        return []
    ill = "有慢性肾病，" if "ckd" in case.person.diseases else ""
    text = f"{names_of(depending)}：{ill}没有近期肌酐，没有按肾功能比对。"
    return [not_compared("renal", "no_egfr", text, depending)]

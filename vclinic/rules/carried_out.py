"""Doses nobody can take with the tablets prescribed, such as 1⅔ of one, and the strength that would do; strengths the clinic
has none of; and drugs that end before the next visit."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.domain.stock import Drug
from vclinic.rules.catalog import Catalog
from vclinic.rules.quantities import told_amount, units_per_dose
from vclinic.rules.spoken_dose import breaks, counted, spoken_dose

_MOST_UNITS = 4  # tablets at once that a strength is offered with


def dose_checks(
    orders: Sequence[MedicationOrder], catalog: Catalog, stocked: Collection[str] | None = None
) -> list[Check]:
    """Orders in force whose dose is no whole or half number of plain tablets; what must be swallowed whole has a check of
    its own in `checking.dose`. ``stocked``: ids of what the clinic has; None where nobody knows."""
    checks: list[Check] = []
    for order in orders:
        drug = catalog.get(order.drug_id)
        if order.change == "stopped" or drug is None or not counted(drug) or order.dose_value <= 0:
            continue
        units = units_per_dose(order.dose_value, order.dose_unit, drug)
        whole_only = catalog.named(drug.name).halve or not breaks(drug) or "胶囊" in drug.form
        if units is None or whole_only or spoken_dose(order.dose_value, order.dose_unit, drug):
            continue
        dose = f"{order.dose_value:g} {order.dose_unit}"
        text = f"{order.drug_name} 一次 {dose}，用 {drug.strength} 的要 {told_amount(units)} {drug.base_unit}，"
        text += "吃不出来。" + _other_strength(order, drug, catalog, stocked)
        code = f"{drug.generic}/not_countable"
        checks.append(Check("dose", "warn", code, text, source="一次吃几片要说得出", lines=(order.line_no,)))
    return checks


def _other_strength(order: MedicationOrder, drug: Drug, catalog: Catalog, stocked: Collection[str] | None) -> str:
    """The strengths of the same drug and form that make the dose whole; what the clinic has comes first."""
    whole = [(other, dose) for other, dose in _in_strengths(order, drug, catalog) if "半" not in dose]
    if stocked is not None:
        whole.sort(key=lambda offered: offered[0].id not in stocked)
    strengths = [
        f"{other.strength}（一次 {dose}{'' if stocked is None or other.id in stocked else '，无库存'}）"
        for other, dose in whole
    ]
    return f"换 {'、'.join(dict.fromkeys(strengths))} 可以。" if strengths else "请改成整片或半片的量。"


def _in_strengths(order: MedicationOrder, drug: Drug, catalog: Catalog) -> list[tuple[Drug, str]]:
    """The dose in each strength of the same name that it can be said in, a few tablets at most."""
    said: list[tuple[Drug, str]] = []
    for other in catalog.search(drug.name, 60):
        units = units_per_dose(order.dose_value, order.dose_unit, other) if other.name == drug.name else None
        if units is not None and 0 < units <= _MOST_UNITS:
            dose = spoken_dose(order.dose_value, order.dose_unit, other, catalog.named(other.name).halve)
            said += [(other, dose)] if dose else []
    return said


def stock_checks(orders: Sequence[MedicationOrder], catalog: Catalog, stocked: Collection[str]) -> list[Check]:
    """Orders in force of a strength the clinic has none of, while another one in stock makes the same dose."""
    checks: list[Check] = []
    for order in orders:
        drug = catalog.get(order.drug_id)
        if order.change == "stopped" or drug is None or drug.id in stocked or order.dose_value <= 0:
            continue
        here = [
            f"{other.strength}（一次 {dose}）"
            for other, dose in _in_strengths(order, drug, catalog)
            if other.id in stocked
        ]
        if here:
            text = f"{order.drug_name} {drug.strength} 无库存，有 {'、'.join(dict.fromkeys(here))}。"
            code = f"{drug.generic}/other_strength"
            checks.append(Check("dose", "note", code, text, lines=(order.line_no,), drugs=(drug.generic,)))
    return checks


def drugs_end_on(orders: Sequence[MedicationOrder], day: date) -> date | None:
    """The last day the first of the orders in force to run out will reach, counted from ``day``; None for no orders."""
    days = [order.days for order in orders if order.change != "stopped" and order.days > 0]
    return day + timedelta(days=min(days) - 1) if days else None


def supply_checks(orders: Sequence[MedicationOrder], issued_on: date, review_on: date) -> list[Check]:
    """The drugs end before the next visit: asked when they are to be fetched again."""
    ends = drugs_end_on(orders, issued_on)
    if ends is None or ends + timedelta(days=1) >= review_on:
        return []
    days, away = (ends - issued_on).days + 1, (review_on - issued_on).days
    text = f"药够吃 {days} 天，到 {ends.month} 月 {ends.day} 日；下次随访在 {away} 天以后。中间哪天来拿药，跟本人说好。"
    return [Check("days", "note", "supply/before_visit", text, "长期处方")]

"""Pulse, pressure and potassium of the day, beside everything taken, whoever prescribed it."""

from collections.abc import Sequence
from dataclasses import replace

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import CALL, Case, lines_of, names_of, not_compared
from vclinic.rules.checking.cautions import caution_checks
from vclinic.rules.prescription_rules import is_one_of
from vclinic.rules.taken import Medicine

_SOURCE = "高血压 §5.3"


def vitals_checks(case: Case) -> list[Check]:
    """What the day's figures say of the medicines, and a figure that is dangerous with any of them."""
    return [
        *caution_checks(case, "vitals", "disease:hypotension"),
        *_pulse(case),
        *_pressure(case),
        *_potassium(case),
        *_alerts(case),
    ]


_BEHIND = {"glucose_low": ("SULFONYLUREA", "GLINIDE", "INSULIN")}
# said above, beside the drugs they speak of
_SAID_ABOVE = ("slow_pulse", "fast_pulse", "low_sbp", "low_dbp", "potassium_")


def _alerts(case: Case) -> list[Check]:
    """What else the one guard says of the visit: danger whatever is taken, and which drug may have brought it about."""
    checks: list[Check] = []
    for alert in case.person.alerts:
        if alert.code.startswith(_SAID_ABOVE):
            continue
        behind = _of(case, _BEHIND.get(alert.code, ()))
        said = _said(alert.code, alert.text, behind)
        severity = "note" if alert.severity == "note" else "warn"
        checks.append(replace(said, severity=severity, source=alert.source, mark=alert.mark))
    return checks


def _pulse(case: Case) -> list[Check]:
    pulse, rules = case.person.heart_rate, case.rules
    slowing = _of(case, rules.slowing)
    if pulse is None:
        if not slowing:
            return []
        text = f"{names_of(slowing)}：会让心跳变慢，没有量脉搏，没有比对。"
        return [not_compared("vitals", "no_pulse", text, slowing)]
    if pulse < rules.slow_pulse:
        doing = (
            f"正在用{names_of(slowing)}，心跳会更慢，先问上级减量还是停药，再给药" if slowing else "数满 60 秒再核对"
        )
        text = f"脉搏 {pulse}，低于 {rules.slow_pulse}：{doing}；不照旧续药。"
        return [_said("slow_pulse", text, slowing)]
    if pulse > rules.fast_pulse:
        quickening = _of(case, rules.quickening)
        doing = f"{names_of(quickening)}会让心跳更快" if quickening else "静坐 10 分钟再数"
        return [
            _said("fast_pulse", f"脉搏 {pulse}，高于 {rules.fast_pulse}：{doing}，先查原因，不照旧续药。", quickening)
        ]
    return []


def _pressure(case: Case) -> list[Check]:
    sbp, dbp, rules = case.person.sbp, case.person.dbp, case.rules
    if sbp is None:
        return []
    low = sbp < rules.low_sbp or (dbp is not None and dbp < rules.low_dbp and sbp < rules.low_dbp_sbp)
    if not low:
        return []
    lowering = _of(case, rules.pressure_lowering)
    doing = f"不照旧续{names_of(lowering)}，" if lowering else ""
    figures = f"{sbp}/{dbp}" if dbp is not None else f"{sbp}"
    return [_said("low_pressure", f"血压 {figures}，过低：{doing}复测，当天问上级。", lowering)]


def _potassium(case: Case) -> list[Check]:
    potassium, rules = case.person.labs.potassium_mmol_l, case.rules
    if potassium is None:
        wanting = _of(case, rules.needs_potassium)
        if not wanting:
            return []
        text = f"{names_of(wanting)}：没有近 3 个月的血钾，没有比对，先查血钾。"
        return [not_compared("vitals", "no_potassium", text, wanting)]
    value = potassium.value
    if value > rules.watch_potassium:
        raising = _of(case, rules.potassium_raising)
        if raising or value > rules.high_potassium:
            doing = "停药并转诊" if value > rules.high_potassium else "复查血钾"
            named = f"{names_of(raising)}会让血钾更高，" if raising else ""
            return [_said("high_potassium", f"血钾 {value:g}：{named}{doing}。", raising)]
    if value < rules.low_potassium:
        losing = _of(case, rules.potassium_losing)
        named = f"{names_of(losing)}这时更危险，" if losing else ""
        return [_said("low_potassium", f"血钾 {value:g}，偏低：{named}先查原因，问上级。", losing)]
    return []


def _of(case: Case, cells: tuple[str, ...]) -> list[Medicine]:
    meant = [medicine for medicine in case.medicines if is_one_of(medicine.name, cells)]
    return sorted(meant, key=lambda medicine: (not medicine.ours, medicine.written, medicine.line_no))


def _said(code: str, text: str, medicines: Sequence[Medicine]) -> Check:
    others = any(not medicine.ours for medicine in medicines)
    return Check(
        "vitals",
        "warn",
        code=code,
        text=f"{text}{CALL}" if others else text,
        source=_SOURCE,
        lines=lines_of(medicines),
        drugs=tuple(dict.fromkeys(name for medicine in medicines for name in medicine.called)),
        mark="design",
    )

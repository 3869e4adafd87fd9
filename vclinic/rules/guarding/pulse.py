"""The pulse: too slow, too fast, irregular (§5.5)."""

from vclinic.domain.alert import Alert
from vclinic.rules.guarding.row import REFER, made
from vclinic.rules.guarding.signs import VitalSigns
from vclinic.rules.vital_limits import VitalLimits


def slow(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Too slow; drugs that slow it are named."""
    pulse = signs.heart_rate
    if pulse is None or pulse >= limits.slow_pulse:
        return None
    drugs = "、".join(signs.slowing_drugs)
    ask_first = f"正在吃{drugs}，先问上级再给药。" if drugs else ""
    if pulse < limits.slow_pulse_urgent:
        told = ("脉搏过慢", f"脉搏 {pulse}，低于 {limits.slow_pulse_urgent}，马上转诊。{ask_first}")
        return made(limits, "slow_pulse_urgent", told, "urgent", days=limits.slow_days, referral="urgent")
    if signs.unwell or "slow_pulse" in signs.signs:
        told = ("脉搏过慢", f"脉搏 {pulse}，低于 {limits.slow_pulse}，人又不舒服，马上转诊。{ask_first}")
        return made(limits, "slow_pulse", told, "urgent", days=limits.slow_days, referral="urgent")
    text = f"脉搏 {pulse}，低于 {limits.slow_pulse}：数满 60 秒；{ask_first or REFER + '。'}不续方，{limits.slow_days} 天内复查。"
    return made(limits, "slow_pulse", ("脉搏过慢", text), "hold", days=limits.slow_days, referral="suggested")


def fast(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Too fast; the faster, the sooner it is counted again."""
    pulse = signs.heart_rate
    if pulse is None or pulse <= limits.fast_pulse:
        return None
    days = limits.fast_soon_days if pulse > limits.fast_pulse_soon else limits.fast_days
    if pulse >= limits.fast_pulse_urgent:
        told = ("脉搏过快", f"脉搏 {pulse}，达到 {limits.fast_pulse_urgent}，马上转诊。")
        return made(limits, "fast_pulse_urgent", told, "urgent", days=days, referral="urgent")
    if signs.unwell or "fast_pulse" in signs.signs:
        told = ("脉搏过快", f"脉搏 {pulse}，高于 {limits.fast_pulse}，人又不舒服，马上转诊。")
        return made(limits, "fast_pulse", told, "urgent", days=days, referral="urgent")
    text = (
        f"脉搏 {pulse}，高于 {limits.fast_pulse}：静坐 10 分钟再数，先看有没有发热，问甲亢、贫血、平喘药和感冒药；{REFER}，"
        f"不续方，{days} 天内复查。"
    )
    return made(limits, "fast_pulse", ("脉搏过快", text), "hold", days=days, referral="suggested")


def irregular(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Irregular and not known to be."""
    if not signs.irregular:
        return None
    if signs.unwell or "fast_pulse" in signs.signs:
        told = ("脉搏不齐", "脉搏不齐，人又不舒服，马上转诊。")
        return made(
            limits,
            "irregular_days",
            told,
            "urgent",
            days=limits.irregular_days,
            referral="urgent",
            code="irregular_pulse",
        )
    text = f"脉搏不齐，没有记过房颤：数满 60 秒，建议转诊做心电图，{limits.irregular_days} 天内。"
    told = ("脉搏不齐", text)
    return made(
        limits,
        "irregular_days",
        told,
        "hold",
        days=limits.irregular_days,
        referral="suggested",
        code="irregular_pulse",
    )

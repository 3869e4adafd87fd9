"""Glucose, potassium and temperature against their limits."""

from vclinic.domain.alert import Alert
from vclinic.rules.guarding.row import made
from vclinic.rules.guarding.signs import VitalSigns
from vclinic.rules.vital_limits import VitalLimits


def glucoses(signs: VitalSigns, limits: VitalLimits) -> list[Alert]:
    """One row for every glucose that is an emergency, high or low."""
    alerts: list[Alert] = []
    for name, value in signs.glucoses:
        if value >= limits.glucose_high:
            told = (
                "血糖达到危急值",
                f"{name} {value:g}，达到 {limits.glucose_high:g}，属于危急情况，处理后马上转诊。",
            )
            alerts.append(made(limits, "glucose_high", told, "urgent", days=None, referral="urgent"))
        elif value <= limits.glucose_low:
            text = f"{name} {value:g}，不高于 {limits.glucose_low:g}：清醒的先吃 15–20 克糖，15 分钟后再测；叫不醒的不要喂，打 120。"
            alerts.append(made(limits, "glucose_low", ("低血糖", text), "urgent", days=None, referral="urgent"))
    return alerts


def potassium(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Too high, too low, or high enough to be looked at again."""
    value, days = signs.potassium, limits.potassium_days
    if value is None:
        return None
    if value >= limits.potassium_high_urgent:
        told = (
            "血钾过高",
            f"血钾 {value:g}，达到 {limits.potassium_high_urgent:g}，马上转诊；普利、沙坦、保钾和补钾的药先停。",
        )
        return made(limits, "potassium_high_urgent", told, "urgent", days=days, referral="urgent")
    if value > limits.potassium_high:
        told = (
            "血钾过高",
            f"血钾 {value:g}，高于 {limits.potassium_high:g}：普利、沙坦、保钾和补钾的药不续，今天转诊查钾。",
        )
        return made(limits, "potassium_high", told, "hold", days=days, referral="suggested")
    if value < limits.potassium_low_urgent:
        told = ("血钾过低", f"血钾 {value:g}，低于 {limits.potassium_low_urgent:g}，马上转诊。")
        return made(limits, "potassium_low_urgent", told, "urgent", days=days, referral="urgent")
    if value < limits.potassium_low:
        text = f"血钾 {value:g}，低于 {limits.potassium_low:g}：查利尿药，没吃利尿药的疑继发性高血压，建议转诊。"
        return made(limits, "potassium_low", ("血钾过低", text), "hold", days=days, referral="suggested")
    if value >= limits.potassium_watch:
        told = ("血钾偏高", f"血钾 {value:g}，不低于 {limits.potassium_watch:g}：复查血钾。")
        return made(limits, "potassium_watch", told, "note", days=None, referral="none")
    return None


def fever(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """A fever comes before the follow-up."""
    value = signs.temperature
    if value is None or value < limits.fever_from:
        return None
    if value > limits.fever_above:
        told = ("高热", f"体温 {value:g} ℃，高于 {limits.fever_above:g} ℃：先看病，今天打电话问上级，不续方。")
        return made(limits, "fever_above", told, "hold", days=limits.fever_days, referral="suggested")
    told = ("发热", f"体温 {value:g} ℃，先看发热，好了再按平时随访。")
    return made(limits, "fever_from", told, "ask", days=None, referral="none", code="fever")

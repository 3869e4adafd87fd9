"""Blood pressure: far too high, above normal while pregnant, too low, falling on standing up, unlike in both arms (§5.1–§5.5)."""

from vclinic.domain.alert import Alert
from vclinic.rules.guarding.row import REFER, made, pressure_text
from vclinic.rules.guarding.signs import VitalSigns
from vclinic.rules.vital_limits import VitalLimits


def severe_readings(signs: VitalSigns, limits: VitalLimits) -> list[tuple[int, int]]:
    """Those of the readings that reach the emergency limit."""
    return [reading for reading in signs.readings if limits.severe(reading)]


def severe(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """The judged pressure at 180/110, or a single reading there that came down (§5.4)."""
    limit = f"{limits.severe_sbp}/{limits.severe_dbp}"
    if limits.severe((signs.sbp or 0, signs.dbp or 0)):
        text = f"血压 {pressure_text(signs)}，达到 {limit}，属于危急情况，处理后马上转诊。"
        told = ("血压达到危急值", text)
        return made(limits, "severe_sbp", told, "urgent", days=limits.severe_days, referral="urgent", code="severe_bp")
    high = severe_readings(signs, limits)
    if not high:
        return None
    once = "/".join(map(str, high[0]))
    if limits.severe(signs.readings[-1]):
        text = f"有一次量到 {once}，达到 {limit}，还没有复测：静坐 5–10 分钟再量两次，先问有没有危急情况，不续方。"
        told = ("单次血压达到危急值未复测", text)
        return made(
            limits, "severe_days", told, "hold", days=limits.severe_days, referral="none", code="severe_no_recheck"
        )
    text = f"有一次量到 {once}，达到 {limit}，复测 {pressure_text(signs)}：按复测判断，两周内再随访，不续 3 个月。"
    told = ("单次血压达到危急值", text)
    return made(limits, "severe_days", told, "hold", days=limits.severe_days, referral="none", code="severe_reading")


def pregnant(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Pregnancy or breast-feeding with a pressure above normal (§5.1, §6 孕产妇)."""
    if not signs.pregnant:
        return None
    if (signs.sbp or 0) < limits.pregnancy_sbp and (signs.dbp or 0) < limits.pregnancy_dbp:
        return None
    text = f"妊娠期或哺乳期，血压 {pressure_text(signs)}，高于正常，马上转诊。"
    told = ("孕产妇血压高", text)
    return made(
        limits, "pregnancy_sbp", told, "urgent", days=limits.severe_days, referral="urgent", code="pregnant_high_bp"
    )


def is_low(signs: VitalSigns, limits: VitalLimits) -> bool:
    """Whether it is too low for the drugs to go on."""
    if signs.sbp is None:
        return False
    low_dbp = signs.dbp is not None and signs.dbp < limits.low_dbp
    return signs.sbp < limits.low_sbp or (low_dbp and signs.sbp < limits.low_dbp_sbp)


def low(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Too low: at once where somebody is unwell or the figure is very low, else measured again within days."""
    if not is_low(signs, limits) or signs.sbp is None:
        return None
    maybe = "疑降压药引起的，分类建议改为 3 不良反应，由医生定。"
    told = ("血压过低", f"血压 {pressure_text(signs)}，低于 {limits.low_sbp_urgent}，让人平卧，马上转诊。{maybe}")
    if signs.sbp < limits.low_sbp_urgent:
        return made(limits, "low_sbp_urgent", told, "urgent", days=limits.low_days, referral="urgent")
    setting = "low_sbp" if signs.sbp < limits.low_sbp else "low_dbp"
    if signs.unwell or "low_bp" in signs.signs:
        told = ("血压过低", f"血压 {pressure_text(signs)} 过低，人又不舒服，让人平卧，马上转诊。{maybe}")
        return made(limits, setting, told, "urgent", days=limits.low_days, referral="urgent")
    text = (
        f"血压 {pressure_text(signs)} 过低：换一侧手臂再量，再量站立 1、3 分钟；降压药先不续，{REFER}，{limits.low_days} 天内再量。"
        f"问今天吃了几次药、有没有腹泻发热不吃饭、有没有黑便。{maybe}"
    )
    return made(limits, setting, ("血压过低", text), "hold", days=limits.low_days, referral="suggested")


def rather_low(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Not too low yet; worth a word."""
    if signs.sbp is None or signs.sbp >= limits.rather_low_sbp or is_low(signs, limits):
        return None
    told = ("血压偏低", f"血压 {pressure_text(signs)} 偏低：慢起身，头晕就坐下，告诉医生。")
    return made(limits, "rather_low_sbp", told, "note", days=None, referral="none", code="rather_low")


def standing(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Fallen on standing up."""
    if signs.sbp is None or signs.dbp is None:
        return None
    fallen = [
        (high, low)
        for high, low in signs.standing
        if signs.sbp - high >= limits.orthostatic_sbp or (low is not None and signs.dbp - low >= limits.orthostatic_dbp)
    ]
    if not fallen:
        return None
    stood = "/".join(str(figure) for figure in fallen[0] if figure is not None)
    text = f"站起来从 {pressure_text(signs)} 降到 {stood}：起身要慢，问有没有吃唑嗪类或利尿药，{limits.orthostatic_days} 天内再随访。"
    referral = "suggested" if signs.unwell else "none"
    told = ("体位性低血压", text)
    return made(
        limits,
        "orthostatic_sbp",
        told,
        "hold",
        days=limits.orthostatic_days,
        referral=referral,
        code="orthostatic_drop",
    )


def arms(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Too far apart between both arms."""
    if signs.arm_difference is None or signs.arm_difference <= limits.arm_difference:
        return None
    text = f"两侧手臂收缩压相差 {signs.arm_difference}，超过 {limits.arm_difference}：疑继发性高血压，建议转诊。"
    told = ("疑继发", text)
    return made(limits, "arm_difference", told, "hold", days=limits.severe_days, referral="suggested")

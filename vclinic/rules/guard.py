"""The one guard over vital signs and danger: what was measured and said at a visit against the limits of its day.

Hypertension §5.2–§5.5 and §6, for everybody who is followed up. Judgement, next date, renewal in one stroke, exercise,
dispensing and the township's findings all ask here. Alerts do not depend on the order in which signs were ticked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vclinic.domain.alert import SEVERITIES, Alert
from vclinic.rules.vital_limits import VitalLimits

STROKE = ("one_side_weak", "speech")
# one thing to be decided has one name, however grave it is; others are called as their alert
_FAMILIES = (
    ("slow_pulse", "slow_pulse"), ("fast_pulse", "fast_pulse"), ("low_sbp", "low_pressure"), ("low_dbp", "low_pressure"),
    ("potassium_high", "high_potassium"), ("potassium_watch", "high_potassium"), ("potassium_low", "low_potassium"),
)  # fmt: skip
_SEVERE_QUESTIONS = (
    "headache", "vomiting", "one_side_weak", "speech", "chest_back_pain", "edema_breath", "orthopnoea", "chest_pain",
)  # fmt: skip
_DANGER_NAMES = {
    "consciousness": "人不清醒或晕倒", "headache": "剧烈头痛", "chest_back_pain": "胸背剧痛", "chest_pain": "胸痛",
    "orthopnoea": "喘憋不能平卧", "anaphylaxis": "过敏肿胀", "vision": "突然看不清",
}  # fmt: skip
_BLEEDING = "bleeding"
_CLAUSE = "高血压 · 生命体征界限"
_REFER = "今天打电话问上级"


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """What one visit says of the body today; None where it was not measured.

    Attributes:
        sbp, dbp: the judged pressure in mmHg. readings: every one of it in order; standing: those after standing up,
            without a diastolic one where only the fall was written.
        heart_rate: beats a minute. irregular: the pulse is irregular and was not known to be.
        glucoses: (name, mmol/L). potassium: mmol/L. temperature: ℃.
        signs: emergency signs the doctor confirmed. stroke_signs, danger_signs: those that words of the visit
            speak of, of a stroke and of the rest of the emergency list. worries: those only to be asked about.
        not_eating: vomiting, loose bowels or not eating.
        diabetic: has diabetes. foot: words speak of a broken or festering foot. ketosis: signs of ketones that words speak
            of; sick: nauseous, vomiting, with an aching belly or panting.
        unwell: dizzy, black before the eyes, cold sweat, chest pain, short of breath, slow to answer or fainted.
        slowing_drugs, swelling_drugs, ketone_drugs, sick_day_drugs: drugs taken, whoever prescribed them, that slow the
            pulse, let ankles swell, let ketones rise while the glucose stays low, or pause on days without food.
        ankles: swollen legs. arm_difference: systolic, between both arms.
    """

    sbp: int | None = None
    dbp: int | None = None
    readings: tuple[tuple[int, int], ...] = ()
    standing: tuple[tuple[int, int | None], ...] = ()
    heart_rate: int | None = None
    irregular: bool = False
    temperature: float | None = None
    glucoses: tuple[tuple[str, float], ...] = ()
    potassium: float | None = None
    signs: tuple[str, ...] = ()
    stroke_signs: tuple[str, ...] = ()
    danger_signs: tuple[str, ...] = ()
    not_eating: bool = False
    worries: tuple[str, ...] = ()
    diabetic: bool = False
    foot: bool = False
    ketosis: tuple[str, ...] = ()
    sick: bool = False
    unwell: bool = False
    pregnant: bool = False
    slowing_drugs: tuple[str, ...] = ()
    swelling_drugs: tuple[str, ...] = ()
    ketone_drugs: tuple[str, ...] = ()
    sick_day_drugs: tuple[str, ...] = ()
    ankles: bool = False
    arm_difference: int | None = None


def guard(signs: VitalSigns, limits: VitalLimits) -> tuple[Alert, ...]:
    """Every row the visit falls into, the gravest first."""
    rows = (
        _stroke(signs, limits),
        _danger(signs, limits),
        _bleeding(signs, limits),
        _severe(signs, limits),
        _pregnant(signs, limits),
        _ketosis(signs, limits),
        _foot(signs, limits),
        _sick_day(signs, limits),
        _low_pressure(signs, limits),
        _slow(signs, limits),
        _fast(signs, limits),
        *_glucoses(signs, limits),
        _potassium(signs, limits),
        _irregular(signs, limits),
        _fever(signs, limits),
        _standing(signs, limits),
        _arms(signs, limits),
        _ankles(signs, limits),
        _rather_low(signs, limits),
    )
    alerts = [alert for alert in rows if alert is not None]
    return tuple(sorted(alerts, key=lambda alert: -SEVERITIES.index(alert.severity)))


def renewable(alerts: Iterable[Alert]) -> bool:
    """Whether drugs may be renewed in one stroke as far as vital signs go."""
    return all(alert.severity == "note" for alert in alerts)


def family(code: str) -> str:
    """What an alert is called beside medicines: ``slow_pulse`` for ``slow_pulse_urgent`` too."""
    return next((name for beginning, name in _FAMILIES if code.startswith(beginning)), code)


def questions(signs: VitalSigns, limits: VitalLimits) -> tuple[str, ...]:
    """Sign codes the doctor is to be asked about because of what was measured or written (§5.2, §5.4, §5.5)."""
    asked: list[str] = list(STROKE) if signs.stroke_signs else []
    asked += (*signs.danger_signs, *signs.worries)
    if signs.diabetic and signs.foot:
        asked.append("foot")
    asked += _ketone_questions(signs)
    if _severe_readings(signs, limits) or (signs.sbp or 0) >= limits.ask_sbp or (signs.dbp or 0) >= limits.ask_dbp:
        asked += _SEVERE_QUESTIONS
    if _is_low(signs, limits):
        asked += ("low_bp", "anaphylaxis")
    if signs.heart_rate is not None and signs.heart_rate < limits.slow_pulse:
        asked += ("slow_pulse", "chest_pain")
    if signs.heart_rate is not None and signs.heart_rate > limits.fast_pulse:
        asked += ("fast_pulse", "chest_pain")
    if signs.irregular:
        asked += ("fast_pulse", "chest_pain")
    return tuple(dict.fromkeys(asked))


def _made(
    limits: VitalLimits,
    setting: str,
    told: tuple[str, str],
    severity: str,
    *,
    days: int | None,
    referral: str,
    code: str = "",
) -> Alert:
    """An alert of the row ``setting``; ``told``: its name and its text."""
    mark, source = limits.sources[setting]
    name, text = told
    return Alert(code or setting, name, severity, text, within_days=days, referral=referral, source=source, mark=mark)


def _pressure(signs: VitalSigns) -> str:
    """The judged pressure; one figure where only the upper one is known."""
    return f"{signs.sbp}" if signs.dbp is None else f"{signs.sbp}/{signs.dbp}"


def _stroke(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Signs of a stroke count whatever the pressure is (§5.2 row 3)."""
    if set(STROKE) & set(signs.signs):
        text = "一边手脚没力、口角歪或说话不清：当卒中处理，马上打 120，记下发病时间，不喂水喂药。"
        return _made(
            limits, "stroke_days", ("疑卒中", text), "urgent", days=limits.stroke_days, referral="urgent", code="stroke"
        )
    if signs.stroke_signs:
        text = "写了一侧无力、麻木或说话不清：先弄清是不是刚发的，是就马上打 120；不是也当天问上级，不续方。"
        told = ("疑卒中待查", text)
        return _made(
            limits, "stroke_days", told, "hold", days=limits.stroke_days, referral="suggested", code="stroke_words"
        )
    return None


def _danger(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Words of a sign of the emergency list; once the doctor has confirmed it, the judgement says so itself."""
    told = tuple(sign for sign in signs.danger_signs if sign not in signs.signs and sign != _BLEEDING)
    if not told:
        return None
    text = (
        "写了"
        + "、".join(_DANGER_NAMES[sign] for sign in told)
        + "：先问是不是现在的、要不要马上送走，是就按危急转诊；"
        "不是也当天问上级，不续方。"
    )
    return _made(
        limits,
        "danger_days",
        ("疑危急情况", text),
        "hold",
        days=limits.danger_days,
        referral="suggested",
        code="danger_words",
    )


def _bleeding(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Words of bleeding, told apart because drugs bear on it (§5.3 黑便)."""
    if _BLEEDING not in signs.danger_signs or _BLEEDING in signs.signs:
        return None
    text = "写了黑便、吐血或出血不止：先问是不是现在的、量脉搏和血压，是就按危急转诊；不是也当天问上级，不续方。"
    told = ("疑出血", text)
    return _made(
        limits, "danger_days", told, "hold", days=limits.danger_days, referral="suggested", code="bleeding_words"
    )


def _sick_day(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Days of vomiting, loose bowels or no food: some drugs pause (diabetes §5.2)."""
    if not signs.not_eating or not signs.sick_day_drugs:
        return None
    drugs = "、".join(signs.sick_day_drugs)
    text = f"写了吐、泻或吃不下，正在用{drugs}：先停{drugs}，多测血糖，{_REFER}，不续方；胰岛素不能自己全停。"
    told = ("生病那几天", text)
    return _made(
        limits, "sick_day_days", told, "hold", days=limits.sick_day_days, referral="none", code="sick_day_drug"
    )


def _ketone_questions(signs: VitalSigns) -> tuple[str, ...]:
    told = signs.ketosis if signs.diabetic else ()
    return ("ketone_breath", "deep_breath", "gut") if told or (signs.ketone_drugs and signs.sick) else ()


def _ketosis(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Words of ketones in a diabetic's blood (diabetes §5), or of being sick under a drug that lets them rise (§5.2)."""
    days = limits.ketosis_days
    if signs.ketone_drugs and signs.sick:
        drugs = "、".join(signs.ketone_drugs)
        text = f"正在吃{drugs}，又恶心、呕吐、腹痛或喘：{drugs}先停，查血酮，当天转诊；血糖不高也可能是酮症。"
        return _made(
            limits, "ketosis_days", ("疑酮症", text), "hold", days=days, referral="suggested", code="ketosis_drug"
        )
    if not signs.diabetic or not signs.ketosis:
        return None
    text = (
        "写了烂苹果味、深大呼吸，或腹痛又恶心呕吐：马上测血糖、查酮体，先问有没有危急情况；不是也当天问上级，不续方。"
    )
    return _made(
        limits, "ketosis_days", ("疑酮症", text), "hold", days=days, referral="suggested", code="ketosis_words"
    )


def _foot(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """A diabetic's foot that is broken, red, black or festering is referred the same day (diabetes §5.3)."""
    if not signs.diabetic or not signs.foot:
        return None
    text = "糖尿病人脚破、红肿、发黑或有脓：看脚，当天转诊，不续方；分类建议改为 4 并发症，由医生定。"
    return _made(
        limits,
        "foot_days",
        ("糖尿病足待查", text),
        "hold",
        days=limits.foot_days,
        referral="suggested",
        code="foot_words",
    )


def _severe_readings(signs: VitalSigns, limits: VitalLimits) -> list[tuple[int, int]]:
    return [reading for reading in signs.readings if limits.severe(reading)]


def _severe(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """The judged pressure at 180/110, or a single reading there that came down (§5.4)."""
    limit = f"{limits.severe_sbp}/{limits.severe_dbp}"
    if limits.severe((signs.sbp or 0, signs.dbp or 0)):
        text = f"血压 {_pressure(signs)}，达到 {limit}，属于危急情况，处理后马上转诊。"
        told = ("血压达到危急值", text)
        return _made(limits, "severe_sbp", told, "urgent", days=limits.severe_days, referral="urgent", code="severe_bp")
    high = _severe_readings(signs, limits)
    if not high:
        return None
    once = "/".join(map(str, high[0]))
    if limits.severe(signs.readings[-1]):
        text = f"有一次量到 {once}，达到 {limit}，还没有复测：静坐 5–10 分钟再量两次，先问有没有危急情况，不续方。"
        told = ("单次血压达到危急值未复测", text)
        return _made(
            limits, "severe_days", told, "hold", days=limits.severe_days, referral="none", code="severe_no_recheck"
        )
    text = f"有一次量到 {once}，达到 {limit}，复测 {_pressure(signs)}：按复测判断，两周内再随访，不续 3 个月。"
    told = ("单次血压达到危急值", text)
    return _made(limits, "severe_days", told, "hold", days=limits.severe_days, referral="none", code="severe_reading")


def _pregnant(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Pregnancy or breast-feeding with a pressure above normal (§5.1, §6 孕产妇)."""
    if not signs.pregnant:
        return None
    if (signs.sbp or 0) < limits.pregnancy_sbp and (signs.dbp or 0) < limits.pregnancy_dbp:
        return None
    text = f"妊娠期或哺乳期，血压 {_pressure(signs)}，高于正常，马上转诊。"
    told = ("孕产妇血压高", text)
    return _made(
        limits, "pregnancy_sbp", told, "urgent", days=limits.severe_days, referral="urgent", code="pregnant_high_bp"
    )


def _is_low(signs: VitalSigns, limits: VitalLimits) -> bool:
    if signs.sbp is None:
        return False
    low_dbp = signs.dbp is not None and signs.dbp < limits.low_dbp
    return signs.sbp < limits.low_sbp or (low_dbp and signs.sbp < limits.low_dbp_sbp)


def _low_pressure(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    if not _is_low(signs, limits) or signs.sbp is None:
        return None
    maybe = "疑降压药引起的，分类建议改为 3 不良反应，由医生定。"
    told = ("血压过低", f"血压 {_pressure(signs)}，低于 {limits.low_sbp_urgent}，让人平卧，马上转诊。{maybe}")
    if signs.sbp < limits.low_sbp_urgent:
        return _made(limits, "low_sbp_urgent", told, "urgent", days=limits.low_days, referral="urgent")
    setting = "low_sbp" if signs.sbp < limits.low_sbp else "low_dbp"
    if signs.unwell or "low_bp" in signs.signs:
        told = ("血压过低", f"血压 {_pressure(signs)} 过低，人又不舒服，让人平卧，马上转诊。{maybe}")
        return _made(limits, setting, told, "urgent", days=limits.low_days, referral="urgent")
    text = (
        f"血压 {_pressure(signs)} 过低：换一侧手臂再量，再量站立 1、3 分钟；降压药先不续，{_REFER}，{limits.low_days} 天内再量。"
        f"问今天吃了几次药、有没有腹泻发热不吃饭、有没有黑便。{maybe}"
    )
    return _made(limits, setting, ("血压过低", text), "hold", days=limits.low_days, referral="suggested")


def _rather_low(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    if signs.sbp is None or signs.sbp >= limits.rather_low_sbp or _is_low(signs, limits):
        return None
    told = ("血压偏低", f"血压 {_pressure(signs)} 偏低：慢起身，头晕就坐下，告诉医生。")
    return _made(limits, "rather_low_sbp", told, "note", days=None, referral="none", code="rather_low")


def _slow(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    pulse = signs.heart_rate
    if pulse is None or pulse >= limits.slow_pulse:
        return None
    drugs = "、".join(signs.slowing_drugs)
    ask_first = f"正在吃{drugs}，先问上级再给药。" if drugs else ""
    if pulse < limits.slow_pulse_urgent:
        told = ("脉搏过慢", f"脉搏 {pulse}，低于 {limits.slow_pulse_urgent}，马上转诊。{ask_first}")
        return _made(limits, "slow_pulse_urgent", told, "urgent", days=limits.slow_days, referral="urgent")
    if signs.unwell or "slow_pulse" in signs.signs:
        told = ("脉搏过慢", f"脉搏 {pulse}，低于 {limits.slow_pulse}，人又不舒服，马上转诊。{ask_first}")
        return _made(limits, "slow_pulse", told, "urgent", days=limits.slow_days, referral="urgent")
    text = f"脉搏 {pulse}，低于 {limits.slow_pulse}：数满 60 秒；{ask_first or _REFER + '。'}不续方，{limits.slow_days} 天内复查。"
    return _made(limits, "slow_pulse", ("脉搏过慢", text), "hold", days=limits.slow_days, referral="suggested")


def _fast(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    pulse = signs.heart_rate
    if pulse is None or pulse <= limits.fast_pulse:
        return None
    days = limits.fast_soon_days if pulse > limits.fast_pulse_soon else limits.fast_days
    if pulse >= limits.fast_pulse_urgent:
        told = ("脉搏过快", f"脉搏 {pulse}，达到 {limits.fast_pulse_urgent}，马上转诊。")
        return _made(limits, "fast_pulse_urgent", told, "urgent", days=days, referral="urgent")
    if signs.unwell or "fast_pulse" in signs.signs:
        told = ("脉搏过快", f"脉搏 {pulse}，高于 {limits.fast_pulse}，人又不舒服，马上转诊。")
        return _made(limits, "fast_pulse", told, "urgent", days=days, referral="urgent")
    text = (
        f"脉搏 {pulse}，高于 {limits.fast_pulse}：静坐 10 分钟再数，先看有没有发热，问甲亢、贫血、平喘药和感冒药；{_REFER}，"
        f"不续方，{days} 天内复查。"
    )
    return _made(limits, "fast_pulse", ("脉搏过快", text), "hold", days=days, referral="suggested")


def _irregular(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    if not signs.irregular:
        return None
    if signs.unwell or "fast_pulse" in signs.signs:
        told = ("脉搏不齐", "脉搏不齐，人又不舒服，马上转诊。")
        return _made(
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
    return _made(
        limits,
        "irregular_days",
        told,
        "hold",
        days=limits.irregular_days,
        referral="suggested",
        code="irregular_pulse",
    )


def _standing(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
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
    text = f"站起来从 {_pressure(signs)} 降到 {stood}：起身要慢，问有没有吃唑嗪类或利尿药，{limits.orthostatic_days} 天内再随访。"
    referral = "suggested" if signs.unwell else "none"
    told = ("体位性低血压", text)
    return _made(
        limits,
        "orthostatic_sbp",
        told,
        "hold",
        days=limits.orthostatic_days,
        referral=referral,
        code="orthostatic_drop",
    )


def _glucoses(signs: VitalSigns, limits: VitalLimits) -> list[Alert]:
    alerts: list[Alert] = []
    for name, value in signs.glucoses:
        if value >= limits.glucose_high:
            told = (
                "血糖达到危急值",
                f"{name} {value:g}，达到 {limits.glucose_high:g}，属于危急情况，处理后马上转诊。",
            )
            alerts.append(_made(limits, "glucose_high", told, "urgent", days=None, referral="urgent"))
        elif value <= limits.glucose_low:
            text = f"{name} {value:g}，不高于 {limits.glucose_low:g}：清醒的先吃 15–20 克糖，15 分钟后再测；叫不醒的不要喂，打 120。"
            alerts.append(_made(limits, "glucose_low", ("低血糖", text), "urgent", days=None, referral="urgent"))
    return alerts


def _potassium(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    value, days = signs.potassium, limits.potassium_days
    if value is None:
        return None
    if value >= limits.potassium_high_urgent:
        told = (
            "血钾过高",
            f"血钾 {value:g}，达到 {limits.potassium_high_urgent:g}，马上转诊；普利、沙坦、保钾和补钾的药先停。",
        )
        return _made(limits, "potassium_high_urgent", told, "urgent", days=days, referral="urgent")
    if value > limits.potassium_high:
        told = (
            "血钾过高",
            f"血钾 {value:g}，高于 {limits.potassium_high:g}：普利、沙坦、保钾和补钾的药不续，今天转诊查钾。",
        )
        return _made(limits, "potassium_high", told, "hold", days=days, referral="suggested")
    if value < limits.potassium_low_urgent:
        told = ("血钾过低", f"血钾 {value:g}，低于 {limits.potassium_low_urgent:g}，马上转诊。")
        return _made(limits, "potassium_low_urgent", told, "urgent", days=days, referral="urgent")
    if value < limits.potassium_low:
        text = f"血钾 {value:g}，低于 {limits.potassium_low:g}：查利尿药，没吃利尿药的疑继发性高血压，建议转诊。"
        return _made(limits, "potassium_low", ("血钾过低", text), "hold", days=days, referral="suggested")
    if value >= limits.potassium_watch:
        told = ("血钾偏高", f"血钾 {value:g}，不低于 {limits.potassium_watch:g}：复查血钾。")
        return _made(limits, "potassium_watch", told, "note", days=None, referral="none")
    return None


def _fever(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    value = signs.temperature
    if value is None or value < limits.fever_from:
        return None
    if value > limits.fever_above:
        told = ("高热", f"体温 {value:g} ℃，高于 {limits.fever_above:g} ℃：先看病，今天打电话问上级，不续方。")
        return _made(limits, "fever_above", told, "hold", days=limits.fever_days, referral="suggested")
    told = ("发热", f"体温 {value:g} ℃，先看发热，好了再按平时随访。")
    return _made(limits, "fever_from", told, "ask", days=None, referral="none", code="fever")


def _arms(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    if signs.arm_difference is None or signs.arm_difference <= limits.arm_difference:
        return None
    text = f"两侧手臂收缩压相差 {signs.arm_difference}，超过 {limits.arm_difference}：疑继发性高血压，建议转诊。"
    told = ("疑继发", text)
    return _made(limits, "arm_difference", told, "hold", days=limits.severe_days, referral="suggested")


def _ankles(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    if not signs.ankles or not signs.swelling_drugs:
        return None
    drugs = "、".join(signs.swelling_drugs)
    text = f"腿肿，正在吃{drugs}：不喘、能平躺的可能是药引起的，分类建议改为 3 不良反应，由医生定，{limits.edema_days} 天内再随访。"
    told = ("药物引起的腿肿", text)
    return _made(limits, "edema_days", told, "hold", days=limits.edema_days, referral="none", code="edema_drug")

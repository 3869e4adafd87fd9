"""What the words of a visit say: signs of danger, days without food, ketones, a bad foot, swollen legs (§5.2, §5.3)."""

from vclinic.domain.alert import Alert
from vclinic.rules.guarding.row import REFER, made
from vclinic.rules.guarding.signs import STROKE, VitalSigns
from vclinic.rules.vital_limits import VitalLimits

_DANGER_NAMES = {
    "consciousness": "人不清醒或晕倒", "headache": "剧烈头痛", "chest_back_pain": "胸背剧痛", "chest_pain": "胸痛",
    "orthopnoea": "喘憋不能平卧", "anaphylaxis": "过敏肿胀", "vision": "突然看不清",
}  # fmt: skip
_BLEEDING = "bleeding"


def stroke(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Signs of a stroke count whatever the pressure is (§5.2 row 3)."""
    if set(STROKE) & set(signs.signs):
        text = "一边手脚没力、口角歪或说话不清：当卒中处理，马上打 120，记下发病时间，不喂水喂药。"
        return made(
            limits, "stroke_days", ("疑卒中", text), "urgent", days=limits.stroke_days, referral="urgent", code="stroke"
        )
    if signs.stroke_signs:
        text = "写了一侧无力、麻木或说话不清：先弄清是不是刚发的，是就马上打 120；不是也当天问上级，不续方。"
        told = ("疑卒中待查", text)
        return made(
            limits, "stroke_days", told, "hold", days=limits.stroke_days, referral="suggested", code="stroke_words"
        )
    return None


def danger(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
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
    return made(
        limits,
        "danger_days",
        ("疑危急情况", text),
        "hold",
        days=limits.danger_days,
        referral="suggested",
        code="danger_words",
    )


def bleeding(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Words of bleeding, told apart because drugs bear on it (§5.3 黑便)."""
    if _BLEEDING not in signs.danger_signs or _BLEEDING in signs.signs:
        return None
    text = "写了黑便、吐血或出血不止：先问是不是现在的、量脉搏和血压，是就按危急转诊；不是也当天问上级，不续方。"
    told = ("疑出血", text)
    return made(
        limits, "danger_days", told, "hold", days=limits.danger_days, referral="suggested", code="bleeding_words"
    )


def sick_day(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Days of vomiting, loose bowels or no food: some drugs pause (diabetes §5.2)."""
    if not signs.not_eating or not signs.sick_day_drugs:
        return None
    drugs = "、".join(signs.sick_day_drugs)
    text = f"写了吐、泻或吃不下，正在用{drugs}：先停{drugs}，多测血糖，{REFER}，不续方；胰岛素不能自己全停。"
    told = ("生病那几天", text)
    return made(limits, "sick_day_days", told, "hold", days=limits.sick_day_days, referral="none", code="sick_day_drug")


def ketone_questions(signs: VitalSigns) -> tuple[str, ...]:
    """Signs of ketones to be asked about."""
    told = signs.ketosis if signs.diabetic else ()
    return ("ketone_breath", "deep_breath", "gut") if told or (signs.ketone_drugs and signs.sick) else ()


def ketosis(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Words of ketones in a diabetic's blood (diabetes §5), or of being sick under a drug that lets them rise (§5.2)."""
    days = limits.ketosis_days
    if signs.ketone_drugs and signs.sick:
        drugs = "、".join(signs.ketone_drugs)
        text = f"正在吃{drugs}，又恶心、呕吐、腹痛或喘：{drugs}先停，查血酮，当天转诊；血糖不高也可能是酮症。"
        return made(
            limits, "ketosis_days", ("疑酮症", text), "hold", days=days, referral="suggested", code="ketosis_drug"
        )
    if not signs.diabetic or not signs.ketosis:
        return None
    text = (
        "写了烂苹果味、深大呼吸，或腹痛又恶心呕吐：马上测血糖、查酮体，先问有没有危急情况；不是也当天问上级，不续方。"
    )
    return made(limits, "ketosis_days", ("疑酮症", text), "hold", days=days, referral="suggested", code="ketosis_words")


def foot(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """A diabetic's foot that is broken, red, black or festering is referred the same day (diabetes §5.3)."""
    if not signs.diabetic or not signs.foot:
        return None
    text = "糖尿病人脚破、红肿、发黑或有脓：看脚，当天转诊，不续方；分类建议改为 4 并发症，由医生定。"
    return made(
        limits,
        "foot_days",
        ("糖尿病足待查", text),
        "hold",
        days=limits.foot_days,
        referral="suggested",
        code="foot_words",
    )


def ankles(signs: VitalSigns, limits: VitalLimits) -> Alert | None:
    """Swollen legs under a drug that lets them swell."""
    if not signs.ankles or not signs.swelling_drugs:
        return None
    drugs = "、".join(signs.swelling_drugs)
    text = f"腿肿，正在吃{drugs}：不喘、能平躺的可能是药引起的，分类建议改为 3 不良反应，由医生定，{limits.edema_days} 天内再随访。"
    told = ("药物引起的腿肿", text)
    return made(limits, "edema_days", told, "hold", days=limits.edema_days, referral="none", code="edema_drug")

"""The weight line of the diet prescription: what suits an age, a step at a time, and never faster than the doctor aims at
(three prescriptions §1.1, §1.4)."""

from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_bounds import BodyMassRange, advice_bounds
from vclinic.rules.diet_line import in_words, with_figure
from vclinic.rules.lifestyle import Lifestyle
from vclinic.rules.person import PersonFacts

CODE, LABEL = "weight", "体重"


def weight_line(lifestyle: Lifestyle, person: PersonFacts, step: float, *, weak_kidneys: bool) -> DietItem | None:
    """What to weigh; None where weight or height is not known. ``step`` is the share to lose in 3 months."""
    if person.pregnant:
        return in_words(CODE, LABEL, "不减重、不节食，体重按产科的要求", "妊娠期或哺乳期")
    height, weight = lifestyle.height_cm or person.height_cm, lifestyle.weight_kg
    if weight is None or height is None:
        return None
    square = (height / 100) ** 2
    bmi = round(weight / square, 1)  # as it stands on the form
    suits = advice_bounds().body_mass_at(person.age, short_of_breath="copd" in person.diseases)
    if bmi < suits.low:
        return _too_light(weight, bmi, suits, weak_kidneys=weak_kidneys)
    if bmi <= suits.high:
        keep = suits.above == "keep"
        often = "，不减重，每月量 2 次体重" if keep else ""
        range_said = f"，适宜 {suits.low:.1f}–{suits.high:.1f}" if keep else ""
        text = f"现在 {weight:.1f} kg，正好，保持{often}"
        return with_figure(CODE, LABEL, ("=", weight, "kg"), text, f"体质指数 {bmi:.1f}{range_said}")
    return _too_heavy(lifestyle, weight, square, suits, step)


def _too_light(weight: float, bmi: float, suits: BodyMassRange, *, weak_kidneys: bool) -> DietItem:
    foods = "蛋奶豆吃多少先问卫生院" if weak_kidneys else "多吃蛋奶豆"
    again = "，不能再瘦，每月量 2 次" if suits.above == "keep" else ""
    text = f"现在 {weight:.1f} kg，偏瘦，吃够饭、{foods}{again}"
    return _said(text, f"体质指数 {bmi:.1f}，低于 {suits.low:g}")


def _too_heavy(lifestyle: Lifestyle, weight: float, square: float, suits: BodyMassRange, step: float) -> DietItem:
    now, wanted = f"现在 {weight:.1f} kg", lifestyle.weight_target
    bmi = f"体质指数 {weight / square:.1f}，高于 {suits.high:g}"
    if suits.above == "keep":
        return _said(f"{now}，偏胖，保持稳定，不大减，每月量 2 次", bmi)
    if wanted is not None and wanted >= weight:
        return _said(f"{now}，先保持，不减", f"随访表上的目标 {wanted:.1f} kg")
    sensible = wanted is not None and round(wanted / square, 1) >= suits.low
    if suits.above == "watch" and not sensible:
        return _said(f"{now}，偏胖，先不再长，要不要减问卫生院", bmi)
    if wanted is not None and sensible:
        goal, why = wanted, f"随访表上的目标，体质指数 {wanted / square:.1f}"  # one paper never names two goals
    else:
        goal, why = int(suits.high * square * 10) / 10, f"体质指数 {suits.high:g}"
    first = max(goal, _half(weight * (1 - step)))
    explain = f"先减约 {step:.0%}，以后到 {goal:.1f}（{why}）" if first > goal else why
    return with_figure(CODE, LABEL, ("<=", first, "kg"), f"{weight:.1f} → {first:.1f} kg，3 个月", explain)


def _said(text: str, explain: str) -> DietItem:
    return in_words(CODE, LABEL, text, explain, unit="kg")


def _half(weight: float) -> float:
    """Rounded to half a kilogram, which a village scale can show."""
    return round(weight * 2) / 2

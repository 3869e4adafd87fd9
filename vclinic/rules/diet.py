"""The diet prescription: this person's salt, weight and drink, each number with its sum or its cause."""

from dataclasses import replace
from math import ceil

from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_library import AdviceLibrary
from vclinic.rules.catalog import Catalog
from vclinic.rules.lifestyle import Lifestyle
from vclinic.rules.person import PersonFacts

_RAISES_POTASSIUM = (("ACEI", "普利类药"), ("ARB", "沙坦类药"), ("K_SPARING", "保钾利尿药"), ("K_SUPPLEMENT", "补钾药"))
_RICH_IN_POTASSIUM = frozenset(("veg", "fruit"))
_EGFR_WEAK = 60


def draft_diet(
    lifestyle: Lifestyle, person: PersonFacts, library: AdviceLibrary, catalog: Catalog
) -> tuple[DietItem, ...]:
    """Lines in the order of the page: salt, low-sodium salt, foods, drink, weight."""
    foods = [_potassium_minded(item) for item in library.diet] if _weak_kidneys(person) else library.diet
    items = [_salt(person, library), low_sodium_salt(person, catalog), *foods, _alcohol(lifestyle)]
    weight = weight_line(lifestyle, person, library)
    return tuple(items if weight is None else [*items, weight])


def _salt(person: PersonFacts, library: AdviceLibrary) -> DietItem:
    days = ceil(library.salt_bag_g / (library.salt_g * person.household_size))  # a day sooner would be too much salt
    explain = f"{person.household_size} 口人，{library.salt_bag_g:g} 克盐吃 {days} 天"
    text = f"食盐每天少于 {library.salt_g:g} 克，酱油、咸菜都算在内"
    return DietItem("salt", "食盐", "<", library.salt_g, None, "克/天", text, explain, "auto")


def low_sodium_salt(person: PersonFacts, catalog: Catalog) -> DietItem:
    """Off with kidney disease or any drug that raises potassium; asked again whenever the drugs change."""
    if _weak_kidneys(person):
        return DietItem("low_na_salt", "低钠盐", "text", None, None, "", "不用低钠盐", "肾功能不好，怕血钾高", "auto")
    for group, words in _RAISES_POTASSIUM:
        found = next((name for name in person.drugs if catalog.belongs(name, group)), None)
        if found is not None:
            generic = next((each for each in catalog.generics_of(found) if catalog.belongs(each, group)), found)
            explain = f"正在服{generic}（{words}），怕血钾高"
            return DietItem("low_na_salt", "低钠盐", "text", None, None, "", "不用低钠盐", explain, "auto")
    explain = "档案里没有肾病，没服升血钾的药"
    return DietItem("low_na_salt", "低钠盐", "text", None, None, "", "可以换低钠盐", explain, "auto")


def _weak_kidneys(person: PersonFacts) -> bool:
    return "ckd" in person.diseases or (person.egfr is not None and person.egfr < _EGFR_WEAK)


def _potassium_minded(item: DietItem) -> DietItem:
    """§8: a kidney disease contradicts what is rich in potassium; the amount is the upper level's to say."""
    if item.item_code not in _RICH_IN_POTASSIUM:
        return item
    return replace(item, explain="肾功能不好，怕血钾高，吃多少先问卫生院")


def _alcohol(lifestyle: Lifestyle) -> DietItem:
    if lifestyle.drink_now <= 0:
        return DietItem("alcohol", "酒", "text", None, None, "", "不喝，保持", "", "standard")
    text = f"现在每天 {lifestyle.drink_now:g} 两，最好不喝"
    if lifestyle.drink_target < lifestyle.drink_now:
        text += f"，先减到 {lifestyle.drink_target:g} 两"
    return DietItem("alcohol", "酒", "<=", lifestyle.drink_target, None, "两/天", text, "", "auto")


def weight_line(lifestyle: Lifestyle, person: PersonFacts, library: AdviceLibrary) -> DietItem | None:
    """What to weigh, a step at a time; None where weight or height is not known."""
    height = lifestyle.height_cm or person.height_cm
    if lifestyle.weight_kg is None or height is None:
        return None
    square = (height / 100) ** 2
    bmi = round(lifestyle.weight_kg / square, 1)  # as it stands on the form
    if bmi < library.bmi_low:
        foods = "蛋奶豆吃多少先问卫生院" if _weak_kidneys(person) else "多吃蛋奶豆"
        text = f"现在 {lifestyle.weight_kg:.1f} kg，偏瘦，吃够饭、{foods}"
        explain = f"体质指数 {bmi:.1f}，低于 {library.bmi_low:g}"
        return DietItem("weight", "体重", "text", None, None, "kg", text, explain, "auto")
    if bmi <= library.bmi_high:
        text = f"现在 {lifestyle.weight_kg:.1f} kg，正好，保持"
        return DietItem("weight", "体重", "=", lifestyle.weight_kg, None, "kg", text, f"体质指数 {bmi:.1f}", "auto")
    goal, why = int(library.bmi_high * square * 10) / 10, f"体质指数 {library.bmi_high:g}"
    wanted = lifestyle.weight_target
    if wanted is not None and round(wanted / square, 1) >= library.bmi_low and wanted < lifestyle.weight_kg:
        goal, why = wanted, f"随访表上的目标，体质指数 {wanted / square:.1f}"  # one paper never names two goals
    step = max(goal, _half(lifestyle.weight_kg * (1 - library.weight_step)))
    text = f"{lifestyle.weight_kg:.1f} → {step:.1f} kg，3 个月"
    explain = f"以后到 {goal:.1f}（{why}）" if step > goal else why
    return DietItem("weight", "体重", "<=", step, None, "kg", text, explain, "auto")


def _half(weight: float) -> float:
    """Rounded to half a kilogram, which a village scale can show."""
    return round(weight * 2) / 2

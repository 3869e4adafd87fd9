"""The diet prescription: this person's salt, weight and drink, each number with its sum or its cause."""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil

from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.advice_library import AdviceLibrary, load_advice
from vclinic.rules.catalog import Catalog
from vclinic.rules.diet_line import in_words, with_figure
from vclinic.rules.drinking import alcohol_grams
from vclinic.rules.habits import next_drink, salt_step, smoking_line
from vclinic.rules.known_limits import known_limits
from vclinic.rules.lifestyle import Lifestyle
from vclinic.rules.person import PersonFacts
from vclinic.rules.veto_table import veto_table
from vclinic.rules.weight import weight_line

_RAISES_POTASSIUM = (
    ("ACEI", "普利类药"),
    ("ARB", "沙坦类药"),
    ("K_SPARING", "保钾利尿药"),
    ("K_SUPPLEMENT", "补钾药"),
    ("甲氧苄啶", "升血钾"),
)
_NOT_BESIDE_DRINK = (
    ("SULFONYLUREA", "格列类药，喝酒容易低血糖"), ("INSULIN", "胰岛素，喝酒容易低血糖"), ("CEPHALOSPORIN", "头孢，喝酒会出事"),
    ("NITROIMIDAZOLE", "甲硝唑类药，喝酒会出事"), ("BENZODIAZEPINE", "安眠药，不能喝酒"), ("Z_DRUG", "安眠药，不能喝酒"),
)  # fmt: skip
_NOT_WITH_DRINK = (
    ("gout", "有痛风，喝酒会发作"), ("hyperuricaemia", "尿酸高，喝酒会发作"), ("cirrhosis", "有肝硬化，喝酒伤肝"),
    ("alcohol_dependence", "在戒酒"),
    ("hepatitis", "有肝病，喝酒伤肝"), ("peptic_ulcer", "有胃溃疡，喝酒会出血"),
)  # fmt: skip
_DIABETES = frozenset(("t2dm", "t1dm", "gdm", "dm_foot"))
_RICH_IN_POTASSIUM = frozenset(("veg", "fruit"))
_EGFR_WEAK = 60


def draft_diet(
    lifestyle: Lifestyle, person: PersonFacts, library: AdviceLibrary, catalog: Catalog
) -> tuple[DietItem, ...]:
    """Lines in the order of the page: salt, low-sodium salt, foods, the step of salt, smoke, drink, weight."""
    foods = [_for_person(item, person) for item in library.diet]
    step, smoking = salt_step(lifestyle), smoking_line(lifestyle)
    items = [_salt(person, library), low_sodium_salt(person, catalog), *foods]
    items += [line for line in (step, smoking) if line is not None]
    items.append(alcohol_line(lifestyle, person, catalog))
    weight = weight_line(lifestyle, person, library.weight_step, weak_kidneys=_weak_kidneys(person))
    return tuple(items if weight is None else [*items, weight])


def _salt(person: PersonFacts, library: AdviceLibrary) -> DietItem:
    explain = _bag_lasts(person.household_size, library)
    text = f"食盐每天少于 {library.salt_g:g} 克，酱油、咸菜都算在内"
    return with_figure("salt", "食盐", ("<", library.salt_g, "克/天"), text, explain)


def _bag_lasts(people: int, library: AdviceLibrary) -> str:
    days = ceil(library.salt_bag_g / (library.salt_g * people))  # a day sooner would be too much salt
    return f"{people} 口人，{library.salt_bag_g:g} 克盐吃 {days} 天"


def eaten_by(items: Iterable[DietItem], people: int, library: AdviceLibrary) -> tuple[DietItem, ...]:
    """The lines once it is known how many eat together; the doctor's own wording stays."""
    return tuple(
        replace(item, explain=_bag_lasts(people, library)) if item.item_code == "salt" and item.explain else item
        for item in items
    )


def low_sodium_salt(person: PersonFacts, catalog: Catalog) -> DietItem:
    """Off with kidney disease or any drug that raises potassium; asked again whenever the drugs change."""
    why_not = _why_no_low_sodium_salt(person, catalog)
    text = "不用低钠盐" if why_not else "可以换低钠盐"
    return in_words("low_na_salt", "低钠盐", text, why_not or "档案里没有肾病，没服升血钾的药")


def _why_no_low_sodium_salt(person: PersonFacts, catalog: Catalog) -> str:
    """The cause in words; empty where nothing speaks against it."""
    if _weak_kidneys(person):
        return "肾功能不好，怕血钾高"
    if "hyperkalaemia" in person.diseases or high_potassium(person):
        return "血钾高"
    for group, drugs in _RAISES_POTASSIUM:
        taken = next((name for name in sorted(person.drugs) if _is_of(name, group, catalog)), None)
        if taken is not None:
            generics = catalog.generics_of(taken)
            generic = next((generic for generic in generics if _is_of(generic, group, catalog)), taken)
            return f"正在服{generic}（{drugs}），怕血钾高"
    return ""


def _is_of(name: str, kind: str, catalog: Catalog) -> bool:
    return catalog.belongs(name, kind) or kind in catalog.generics_of(name) or kind in name


def high_potassium(person: PersonFacts) -> bool:
    """Whether the last result that counts was too high."""
    lab = person.labs.potassium_mmol_l
    return lab is not None and lab.value > veto_table().limits["potassium_above"]


def _weak_kidneys(person: PersonFacts) -> bool:
    return "ckd" in person.diseases or (person.egfr is not None and person.egfr < _EGFR_WEAK)


def _for_person(item: DietItem, person: PersonFacts) -> DietItem:
    """A food of the guide as this person may have it (§1.2): with weak kidneys or too much potassium the upper level
    says how much; gout forbids what the guide asks for, and no kind of diabetes allows it all (V14)."""
    if item.item_code in _RICH_IN_POTASSIUM and _weak_kidneys(person):
        return replace(item, explain="肾功能不好，怕血钾高，吃多少先问卫生院")
    if item.item_code in _RICH_IN_POTASSIUM and "hyperkalaemia" in person.diseases:
        return replace(item, explain="血钾高，吃多少先问卫生院")
    if item.item_code == "fish" and "gout" in person.diseases:
        return in_words("fish", item.label, "鱼虾少量，急性发作时不吃；不吃内脏、浓肉汤", "有痛风，尿酸会更高")
    if item.item_code == "fruit" and _DIABETES & person.diseases:
        return next(line for line in load_advice("t2dm").diet if line.item_code == "fruit")
    return item


def _not_a_drop(person: PersonFacts, catalog: Catalog) -> str:
    """Why this person may not drink at all; empty when the doctor's own aim counts (§1.2, §1.4)."""
    if person.pregnant:
        return "妊娠期或哺乳期"
    for group, drugs in _NOT_BESIDE_DRINK:
        if any(catalog.belongs(name, group) for name in person.drugs):
            return f"正在用{drugs}"
    return next((drugs for disease, drugs in _NOT_WITH_DRINK if disease in person.diseases), "")


def alcohol_line(lifestyle: Lifestyle, person: PersonFacts, catalog: Catalog) -> DietItem:
    """Drink is never advised; asked again whenever the drugs change."""
    why = _not_a_drop(person, catalog)
    if why:
        return in_words("alcohol", "酒", "一口不喝", why)
    now = lifestyle.drink_now
    if now <= 0:
        return in_words("alcohol", "酒", "不喝，保持", origin="standard")
    bounds, step = advice_bounds(), next_drink(lifestyle, person.sex_code)
    text, dry = f"现在每天 {now:g} 两，最好不喝", f"每周至少 {bounds.dry_days} 天不喝"
    if step == 0:
        text += "，这一步就减到不喝"
    elif step < now:
        text += f"，先减到 {step:g} 两，{bounds.drink_weeks} 周减一级，分级减到不喝；{dry}"
    else:
        text += f"；真要喝，一天不过 {now:g} 两，{dry}"
    most = known_limits().heavy_grams(person.sex_code)
    explain = f"一天 {alcohol_grams(now):g} 克酒精，上限 {most:g} 克" if alcohol_grams(now) > most else ""
    return with_figure("alcohol", "酒", ("<=", step, "两/天"), text, explain)

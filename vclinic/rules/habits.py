"""Salt, smoke and drink one step at a time (three prescriptions §1.4), never beyond what the doctor aims at."""

from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.diet_line import in_words
from vclinic.rules.drinking import alcohol_grams
from vclinic.rules.known_limits import known_limits
from vclinic.rules.lifestyle import Lifestyle

SMOKING = "smoke"


def salt_step(lifestyle: Lifestyle) -> DietItem | None:
    """The step from how salty somebody eats now; None when nobody asked, or the doctor leaves it as it is."""
    step = advice_bounds().salt_steps.get(lifestyle.salt_now)
    if step is None or (lifestyle.salt_now != "1" and lifestyle.salt_target >= lifestyle.salt_now):
        return None
    return in_words("salt_step", "减盐", *step)


def smoking_line(lifestyle: Lifestyle) -> DietItem | None:
    """Stop, said outright; smoking less is only a way there. None for somebody who does not smoke."""
    if lifestyle.smoke_now <= 0:
        return None
    way = f"；{lifestyle.smoke_target} 支只是过渡" if 0 < lifestyle.smoke_target < lifestyle.smoke_now else ""
    return in_words(SMOKING, "烟", advice_bounds().smoking, f"现在每天 {lifestyle.smoke_now} 支{way}")


def next_drink(lifestyle: Lifestyle, sex_code: str) -> float:
    """两 a day to come down to: the doctor's own aim; a step where he aims at none at all, or no lower although it is too
    much for a man or a woman. Never more than is drunk now."""
    now, aim = lifestyle.drink_now, lifestyle.drink_target
    if 0 < aim < now:
        return aim
    if aim > 0 and alcohol_grams(now) <= known_limits().heavy_grams(sex_code):
        return now
    return max(0.0, now - advice_bounds().drink_step)

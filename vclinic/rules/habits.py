"""Salt, smoke and drink one step at a time (three prescriptions §1.4), never beyond what the doctor aims at."""

from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.lifestyle import Lifestyle


def salt_step(lifestyle: Lifestyle) -> DietItem | None:
    """The step from how salty somebody eats now; None when nobody asked, or the doctor leaves it as it is."""
    step = advice_bounds().salt_steps.get(lifestyle.salt_now)
    if step is None or (lifestyle.salt_now != "1" and lifestyle.salt_target >= lifestyle.salt_now):
        return None
    return _line("salt_step", "减盐", *step)


def smoking_line(lifestyle: Lifestyle) -> DietItem | None:
    """Stop, said outright; smoking less is only a way there. None for somebody who does not smoke."""
    if lifestyle.smoke_now <= 0:
        return None
    way = f"；{lifestyle.smoke_target} 支只是过渡" if 0 < lifestyle.smoke_target < lifestyle.smoke_now else ""
    return _line("smoke", "烟", advice_bounds().smoking, f"现在每天 {lifestyle.smoke_now} 支{way}")


def next_drink(lifestyle: Lifestyle) -> float:
    """两 a day to come down to: the doctor's own aim, or a step where he aims at none at all."""
    if lifestyle.drink_target > 0:
        return lifestyle.drink_target
    return max(0.0, lifestyle.drink_now - advice_bounds().drink_step)


def _line(code: str, label: str, text: str, explain: str) -> DietItem:
    return DietItem(code, label, op="text", value=None, high=None, unit="", text=text, explain=explain, origin="auto")

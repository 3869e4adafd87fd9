"""The three-prescription library: figures and sentences a county may change, with their sources."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vclinic.domain.prescription import DietItem
from vclinic.resources import resource


@dataclass(frozen=True, slots=True)
class ExerciseFigures:
    """FITT of the disease; heart-rate shares are of 220 − age. ``careful_types`` are for a day to be careful on;
    ``stop_rules_with`` and ``notes_with`` what another condition adds (its key, the words), ``clear_without`` what may be
    ticked while a condition is not known."""

    types: tuple[str, ...]
    careful_types: tuple[str, ...]
    times_per_week: int
    minutes: int
    hr_low: float
    hr_high: float
    talk: str
    rpe: str
    resistance: str
    progression: str
    stop_rules: tuple[str, ...]
    stop_rules_with: tuple[tuple[str, str], ...]
    notes_with: tuple[tuple[str, str], ...] = ()
    clear_without: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EnergyFigures:
    """The usual estimate of a day: kcal a kilogram of standard weight (height in cm less ``height_less``) at light work,
    and the share of it from staple food; a gram of carbohydrate is 4 kcal."""

    height_less: float
    kcal_low: float
    kcal_high: float
    staple_share: float
    raw_per_carbohydrate: float
    raw_step: float

    def kcal(self, height_cm: float) -> tuple[float, float]:
        """Lowest and highest of a day."""
        standard = height_cm - self.height_less
        return standard * self.kcal_low, standard * self.kcal_high

    def carbohydrate(self, kcal: float) -> float:
        """Grams a day."""
        return kcal * self.staple_share / 4

    def staple_food(self, kcal: float) -> int:
        """Grams a day of raw staple food that carry those carbohydrates, rounded to what is weighed."""
        return round(self.carbohydrate(kcal) * self.raw_per_carbohydrate / self.raw_step) * int(self.raw_step)


@dataclass(frozen=True, slots=True)
class AdviceLibrary:
    """What diet and exercise are drafted from for one disease. ``weight_step`` is the share to lose in 3 months;
    ``energy`` None where a disease does not count it; ``warnings_with``: what a drug adds to the red flags, by its class or
    generic name."""

    id: str
    disease: str
    salt_g: float
    salt_bag_g: float
    weight_step: float
    diet: tuple[DietItem, ...]
    exercise: ExerciseFigures
    warnings: tuple[str, ...]
    warnings_with: tuple[tuple[str, str], ...] = ()
    energy: EnergyFigures | None = None


@lru_cache(maxsize=32)
def load_advice(disease: str) -> AdviceLibrary:
    """The shipped library of a disease, by its key.

    Raises:
        KeyError, ValueError: the file is not whole; never advise from half of it.
    """
    raw: dict[str, Any] = json.loads(resource("prescriptions", f"{disease}.json").read_text(encoding="utf-8"))
    moves = raw["exercise"]
    return AdviceLibrary(
        id=raw["id"],
        disease=raw["disease"],
        salt_g=float(raw["salt_g"]["value"]),
        salt_bag_g=float(raw["salt_bag_g"]["value"]),
        weight_step=float(raw["weight_step"]["value"]),
        diet=tuple(
            DietItem(
                item["item_code"],
                item["label"],
                op=item["op"],
                value=item["value"],
                high=item["high"],
                unit=item["unit"],
                text=item["text"],
            )
            for item in raw["diet"]
        ),
        exercise=ExerciseFigures(
            tuple(moves["types"]),
            tuple(moves["careful_types"]),
            times_per_week=int(moves["times_per_week"]["value"]),
            minutes=int(moves["minutes"]["value"]),
            hr_low=float(moves["hr_low"]["value"]),
            hr_high=float(moves["hr_high"]["value"]),
            talk=moves["talk"],
            rpe=moves["rpe"],
            resistance=moves["resistance"],
            progression=moves["progression"],
            stop_rules=tuple(moves["stop_rules"]),
            stop_rules_with=tuple(moves["stop_rules_with"].items()),
            notes_with=tuple(moves["notes_with"].items()),
            clear_without=tuple(moves["clear_without"].items()),
        ),
        warnings=tuple(raw["warnings"]),
        warnings_with=tuple((kind, row["text"]) for kind, row in raw.get("warnings_with", {}).items()),
        energy=_energy(raw.get("energy")),
    )


def _energy(raw: dict[str, Any] | None) -> EnergyFigures | None:
    if raw is None:
        return None
    return EnergyFigures(**{name: float(figure["value"]) for name, figure in raw.items()})

"""How somebody lives, as every chronic-disease follow-up records it; what diet and exercise are drafted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifestyle:
    """Weight in kg, height in cm, drink in 两 a day, cigarettes a day, salt by the form's codes, exercise the doctor aims at; None where nothing was written."""

    weight_kg: float | None = None
    weight_target: float | None = None
    height_cm: float | None = None
    drink_now: float = 0
    drink_target: float = 0
    smoke_now: int = 0
    smoke_target: int = 0
    salt_now: str = ""
    salt_target: str = ""
    ex_times_target: int | None = None
    ex_minutes_target: int | None = None


def lifestyle_of(values: Mapping[str, Any]) -> Lifestyle:
    """What the values of a follow-up say of it."""
    return Lifestyle(
        weight_kg=values.get("weight_kg"),
        weight_target=values.get("weight_target"),
        height_cm=values.get("height_cm"),
        drink_now=values.get("drink_now") or 0,
        drink_target=values.get("drink_target") or 0,
        smoke_now=values.get("smoke_now") or 0,
        smoke_target=values.get("smoke_target") or 0,
        salt_now=values.get("salt_now") or "",
        salt_target=values.get("salt_target") or "",
        ex_times_target=values.get("ex_times_target"),
        ex_minutes_target=values.get("ex_minutes_target"),
    )

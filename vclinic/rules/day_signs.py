"""What a visit says that vetoes of advice ask for, by the names of the follow-up forms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vclinic.rules.advice_words import conditions_in
from vclinic.rules.veto_table import veto_table

_GLUCOSES = ("fbg", "pbg", "rbg")
_OFTEN = "3"  # of codes.HYPOGLYCEMIA
_SWOLLEN = {"9", "8"}  # 下肢水肿, 下肢浮肿: of the hypertension and the diabetes form
_SPO2 = re.compile(r"(?:spo2|血氧(?:饱和度)?)[^\d]{0,4}(\d{2,3})", re.IGNORECASE)
_FEVER = re.compile(r"体温[^\d]{0,3}(\d{2}(?:\.\d)?)")
_TEXTS = ("other_signs", "symptom_other", "aux_exam", "other_exam")


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySigns:
    """What a visit says that vetoes ask for; None where it was not measured. ``danger``: why it is an emergency or acute,
    empty for neither; ``conditions``: heard in the words of the visit; ``pulse_most``: the upper end of the heart rates
    that would be prescribed."""

    sbp: int | None = None
    dbp: int | None = None
    heart_rate: int | None = None
    temperature: float | None = None
    spo2: float | None = None
    fasting: float | None = None
    glucoses: tuple[float, ...] = ()
    bmi: float | None = None
    danger: str = ""
    low_often: bool = False
    swollen: bool = False
    smokes: bool = False
    conditions: frozenset[str] = frozenset()
    pulse_most: int | None = None


def day_signs(values: Mapping[str, Any], height_cm: float | None = None, danger: str = "") -> DaySigns:
    """The signs of a visit by the names of the follow-up forms; ``danger`` is what its judgement found."""
    text = "；".join(str(values[name]) for name in _TEXTS if values.get(name))
    conditions = conditions_in(text, veto_table(), values.get("visit_date"))
    written = _figure(_FEVER, text)
    temperature = values.get("temperature") or written
    if values.get("emergency_signs"):
        danger = danger or "有危急情况"
    if values.get("new_complication"):
        danger = danger or "有新的并发症或加重"
    return DaySigns(
        sbp=values.get("sbp"),
        dbp=values.get("dbp"),
        heart_rate=values.get("heart_rate"),
        temperature=temperature,
        spo2=values.get("spo2") or _figure(_SPO2, text),
        fasting=values.get("fbg"),
        glucoses=tuple(values[name] for name in _GLUCOSES if values.get(name) is not None),
        bmi=_bmi(values, height_cm),
        danger=danger,
        low_often=values.get("hypoglycemia") == _OFTEN,
        swollen="swelling" in conditions or bool(_SWOLLEN & _swelling_codes(values)),
        smokes=bool(values.get("smoke_now")),
        conditions=conditions,
    )


def _swelling_codes(values: Mapping[str, Any]) -> set[str]:
    """The code of swollen legs as the form that was filled in numbers it."""
    code = "8" if "fbg" in values and "salt_now" not in values else "9"
    return {code} & set(values.get("symptom_codes") or ())


def _figure(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    return float(match[1]) if match else None


def _bmi(values: Mapping[str, Any], height_cm: float | None) -> float | None:
    weight, height = values.get("weight_kg"), values.get("height_cm") or height_cm
    return round(weight / (height / 100) ** 2, 1) if weight and height else values.get("bmi")

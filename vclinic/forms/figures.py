"""Figures as people write them: read by their bounds, and by a second unit where one is in use."""

import math
import re
from typing import Any

from vclinic.domain.fields import Meaning, OtherUnit
from vclinic.domain.problem import Problem
from vclinic.forms.document import number

_INTEGER = re.compile(r"[+-]?\d{1,9}")
_DECIMAL = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?")
_LARGEST = 10**15  # an integer may be larger than any float; no bound is near it


def read_figure(name: str, meaning: Meaning, value: Any) -> int | float | Problem:
    """A whole or decimal figure, text or number, within its bounds."""
    whole = meaning.kind == "integer"
    if isinstance(value, str) and meaning.other_unit is not None:
        value = _in_own_unit(name, meaning, meaning.other_unit, value)
    if isinstance(value, Problem):
        return value
    if isinstance(value, str):
        if (_INTEGER if whole else _DECIMAL).fullmatch(value) is None:
            return Problem(name, "not_a_number", f"{meaning.label}要填{'整数' if whole else '数字'}。", "不是数字")
        value = float(value)
    if isinstance(value, int) and abs(value) > _LARGEST:
        return Problem(name, "out_of_bounds", f"{meaning.label}的数字太大，请核对。", "超出范围")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return Problem(name, "not_a_number", f"{meaning.label}要填{'整数' if whole else '数字'}。", "不是数字")
    if whole and value != int(value):
        return Problem(name, "not_a_number", f"{meaning.label}要填整数。", "不是数字")
    too_low = meaning.low is not None and value < meaning.low
    if too_low or (meaning.high is not None and value > meaning.high):
        if meaning.other_unit is not None and within(meaning, meant := converted(meaning.other_unit, value)):
            return _suspect(name, meaning, meaning.other_unit, value, meant)
        low, high = _bound(meaning.low), _bound(meaning.high)
        unit = f" {meaning.unit}" if meaning.unit else ""
        return Problem(
            name, "out_of_bounds", f"{meaning.label} {_bound(value)} 不在 {low}–{high}{unit} 之间，请核对。", "超出范围"
        )
    return int(value) if whole else round(float(value), meaning.decimals)


def converted(other: OtherUnit, figure: float) -> float:
    """A figure of the other unit in a value's own."""
    return round(figure / other.per, other.decimals)


def within(meaning: Meaning, figure: float) -> bool:
    """Whether a figure keeps the bounds."""
    return (meaning.low is None or figure >= meaning.low) and (meaning.high is None or figure <= meaning.high)


def _in_own_unit(name: str, meaning: Meaning, other: OtherUnit, text: str) -> float | str | Problem:
    """A figure written with a unit, in the value's own; text without one stays as it is."""
    bare = text.replace(" ", "").casefold()
    if bare.endswith(meaning.unit.casefold()):
        return bare.removesuffix(meaning.unit.casefold())
    figure = bare.removesuffix(other.unit.casefold())
    if figure == bare or _DECIMAL.fullmatch(figure) is None:
        return text
    meant = converted(other, float(figure))
    if within(meaning, meant):
        return meant
    sentence = f"{meaning.label} {figure} {other.unit} 换算是 {meant:g} {meaning.unit}，不可能，请核对单位。"
    return Problem(name, "unit_suspected", sentence, "单位？")


def _suspect(name: str, meaning: Meaning, other: OtherUnit, value: float, meant: float) -> Problem:
    figure = number(meant, other.decimals)
    text = (
        f"{meaning.label} {value:g} 不像 {meaning.unit}，像是 {other.unit}：换算是 {figure} {meaning.unit}。"
        f"请改填 {figure}，或写成“{value:g} {other.unit}”。"
    )
    return Problem(name, "unit_suspected", text, "单位？")


def _bound(value: float | None) -> str:
    return "不限" if value is None else f"{value:.9g}"

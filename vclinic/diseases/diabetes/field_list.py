"""A visit as the public field list names its fields, for the command line: glucose with the unit of the meter, insulin by
kind and usage."""

from collections.abc import Mapping
from typing import Any, cast

from vclinic.diseases.diabetes.record import MG_DL
from vclinic.domain.problem import Problem

_GLUCOSES = ("fbg", "pbg", "rbg")
_SECOND = ("2", MG_DL.unit.casefold())  # 血糖单位: 1 mmol/L, 2 mg/dL


def from_field_list(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The document as the form keeps it, and what is wrong with its insulin."""
    values = dict(document)
    for name in _GLUCOSES:
        figure = document.get(name)
        unit = str(document.get(f"{name}_unit", document.get("glucose_unit", "")))
        if unit.casefold() in _SECOND and isinstance(figure, int | float | str) and not isinstance(figure, bool):
            values[name] = f"{figure} {MG_DL.unit}"
    if "insulin_kind" not in document and "insulin_usage" not in document:
        return values, []
    kinds, usages = (_lines(document.get(name)) for name in ("insulin_kind", "insulin_usage"))
    rows = max(len(kinds), len(usages))
    pairs = [(_at(kinds, row), _at(usages, row)) for row in range(rows)]
    problems = [problem for kind, usage in pairs if (problem := _half_written(kind, usage)) is not None]
    if not problems:
        values["insulin"] = [{"kind": kind, "usage": usage} for kind, usage in pairs]
    return values, problems[:1]


def _lines(given: Any) -> list[Any]:
    """One line or several."""
    if isinstance(given, list | tuple):
        return list(cast("list[Any]", given))
    return [] if given is None else [given]


def _at(lines: list[Any], row: int) -> Any:
    return lines[row] if row < len(lines) else ""


def _half_written(kind: Any, usage: Any) -> Problem | None:
    """Insulin has its kind and its use, or neither."""
    if _empty(kind) and not _empty(usage):
        return Problem("insulin_kind", "required", "写了胰岛素的用法和用量，请写明种类。")
    if _empty(usage) and not _empty(kind):
        return Problem("insulin_usage", "required", "写了胰岛素种类，请写明用法和用量。")
    return None


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())

"""Laboratory results as a line of JSON says them: a figure of the day, or ``{"value", "on", "unit"}``."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from vclinic.domain.fields import Meaning
from vclinic.domain.medication_profile import URINE_PROTEIN
from vclinic.domain.problem import Problem
from vclinic.forms.reading import missing, read_value
from vclinic.rules.labs import SaidLab

LABS = {
    "creatinine_umol_l": Meaning("肌酐", "decimal", "µmol/L", 10, 3000, decimals=1),
    "potassium_mmol_l": Meaning("血钾", "decimal", "mmol/L", 1, 10, decimals=2),
    "egfr": Meaning("肾小球滤过率", "decimal", "", 1, 200, decimals=1),
    "ldl_mmol_l": Meaning("低密度脂蛋白胆固醇", "decimal", "mmol/L", 0.1, 20, decimals=2),
    "hba1c_percent": Meaning("糖化血红蛋白", "decimal", "%", 3, 20, decimals=1),
    URINE_PROTEIN: Meaning("尿蛋白", "decimal", "", 0, 4, decimals=1),
}
# what the strip says, in plus signs
_STRIP = {"-": 0, "－": 0, "−": 0, "阴性": 0, "±": 0.5, "+-": 0.5} | {
    sign: count for count in (1, 2, 3, 4) for sign in ("+" * count, f"{count}+", f"+{count}")
}
_TAKEN_ON = Meaning("化验日期", "date")
_DAYS, _PARTS = ("on", "date"), frozenset(("value", "on", "date", "unit"))
_UNITS = {
    "creatinine_umol_l": {"umol/l": 1.0, "mg/dl": 88.4},
    "potassium_mmol_l": {"mmol/l": 1.0, "meq/l": 1.0},
    "egfr": {"ml/min/1.73m2": 1.0, "ml/min": 1.0},
    "ldl_mmol_l": {"mmol/l": 1.0, "mg/dl": 1 / 38.7},
    "hba1c_percent": {"%": 1.0},
    URINE_PROTEIN: {"+": 1.0},
}
_EVENED = str.maketrans({"µ": "u", "μ": "u", "²": "2", " ": None})


def read_labs(
    given: Mapping[str, Any], day: date, prefix: str = "person.labs"
) -> tuple[tuple[SaidLab, ...], list[Problem]]:
    """The results, and what is wrong with them. ``day``: of the visit, for a figure that says no day of its own; a key
    that is none of `LABS` is left to the caller."""
    results: list[SaidLab] = []
    problems: list[Problem] = []
    for code in LABS:
        if code not in given:
            continue
        result = _read(f"{prefix}.{code}", code, given[code], day)
        if isinstance(result, SaidLab):
            results.append(result)
        else:
            problems += result
    return tuple(results), problems


def _read(field: str, code: str, given: Any, day: date) -> SaidLab | list[Problem]:
    parts = cast("dict[str, Any]", given) if isinstance(given, dict) else {"value": given}
    problems = [
        Problem(f"{field}.{name}", "unknown_key", f"{LABS[code].label}里的“{name}”认不出，应是 value、on、unit。")
        for name in parts
        if name not in _PARTS
    ]
    figure = parts.get("value")
    if code == URINE_PROTEIN and isinstance(figure, str):
        parts = parts | {"value": _STRIP.get(figure.strip().replace("＋", "+"), figure)}
    value = read_value(field, LABS[code], None if "unit" in parts else parts.get("value"))
    if "unit" in parts:
        value = _in_our_unit(field, code, parts)
    on = read_value(f"{field}.on", _TAKEN_ON, next((parts[name] for name in _DAYS if parts.get(name)), None))
    problems += [wrong for wrong in (value, on) if isinstance(wrong, Problem)]
    if isinstance(on, date) and on > day:
        problems.append(Problem(f"{field}.on", "after_visit", f"化验日期 {on} 晚于随访日期 {day}。"))
    if problems or missing(value):
        return problems
    return SaidLab(code, float(value), on or day)


def _in_our_unit(field: str, code: str, parts: Mapping[str, Any]) -> Any:
    """The figure turned into the unit of its code, and read there."""
    said, figure = parts["unit"], parts.get("value")
    if said is None or said == "":
        return read_value(field, LABS[code], figure)
    factor = _UNITS[code].get(said.casefold().translate(_EVENED)) if isinstance(said, str) else None
    if factor is None:
        return Problem(f"{field}.unit", "unknown_unit", f"{LABS[code].label}的单位“{said}”认不出。")
    plain = read_value(field, Meaning(LABS[code].label, "decimal", "", decimals=3), figure)
    if isinstance(plain, Problem) or missing(plain):
        return plain
    return read_value(field, LABS[code], round(plain * factor, LABS[code].decimals))

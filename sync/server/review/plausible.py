"""Values inside the form's bounds that hardly any person has.

Nothing is refused for it: staff are asked to look. The steps are wide on purpose, an honest course stays silent.
"""

from collections.abc import Sequence

from sync.server.database.records import Visit
from sync.server.review.rules import review_rules


def odd(visit: Visit, earlier: Sequence[Visit]) -> list[tuple[str, str]]:
    """Field and sentence for each value that wants a second look."""
    return [*_alone(visit), *(_beside(visit, earlier[0]) if earlier else [])]


def _alone(visit: Visit) -> list[tuple[str, str]]:
    values, rules = visit.values, review_rules()
    found: list[tuple[str, str]] = []
    sbp, dbp, pulse = values.get("sbp"), values.get("dbp"), values.get("heart_rate")
    if sbp is not None and dbp is not None and not rules.pulse_pressure_low <= sbp - dbp <= rules.pulse_pressure_high:
        found.append(("sbp", f"{sbp}/{dbp} 相差 {sbp - dbp} mmHg，少见，请核对。"))
    if pulse is not None and not rules.pulse_low <= pulse <= rules.pulse_high:
        found.append(("heart_rate", f"心率 {pulse} 次/分，少见，请核对。"))
    weight, height, bmi = values.get("weight_kg"), values.get("height_cm"), values.get("bmi")
    if weight is not None and height is not None and bmi is not None:
        right = weight / (height / 100) ** 2
        if abs(right - bmi) > rules.bmi_gap:
            found.append(("bmi", f"体重 {weight:g} kg、身高 {height:g} cm，体质指数应是 {right:.1f}，写了 {bmi:g}。"))
    return found


def _beside(visit: Visit, last: Visit) -> list[tuple[str, str]]:
    values, before, rules = visit.values, last.values, review_rules()
    steps = (
        ("sbp", "收缩压", "mmHg", rules.pressure_step), ("weight_kg", "体重", "kg", rules.weight_step),
        ("height_cm", "身高", "cm", rules.height_step),
    )  # fmt: skip
    found: list[tuple[str, str]] = []
    for name, label, unit, step in steps:
        now, then = values.get(name), before.get(name)
        if now is not None and then is not None and abs(now - then) >= step:
            found.append((name, f"{label} {now:g} {unit}，上次 {then:g}，相差 {abs(now - then):g}，请核对。"))
    return found

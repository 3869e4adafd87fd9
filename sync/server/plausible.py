"""Values inside the form's bounds that hardly any person has, and what a visit at the clinic should have measured.

Nothing is refused for it: staff are asked to look. The steps are wide on purpose, an honest course stays silent.
"""

from collections.abc import Sequence

from sync.server.records import Visit

# how far two visits may lie apart, how far two numbers of one visit; in the form's units
PRESSURE_STEP, WEIGHT_STEP, HEIGHT_STEP, BMI_GAP = 60, 15.0, 5.0, 1.0
PULSE_PRESSURE, PULSE = (15, 110), (40, 140)
AT_THE_PERSON = ("1", "2")  # 门诊, 家庭; not by telephone


def odd(visit: Visit, earlier: Sequence[Visit]) -> list[tuple[str, str]]:
    """Field and sentence for each value that wants a second look."""
    return [*_alone(visit), *(_beside(visit, earlier[0]) if earlier else [])]


def missing(visit: Visit, earlier: Sequence[Visit]) -> list[tuple[str, str]]:
    """Field and sentence for what is empty although the visit says it should be there."""
    values = visit.values
    found: list[tuple[str, str]] = []
    if values.get("weight_kg") is None and values.get("visit_way") in AT_THE_PERSON:
        found.append(("weight_kg", "门诊、家庭随访应量体重，这次没有填。"))
    taken_before = bool(earlier) and bool(earlier[0].values.get("drugs"))
    if taken_before and values.get("med_adherence") in ("1", "2") and not values.get("drugs"):
        found.append(("drugs", "写了服药，上次也有药，这次用药情况却没有填。"))
    return found


def _alone(visit: Visit) -> list[tuple[str, str]]:
    values = visit.values
    found: list[tuple[str, str]] = []
    sbp, dbp, pulse = values.get("sbp"), values.get("dbp"), values.get("heart_rate")
    if sbp is not None and dbp is not None and not PULSE_PRESSURE[0] <= sbp - dbp <= PULSE_PRESSURE[1]:
        found.append(("sbp", f"{sbp}/{dbp} 相差 {sbp - dbp} mmHg，少见，请核对。"))
    if pulse is not None and not PULSE[0] <= pulse <= PULSE[1]:
        found.append(("heart_rate", f"心率 {pulse} 次/分，少见，请核对。"))
    weight, height, bmi = values.get("weight_kg"), values.get("height_cm"), values.get("bmi")
    if weight is not None and height is not None and bmi is not None:
        right = weight / (height / 100) ** 2
        if abs(right - bmi) > BMI_GAP:
            found.append(("bmi", f"体重 {weight:g} kg、身高 {height:g} cm，体质指数应是 {right:.1f}，写了 {bmi:g}。"))
    return found


def _beside(visit: Visit, last: Visit) -> list[tuple[str, str]]:
    values, before = visit.values, last.values
    steps = (
        ("sbp", "收缩压", "mmHg", PRESSURE_STEP), ("weight_kg", "体重", "kg", WEIGHT_STEP),
        ("height_cm", "身高", "cm", HEIGHT_STEP),
    )  # fmt: skip
    found: list[tuple[str, str]] = []
    for name, label, unit, step in steps:
        now, then = values.get(name), before.get(name)
        if now is not None and then is not None and abs(now - then) >= step:
            found.append((name, f"{label} {now:g} {unit}，上次 {then:g}，相差 {abs(now - then):g}，请核对。"))
    return found

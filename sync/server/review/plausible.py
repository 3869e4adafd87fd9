"""Values inside the form's bounds that hardly any person has. Nothing is refused for it: staff are asked to look. The
steps are wide on purpose, so that an ordinary course raises no finding.

Nothing is refused for it: staff are asked to look. The steps are wide on purpose, an honest course stays silent.
"""

from collections.abc import Sequence

from sync.server.database.records import Record
from sync.server.review.rules import review_rules


def odd(record: Record, earlier: Sequence[Record]) -> list[tuple[str, str]]:
    """Field and sentence for each value that wants a second look."""
    return [*_alone(record), *(_beside(record, earlier[0]) if earlier else [])]


def _alone(record: Record) -> list[tuple[str, str]]:
    values, rules, known = record.values, review_rules(), record.meanings
    odd_ones: list[tuple[str, str]] = []
    for name, pair in rules.apart.items():
        higher, lower = values.get(name), values.get(pair.lower)
        if higher is not None and lower is not None and not pair.low <= higher - lower <= pair.high:
            gap = f"相差 {higher - lower} {known[name].unit}"
            odd_ones.append((name, f"{higher}/{lower} {gap}，少见，请核对。"))
    for name, (low, high) in rules.usual.items():
        figure = values.get(name)
        if figure is not None and not low <= figure <= high:
            odd_ones.append((name, f"{known[name].label} {figure:g} {known[name].unit}，少见，请核对。"))
    weight, height, bmi = values.get("weight_kg"), values.get("height_cm"), values.get("bmi")
    if weight is not None and height is not None and bmi is not None:
        right = weight / (height / 100) ** 2
        if abs(right - bmi) > rules.bmi_gap:
            text = f"体重 {weight:g} kg、身高 {height:g} cm，体质指数应是 {right:.1f}，写了 {bmi:g}。"
            odd_ones.append(("bmi", text))
    return odd_ones


def _beside(record: Record, last: Record) -> list[tuple[str, str]]:
    odd_ones: list[tuple[str, str]] = []
    for name, step in review_rules().steps.items():
        now, then = record.values.get(name), last.values.get(name)
        if now is not None and then is not None and abs(now - then) >= step:
            meaning, apart = record.meanings[name], f"{abs(now - then):.4g}"
            text = f"{meaning.label} {now:g} {meaning.unit}，上次 {then:g}，相差 {apart}，请核对。"
            odd_ones.append((name, text))
    return odd_ones

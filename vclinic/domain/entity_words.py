"""How values of records are said to people, in tables and on a resident's timeline."""

from typing import Any, cast

from vclinic.domain import codes, medication_profile
from vclinic.domain.entity import Data, plain
from vclinic.domain.stock import yuan

MOST_REPLY = 300
"""Characters of a reply to a remark; a remark has as many."""


def money(value: Any) -> str:
    """Thousandths of a yuan as yuan."""
    return f"{value / 1000:.3f}" if isinstance(value, int) else ""


def diseases(value: Any) -> str:
    """Diseases of a prescription by their names."""
    return "、".join(
        codes.DISEASE.label(plain(code)) for code in cast("list[Any]", value if isinstance(value, list) else [])
    )


def given_or_taken_back(value: Any) -> str:
    """What a dispensing did."""
    return {"dispense": "发药", "reversal": "冲销"}.get(plain(value), plain(value))


def in_or_counted(value: Any) -> str:
    """What moved the stock."""
    return {"receive": "入库", "adjust": "盘点"}.get(plain(value), plain(value))


def _entries(data: Data, field: str) -> list[Data]:
    held = data.get(field)
    return [entry for entry in cast("list[Any]", held if isinstance(held, list) else []) if isinstance(entry, dict)]


def told_prescription(data: Data) -> tuple[str, str]:
    """Title and detail of three prescriptions on a timeline."""
    drugs = "、".join(plain(order.get("drug_name")) for order in _entries(data, "medication"))
    return f"三处方第 {plain(data.get('version', 1))} 版", drugs or "没有开药"


def told_dispensing(data: Data) -> tuple[str, str]:
    """Title and detail of a dispensing, or of one taken back, on a timeline."""
    lines = _entries(data, "lines")
    drugs = "、".join(
        f"{plain(line.get('drug_name'))} {plain(line.get('quantity'))} {plain(line.get('base_unit'))}" for line in lines
    )
    if data.get("kind") == "reversal":
        return "冲销发药", f"{plain(data.get('reason'))}：退回 {drugs}"
    return f"发药 {yuan(data['total'])} 元", drugs


def medicine_source(value: Any) -> str:
    """Where a medicine came from."""
    return medication_profile.SOURCE.label(plain(value))


def yes_or_no(value: Any) -> str:
    """An answer; empty while there is none."""
    return "" if value is None else "是" if value else "否"


def labs(value: Any) -> str:
    """The newest value of each kind with its unit and day."""
    newest: dict[str, Data] = {}
    for result in sorted(_entries({"labs": value}, "labs"), key=lambda entry: plain(entry.get("on"))):
        newest[plain(result.get("code"))] = result
    return "、".join(_lab(code, result) for code, result in newest.items())


def _lab(code: str, result: Data) -> str:
    meaning, value = medication_profile.LABS.get(code), result.get("value")
    figure = f"{value:g}" if isinstance(value, int | float) else plain(value)
    label, unit = (meaning.label, meaning.unit) if meaning else (code, "")
    return f"{label} {figure} {unit}".rstrip() + f"（{plain(result.get('on'))}）"


def reactions(value: Any) -> str:
    """What drugs did to somebody, in the words it was told."""
    return "、".join(
        f"{plain(entry.get('drug'))} {plain(entry.get('text'))}".strip() for entry in _entries({"it": value}, "it")
    )


def reasons(value: Any) -> str:
    """Why checks were overruled."""
    return "、".join(plain(entry.get("reason")) for entry in _entries({"it": value}, "it"))


def planning(data: Data) -> str:
    """Whether a pregnancy is planned, with the day of the answer; empty while there is none."""
    answer, on = data.get("planning_pregnancy"), plain(data.get("planning_asked_on"))
    return "" if answer is None else f"{'打算怀孕' if answer else '没有怀孕打算'}（{on}）"


def dropped(value: Any) -> str:
    """What counts no longer, with the day and the reason."""
    return "、".join(
        f"{plain(entry.get('text'))}（{plain(entry.get('on'))} {plain(entry.get('reason'))}）"
        for entry in _entries({"it": value}, "it")
    )


def told_profile(data: Data) -> tuple[str, str]:
    """Title and detail of what somebody takes that others gave, on a timeline."""
    taken = "、".join(
        f"{plain(entry.get('name'))}（{medicine_source(entry.get('source'))}）" for entry in _entries(data, "medicines")
    )
    asked = "没有吃别的药" if data.get("medicines_asked_on") else ""
    reacted = reactions(data.get("reactions"))
    no_longer = dropped(data.get("dropped"))
    parts = (
        taken or asked,
        reacted and f"不良反应 {reacted}",
        labs(data.get("labs")),
        planning(data),
        no_longer and f"不再算 {no_longer}",
    )
    return "用药档案", "；".join(filter(None, parts))

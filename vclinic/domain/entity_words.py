"""How values of records are said to people, in tables and on a resident's timeline."""

from typing import Any, cast

from vclinic.domain import codes
from vclinic.domain.entity import Data, plain
from vclinic.domain.stock import yuan


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

"""A visit's three prescriptions and its dispensing as the clinic's paper has them.

Everything here was written by a program elsewhere, perhaps a newer one: what is not as expected is shown as it came or
left out, and never breaks the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vclinic.domain import codes
from vclinic.domain.stock import yuan

Document = Mapping[str, Any]
CHANGES = {"same": "不变", "new": "新加", "adjusted": "调整", "stopped": "停用"}


@dataclass(frozen=True, slots=True)
class Order:
    """One drug of the medication prescription. ``reason``: why a warning on it was overruled."""

    name: str
    dose: str
    frequency: str
    days: str
    quantity: str
    change: str
    note: str
    reason: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The three prescriptions. ``diet`` is (label, text, explanation), ``exercise`` (caption, text)."""

    orders: tuple[Order, ...]
    reasons: tuple[str, ...]
    diet: tuple[tuple[str, str, str], ...]
    exercise: tuple[tuple[str, str], ...]
    stop_rules: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """Units out of one batch. ``markup``: what was added to the cost, "" when nothing; None when the batch is not here."""

    batch_no: str
    expires_on: str
    expired: bool
    quantity: str
    price: str
    amount: str
    markup: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """One drug handed out, batch by batch. ``short``: fewer than prescribed."""

    name: str
    usage: str
    wanted: str
    quantity: str
    short: bool
    reason: str
    taken: tuple[Taken, ...]


def prescription(data: Document) -> Paper:
    """The three prescriptions of a record."""
    exercise = _dict(data.get("exercise"))
    return Paper(
        tuple(_order(_dict(line)) for line in _list(data.get("medication"))),
        _reasons(data.get("overrules")),
        diet=tuple(
            (_text(line.get("label")), _text(line.get("text")), _text(line.get("explain")))
            for line in map(_dict, _list(data.get("diet")))
        ),
        exercise=tuple((caption, text) for caption, text in _exercise(exercise) if text),
        stop_rules=_texts(exercise.get("stop_rules")),
        warnings=_texts(data.get("warnings")),
    )


def _reasons(pairs: Any) -> tuple[str, ...]:
    """The reasons of (check, reason) pairs, each once."""
    return tuple(dict.fromkeys(pair[1] for pair in map(_texts, _list(pairs)) if len(pair) == 2))


def _order(line: Document) -> Order:
    unit = _text(line.get("base_unit"))
    quantity = line.get("quantity")
    stopped = line.get("change") == "stopped"
    amount = "—" if stopped else f"{_text(quantity)} {unit}" if quantity else "自备"
    dose_and_route = (
        f"{_text(line.get('dose_value'))} {_text(line.get('dose_unit'))}".strip(),
        _text(line.get("route")),
    )
    frequency = (codes.FREQUENCY.label(_text(line.get("frequency"))), _text(line.get("timing")))
    return Order(
        f"{_text(line.get('drug_name'))} {_text(line.get('strength'))}".strip(),
        "—" if stopped else "，".join(filter(None, dose_and_route)),
        frequency="—" if stopped else "，".join(filter(None, frequency)),
        days="—" if stopped else _text(line.get("days")),
        quantity=amount,
        change=CHANGES.get(_text(line.get("change")), _text(line.get("change"))),
        note=_text(line.get("note")),
        reason=_text(line.get("overrule")),
    )


def _exercise(advice: Document) -> list[tuple[str, str]]:
    notes = [("医生加", note) for note in _texts(advice.get("doctor_notes"))]
    if advice.get("allowed") is False:
        return [("今日不运动", _text(advice.get("blocked_because")) or "—"), *notes]
    low, high = advice.get("hr_low"), advice.get("hr_high")
    heart = [f"每分钟 {_text(low)}–{_text(high)} 次"] if low and high else []
    times, minutes = _text(advice.get("times_per_week")), _text(advice.get("minutes"))
    return [
        ("做什么", "、".join(_texts(advice.get("types")))),
        ("几次", f"每周 {times} 天" if times else ""),
        ("多久", f"每次 {minutes} 分钟" if minutes else ""),
        ("心率", "，".join([*heart, *filter(None, [_text(advice.get("hr_explain"))])])),
        ("感觉", _text(advice.get("intensity"))),
        ("力量", _text(advice.get("resistance"))),
        ("怎么加", _text(advice.get("progression"))),
        *notes,
    ]


def batch_ids(data: Document) -> set[str]:
    """The batches a dispensing took from."""
    return {
        _text(taken.get("batch_id"))
        for line in map(_dict, _list(data.get("lines")))
        for taken in map(_dict, _list(line.get("batches")))
    }


def dispensing(data: Document, batches: Mapping[str, Document]) -> tuple[Given, ...]:
    """What was handed out; ``batches`` are the records of the stock by id."""
    day = _text(data.get("dispensed_on"))
    return tuple(_given(_dict(line), day, batches) for line in _list(data.get("lines")))


def _given(line: Document, day: str, batches: Mapping[str, Document]) -> Given:
    unit, wanted, quantity = _text(line.get("base_unit")), line.get("wanted"), line.get("quantity")
    days = _text(line.get("days"))
    return Given(
        _text(line.get("drug_name")),
        "，".join(filter(None, (_text(line.get("usage")), f"{days} 天" if days else ""))),
        wanted=f"{_text(wanted)} {unit}".strip() or "—",
        quantity=f"{_text(quantity)} {unit}".strip(),
        short=isinstance(wanted, int) and isinstance(quantity, int) and quantity < wanted,
        reason=_text(line.get("reason")),
        taken=tuple(_taken(_dict(taken), day, unit, batches) for taken in _list(line.get("batches"))),
    )


def _taken(taken: Document, day: str, unit: str, batches: Mapping[str, Document]) -> Taken:
    price, quantity, expires = taken.get("price"), taken.get("quantity"), _text(taken.get("expires_on"))
    known = batches.get(_text(taken.get("batch_id")))
    cost = known.get("cost") if known is not None else None
    markup = None
    if isinstance(cost, int) and isinstance(price, int):
        markup = each_unit(price - cost) if price != cost else ""
    return Taken(
        _text(taken.get("batch_no")), expires, expired=bool(expires) and expires < day, quantity=f"{_text(quantity)} {unit}".strip(),
        price=each_unit(price) if isinstance(price, int) else "—",
        amount=yuan(price * quantity) if isinstance(price, int) and isinstance(quantity, int) else "—",
        markup=markup,
    )  # fmt: skip


def each_unit(thousandths: int) -> str:
    """The price of one unit to the last thousandth: 0.15, 0.125."""
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), 1000)
    return f"{sign}{whole}.{rest:03d}".removesuffix("0")


def total(value: Any) -> str:
    """A sum in yuan; what was taken back has its sign."""
    if not isinstance(value, int):
        return "—"
    return f"-{yuan(-value)}" if value < 0 else yuan(value)


def _dict(value: Any) -> Document:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, _list(value))))


def _text(value: Any) -> str:
    """A value in words; figures without needless places."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)

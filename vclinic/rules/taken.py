"""Everything a person takes, as one set: what we order, and what a hospital, a pharmacy or a neighbour gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.catalog import Catalog
from vclinic.rules.named_drug import NamedDrug

Source = Literal["ours", "hospital", "pharmacy", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine taken. ``order``: our line, or one that only says what others gave; ``line_no`` 0 without one.
    ``strength_known``: False when several strengths are sold under the name, so that a count of tablets says nothing."""

    name: NamedDrug
    order: MedicationOrder | None = None
    source: Source = "elsewhere"
    line_no: int = 0
    strength_known: bool = True

    @property
    def ours(self) -> bool:
        """Whether we order it, so that it is ours to stop."""
        return self.source == "ours"

    @property
    def written(self) -> str:
        """The name as somebody wrote it."""
        return self.name.written

    @property
    def called(self) -> tuple[str, ...]:
        """Generic names, and that of the whole combination; the name as written where nobody knows it."""
        return self.name.items or (self.name.written,)


def medicines_taken(orders: Sequence[MedicationOrder], others: Iterable[str], catalog: Catalog) -> tuple[Medicine, ...]:
    """The set: lines in force, and the names others gave.

    A name that is the same as that of a line, longer or shorter (氨氯地平 beside 苯磺酸氨氯地平片), is that line; so a
    stopped line takes its name along. Another name for the same drug stays: only the resident can say whether it is the
    same box.
    """
    active = [order for order in orders if order.change != "stopped"]
    taken = [
        Medicine(catalog.named(order.drug_name), order, "ours" if order.drug_id else "elsewhere", order.line_no)
        for order in active
    ]
    lines = [catalog.named(order.drug_name) for order in orders]
    others_named = (catalog.named(name.strip()) for name in dict.fromkeys(others) if name.strip())
    taken += [Medicine(name) for name in others_named if not any(same_line(name, line) for line in lines)]
    return tuple(taken)


def same_line(name: NamedDrug, line: NamedDrug) -> bool:
    """Whether a name is that of a line, longer or shorter; another name of the same drug is not."""
    one, other = name.written, line.written
    return one == other or (name.ingredients == line.ingredients != () and (one in other or other in one))

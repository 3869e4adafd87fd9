"""Drugs, batches and the ledger of integer base units (片, 粒, 袋, mL): a balance is a sum, never stored, never negative.

Money is in integer 厘 of a thousandth yuan (1 元 = 1000), so that 0.15 元 a tablet is exact.
"""

from dataclasses import dataclass
from datetime import date, timedelta

NEAR_EXPIRY_DAYS = 180


@dataclass(frozen=True, slots=True)
class Drug:
    """One strength of one dosage form in the catalogue.

    Attributes:
        id: stable id of the catalogue entry and strength.
        name: generic name with its dosage form as prescribed, e.g. ``苯磺酸氨氯地平片``.
        generic: the catalogue item's name, the key of interaction, caution and dose tables, e.g. ``氨氯地平``.
        strength_value, strength_unit: content of one base unit where the strength states one (5, ``mg``).
        base_unit: smallest unit handed out.
        pack_size: base units in a usual pack; 1 when not known.
        essential: in the national essential medicines list in force.
        restricted: △, to be prescribed under a suitably qualified physician.
        antibacterial: against bacteria or fungi and taken into the body; the rules of antibacterial use speak of it.
        initials: pinyin initials in upper case, of the generic name and, after a space, of the name as prescribed.
    """

    id: str
    name: str
    generic: str
    form: str
    strength: str
    strength_value: float | None
    strength_unit: str
    base_unit: str
    pack_size: int
    essential: bool
    restricted: bool
    initials: str
    kind: str = "western"
    antibacterial: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch in stock. ``balance`` is the ledger's sum in base units; prices in thousandths of a yuan a base unit."""

    id: str
    drug_id: str
    batch_no: str
    expires_on: date
    cost: int
    price: int
    balance: int

    def expired_on(self, day: date) -> bool:
        """The expiry day itself may still be dispensed; the day after may not."""
        return day > self.expires_on

    def near_expiry_on(self, day: date) -> bool:
        """Within 180 days of expiry and not yet expired."""
        return not self.expired_on(day) and self.expires_on - day <= timedelta(days=NEAR_EXPIRY_DAYS)


@dataclass(frozen=True, slots=True)
class Allocation:
    """How one line is filled: (batch, base units taken) first expiry first; ``short`` is what is missing in stock."""

    drug_id: str
    wanted: int
    taken: tuple[tuple[Batch, int], ...]
    short: int

    @property
    def given(self) -> int:
        """Base units that can be handed out now."""
        return sum(quantity for _, quantity in self.taken)

    @property
    def amount(self) -> int:
        """What the resident pays, in thousandths of a yuan."""
        return sum(batch.price * quantity for batch, quantity in self.taken)


def yuan(thousandths: int) -> str:
    """Money for people: two places, half up; 2100 → ``2.10``."""
    cents, rest = divmod(thousandths, 10)
    cents += 1 if rest >= 5 else 0
    return f"{cents // 100}.{cents % 100:02d}"

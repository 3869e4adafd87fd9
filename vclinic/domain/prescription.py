"""The three prescriptions that belong to one disease (一病三处方): medication, diet and exercise, with the checks made."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Change = Literal["same", "new", "adjusted", "stopped"]
Severity = Literal["forbid", "warn", "note", "ok", "unchecked"]
ONE_BOX = "问过本人：是同一盒，只记一次"
"""The reason that answers whether two names are one box: nothing is overruled by it."""


@dataclass(frozen=True, slots=True)
class MedicationOrder:
    """One line of the medication prescription.

    Attributes:
        drug_id: the catalogue's id; empty for a drug the resident gets elsewhere (自购, other institutions).
        strength: as on the package, e.g. ``5 mg``.
        dose_value, dose_unit: one dose, e.g. 5, ``mg`` (or in base units: 1, ``片``).
        frequency: a code of `codes.FREQUENCY`.
        days: how many days the order covers.
        quantity: whole base units (片, 粒, 袋 …) to hand out; 0 for a stopped or self-bought drug.
        change: against the previous regimen.
        overrule: why a warning on this line was overruled; empty when none was.
    """

    line_no: int
    drug_id: str
    drug_name: str
    strength: str
    dose_value: float
    dose_unit: str
    frequency: str
    days: int
    quantity: int
    base_unit: str
    route: str = "口服"
    timing: str = ""
    note: str = ""
    change: Change = "same"
    overrule: str = ""


@dataclass(frozen=True, slots=True)
class DietItem:
    """One line of the diet prescription: ``text`` is the whole sentence, ``value``/``high``/``unit`` its numbers.

    ``op``: "<", "<=", ">=", "=", "range" or "text". ``explain`` shows the sum or the cause.
    ``origin``: auto (computed), standard (the guide's figure), conflict (diseases disagree), carried, doctor.
    """

    item_code: str
    label: str
    op: str
    value: float | None
    high: float | None
    unit: str
    text: str
    explain: str = ""
    origin: str = "standard"


@dataclass(frozen=True, slots=True)
class ExerciseAdvice:
    """Exercise by FITT. ``allowed`` false means 今日不运动 with ``blocked_because``. Heart rate in beats a minute;
    None when a β-blocker makes perceived exertion the measure (``intensity`` then says so)."""

    allowed: bool
    blocked_because: str
    types: tuple[str, ...]
    times_per_week: int
    minutes: int
    intensity: str
    hr_low: int | None
    hr_high: int | None
    hr_explain: str
    resistance: str
    progression: str
    stop_rules: tuple[str, ...]
    doctor_notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a prescription.

    Attributes:
        kind: allergy, reaction, duplicate, dose, days, interaction, disease, pregnancy, age, renal, vitals, catalogue; diet
            and exercise for the other two columns.
        severity: forbid cannot be saved; warn needs a reason; note is shown; ok is a tick; unchecked says what was not
            compared, where the tick would stand, and never interrupts.
        code: what was found, the same for the same drugs and condition whatever the day.
        lines: line numbers of the medication orders meant; empty when all of it rests on other people's orders.
        drugs: generic names of the drugs meant, the name as written where nobody knows it.
        mark: how sure the source is: verified, corroborated, memory, design, local.
        overruled, overruled_on: the reason given before, while everything the check rests on is the same, and its day; such
            a check is a note.
    """

    kind: str
    severity: Severity
    code: str
    text: str
    source: str = ""
    lines: tuple[int, ...] = ()
    drugs: tuple[str, ...] = ()
    mark: str = ""
    overruled: str = ""
    overruled_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreePrescriptions:
    """The three prescriptions of one visit. A new version supersedes the old one, which is kept.

    ``goals`` are (name, value) pairs as text; ``warnings`` the red flags printed on the card; ``not_advised`` what this person is told not to do, the most important first; ``teach_back`` the
    parts the resident could say back (medication, diet, exercise); ``overrules`` (check code, reason) pairs.
    ``reasons`` are the (kind, id) of what it was drawn up for: follow-ups, an encounter; empty for none.
    """

    resident_id: str
    reasons: tuple[tuple[str, str], ...]
    diseases: tuple[str, ...]
    issued_on: date
    review_on: date
    medication: tuple[MedicationOrder, ...]
    diet: tuple[DietItem, ...]
    exercise: ExerciseAdvice
    goals: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    not_advised: tuple[str, ...] = ()
    teach_back: tuple[str, ...] = ()
    overrules: tuple[tuple[str, str], ...] = ()
    version: int = 1
    supersedes: str = ""
    rule_set_id: str = ""

    @property
    def follow_up_id(self) -> str:
        """The first follow-up it was drawn up at; empty for none."""
        return next((key for kind, key in self.reasons if kind == "follow_up"), "")

"""What a row of the vetoes may ask of a person on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vclinic.rules.catalog import Catalog
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.person import PersonFacts


@dataclass(frozen=True, slots=True)
class Asked:
    """All a row may ask of a person on a day."""

    person: PersonFacts
    day: DaySigns
    catalog: Catalog
    limits: Mapping[str, float]

    def has(self, *conditions: str) -> bool:
        """Whether one of the conditions is known."""
        return any(key in self.person.diseases or key in self.day.conditions for key in conditions)

    def takes(self, kinds: Iterable[tuple[str, str]]) -> str:
        """What the first drug taken of these classes or generics is called; empty for none."""
        return next((label for kind, label in kinds if takes(self.person, (kind,), self.catalog)), "")

    @property
    def weak(self) -> bool:
        """Whether the kidneys are."""
        egfr = self.person.egfr
        return self.has("ckd") or (egfr is not None and egfr < self.limits["egfr_weak"])

    @property
    def potassium(self) -> float | None:
        """The last one known, in mmol/L."""
        lab = self.person.labs.potassium_mmol_l
        return lab.value if lab else None


def takes(person: PersonFacts, kinds: Sequence[str], catalog: Catalog) -> bool:
    """Whether a drug of one of these classes or generics is taken, whoever ordered it. A name only guessed at counts."""
    for name in person.drugs:
        named = catalog.named(name)
        known = named.classes.union(named.ingredients)
        if any(kind in known or kind in name or catalog.belongs(name, kind) for kind in kinds):
            return True
    return False

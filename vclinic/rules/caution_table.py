"""What speaks against a medicine in a condition: the rows of the drug, and those of its classes where it has none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from vclinic.rules.drug_facts import SEVERITIES, Caution, CautionRow
from vclinic.rules.named_drug import NamedDrug


class CautionTable:
    """Cautions of drugs and of classes. ``of(drug)``: one row a condition, heaviest first; of a combination the heaviest
    of its ingredients.

    Args:
        drugs: rows by generic name.
        classes: rows by class, `ingredient` being the class.
        classes_of: classes of a generic name.
    """

    def __init__(
        self,
        drugs: Mapping[str, Sequence[Caution]],
        classes: Mapping[str, Sequence[CautionRow]],
        classes_of: Mapping[str, frozenset[str]],
    ) -> None:
        self._drugs, self._classes, self._classes_of = drugs, classes, classes_of
        self._words = {row.condition: row.words for rows in drugs.values() for row in reversed(rows)}
        # a page asks for the same medicines at every key
        self.of: Callable[[NamedDrug], tuple[CautionRow, ...]] = lru_cache(maxsize=1_024)(self._of)

    def _of(self, drug: NamedDrug) -> tuple[CautionRow, ...]:
        chosen: dict[str, CautionRow] = {}
        for name in drug.items:
            for row in self._of_one(name):
                _keep_heaviest(chosen, row)
        guessed = drug.classes.difference(*(self._classes_of.get(name, frozenset()) for name in drug.items))
        for row in self._of_classes(drug.written, guessed):
            _keep_heaviest(chosen, row)
        rows = [_on_one_place(row) for row in chosen.values()] if drug.local else chosen.values()
        return tuple(sorted(rows, key=_weight))

    def _of_one(self, name: str) -> list[CautionRow]:
        of_classes = {row.condition: row for row in self._of_classes(name, self._classes_of.get(name, frozenset()))}
        rows: list[CautionRow] = []
        for row in self._drugs.get(name, ()):
            general = of_classes.pop(row.condition, None)
            rows.append(
                CautionRow(
                    name,
                    row.condition,
                    severity=row.severity,
                    happens=general.happens if general else "",
                    advice=row.advice,
                    mark=row.verification,
                    source=row.source,
                    soften_when=general.soften_when if general and row.severity != SEVERITIES[0] else frozenset(),
                    words=row.words,
                    kind=row.kind,
                )
            )
        return [*rows, *of_classes.values()]

    def _of_classes(self, name: str, classes: frozenset[str]) -> list[CautionRow]:
        """The heaviest class row of each condition, of equals the first by class."""
        chosen: dict[str, CautionRow] = {}
        for code in sorted(classes):
            for row in self._classes.get(code, ()):
                _keep_heaviest(chosen, row.of(name, self._words.get(row.condition, "")))
        return list(chosen.values())


def _on_one_place(row: CautionRow) -> CautionRow:
    """An allergy holds for the skin as well; the rest speaks of what the body takes up."""
    return row if row.condition.startswith("allergy:") else replace(row, severity="minor")


def _keep_heaviest(chosen: dict[str, CautionRow], row: CautionRow) -> None:
    known = chosen.get(row.condition)
    if known is None or _weight(row) < _weight(known):
        chosen[row.condition] = row


def _weight(row: CautionRow) -> int:
    return SEVERITIES.index(row.severity)

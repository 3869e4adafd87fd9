"""The essential-medicines catalogue (2026 edition) and the tables that check a prescription, as shipped."""

import json
from functools import cached_property, lru_cache
from pathlib import Path
from sys import intern
from typing import Any

from vclinic.domain.stock import Drug
from vclinic.domain.typed import line
from vclinic.resources import resource
from vclinic.rules.caution_table import CautionTable
from vclinic.rules.drug_facts import Caution, CautionRow, DoseLimit, Interaction, KidneyDose, PairRule
from vclinic.rules.drug_names import NameReader
from vclinic.rules.name_entries import entries_of, halve_of, halves_of
from vclinic.rules.named_drug import NamedDrug
from vclinic.rules.pair_table import PairTable
from vclinic.rules.recent import Recent
from vclinic.rules.softening import premises

_KEPT = 4096  # answers at hand, of pairs and of drugs: a day's prescriptions and more


class Catalog:
    """Drugs at once; the larger tables when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pairs = Recent[tuple[NamedDrug, NamedDrug], tuple[PairRule, ...]](_KEPT)
        self._rows = Recent[NamedDrug, tuple[CautionRow, ...]](_KEPT)
        self._drugs = {
            row[0]: Drug(
                id=row[0],
                name=intern(row[1]),
                generic=intern(row[2]),
                form=intern(row[3]),
                strength=intern(row[4]),
                strength_value=row[5],
                strength_unit=intern(row[6]),
                base_unit=intern(row[7]),
                pack_size=1,
                essential=True,
                restricted=bool(row[8]),
                initials=intern(row[10]),
                kind=intern(row[9]),
                antibacterial=bool(row[11]),
            )
            for row in self._read("drugs.json")  # what many drugs share is held once
        }

    def _read(self, name: str) -> Any:
        return json.loads((self._folder / name).read_text(encoding="utf-8"))

    def drug(self, drug_id: str) -> Drug:
        """One drug.

        Raises:
            LookupError: not in this catalogue.
        """
        drug = self.get(drug_id)
        if drug is None:
            raise LookupError(drug_id)
        return drug

    def get(self, drug_id: str) -> Drug | None:
        """One drug; None for an id this edition does not have."""
        return self._drugs.get(drug_id)

    def search(self, text: str, limit: int = 20) -> list[Drug]:
        """Drugs whose name contains ``text`` or whose initials do; beginnings first."""
        wanted = line(text)
        if not wanted:
            return []
        upper = wanted.upper()
        ranked = [
            (not (drug.generic.startswith(wanted) or _begins(drug, upper)), len(drug.generic), drug.id, drug)
            for drug in self._drugs.values()
            if wanted in drug.name or (wanted.isascii() and upper in drug.initials)
        ]
        return [drug for *_, drug in sorted(ranked, key=lambda hit: hit[:3])[:limit]]

    def names_like(self, text: str, limit: int = 8) -> tuple[str, ...]:
        """Names a medicine goes by, of generics, products and boxes, that hold ``text`` or whose initials do;
        beginnings and short ones first."""
        wanted = line(text)
        if not wanted:
            return ()
        by_initials = [drug.generic for drug in self.search(wanted, 3 * limit)] if wanted.isascii() else []
        holding = [name for name in self._reader.names if wanted in name]
        ranked = sorted(holding, key=lambda name: (not name.startswith(wanted), len(name), name))
        return tuple(dict.fromkeys([*by_initials, *ranked]))[:limit]

    def find(self, generic: str, strength: str = "", form: str = "") -> Drug | None:
        """The first drug of a generic name with this strength and form, where given."""
        for drug in self._drugs.values():
            if drug.generic == generic and strength in ("", drug.strength) and form in ("", drug.form):
                return drug
        return None

    @cached_property
    def _halves(self) -> dict[str, str]:
        return halves_of(self._read("names.json"))

    def halve(self, drug: Drug) -> str:
        """Whether tablets of a product may be broken, as its name says, without the table of all names."""
        return halve_of(drug, self._halves)

    @cached_property
    def _classes(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(members) for name, members in self._read("classes.json").items()}

    def members(self, name: str) -> frozenset[str]:
        """Generic names in a class; empty for a class we do not have."""
        return self._classes.get(name, frozenset())

    def belongs(self, written: str, name: str) -> bool:
        """Whether a drug, as written or by its generic name, is of a class; combinations are of several, and a stem
        alone is a guess."""
        return name in self.named(written).classes

    @cached_property
    def _interactions(self) -> dict[frozenset[str], Interaction]:
        table = self._read("interactions.json")
        texts = table["texts"]
        return {
            frozenset((a, b)): Interaction(
                a,
                b,
                severity=level,
                mechanism=texts[how],
                advice=texts[advice],
                rule=rule,
                verification=texts[sure],
                kind=kind,
                source=texts[source],
            )
            for a, b, level, how, advice, rule, sure, kind, source in table["pairs"]
        }

    @cached_property
    def _cautions(self) -> dict[str, list[Caution]]:
        cautions: dict[str, list[Caution]] = {}
        for row in self._read("cautions.json"):
            cautions.setdefault(row[0], []).append(Caution(*row))
        return cautions

    @cached_property
    def _doses(self) -> dict[str, list[DoseLimit]]:
        limits: dict[str, list[DoseLimit]] = {}
        for row in self._read("doses.json"):
            limits.setdefault(row[0], []).append(DoseLimit(*row))
        return limits

    def dose_limits(self, generic: str) -> list[DoseLimit]:
        """Dose limits of a generic name, one a route and population."""
        return self._doses.get(generic, [])

    @cached_property
    def _kidney_doses(self) -> dict[str, list[KidneyDose]]:
        doses: dict[str, list[KidneyDose]] = {}
        for row in self._read("kidney_doses.json"):
            doses.setdefault(row[0], []).append(KidneyDose(*row))
        return doses

    def kidney_dose(self, generic: str, egfr: float) -> KidneyDose | None:
        """What the tables say of the dose of a generic name at a filtration rate; None when they say nothing."""
        rows = self._kidney_doses.get(generic, ())
        return next((row for row in rows if row.low <= egfr < row.below), None)

    @cached_property
    def _by_generic(self) -> dict[str, tuple[Drug, ...]]:
        drugs: dict[str, list[Drug]] = {}
        for drug in self._drugs.values():
            drugs.setdefault(drug.generic, []).append(drug)
        return {generic: tuple(named) for generic, named in drugs.items()}

    def products(self, generic: str) -> tuple[Drug, ...]:
        """Every form and strength of a generic name in the catalogue."""
        return self._by_generic.get(generic, ())

    @cached_property
    def _classes_of(self) -> dict[str, frozenset[str]]:
        """Classes of a generic name."""
        classes: dict[str, set[str]] = {}
        for name, members in self._classes.items():
            for member in members:
                classes.setdefault(member, set()).add(name)
        return {member: frozenset(names) for member, names in classes.items()}

    @cached_property
    def _reader(self) -> NameReader:
        entries = entries_of(self._drugs.values(), self._read("names.json"), self._classes_of)
        return NameReader(entries, self._classes_of)

    def named(self, written: str) -> NamedDrug:
        """What a name as somebody wrote it stands for; one nobody knows is `known=False`."""
        return self._reader.named(written)

    @cached_property
    def _pair_table(self) -> PairTable:
        rules = [
            PairRule(
                a,
                b,
                severity=severity,
                happens=happens,
                advice=advice,
                mark=mark,
                source=source,
                code=code,
                kind=kind,
                soften_when=premises(soften, severity),
            )
            for a, b, severity, happens, advice, mark, source, code, kind, soften in self._read("class_rules.json")
        ]
        return PairTable(self._interactions, rules, self._classes_of)

    def pairs(self, a: NamedDrug, b: NamedDrug) -> tuple[PairRule, ...]:
        """What is known of two medicines together, heaviest first; a pair of drugs goes before the rule of classes."""
        rules = self._pairs.get((a, b))
        if rules is None:
            rules = self._pairs[(a, b)] = self._pair_table.of(a, b)
        return rules

    @cached_property
    def _caution_table(self) -> CautionTable:
        classes: dict[str, list[CautionRow]] = {}
        for code, condition, severity, happens, advice, mark, source, soften in self._read("class_cautions.json"):
            row = CautionRow(
                code,
                condition,
                severity=severity,
                happens=happens,
                advice=advice,
                mark=mark,
                source=source,
                words="",
                soften_when=premises(soften, severity, condition),
                kind=condition.partition(":")[0],
            )
            classes.setdefault(code, []).append(row)
        return CautionTable(self._cautions, classes, self._classes_of)

    def cautions_for(self, drug: NamedDrug) -> tuple[CautionRow, ...]:
        """What speaks against a medicine, one row a condition, heaviest first."""
        rows = self._rows.get(drug)
        if rows is None:
            rows = self._rows[drug] = self._caution_table.of(drug)
        return rows

    def generics_of(self, written: str) -> tuple[str, ...]:
        """The generic names behind a product, a trade name, or a name as somebody wrote it: the catalogue's item, then
        what a combination holds (氯沙坦钾氢氯噻嗪片, 北京降压0号); empty when unknown."""
        drug = self.named(written)
        return tuple(dict.fromkeys((drug.listed_as, *drug.ingredients) if drug.listed_as else drug.ingredients))


def _begins(drug: Drug, upper: str) -> bool:
    return any(initials.startswith(upper) for initials in drug.initials.split())


@lru_cache(maxsize=2)
def load_catalog(folder: Path | None = None) -> Catalog:
    """The shipped catalogue; read once."""
    return Catalog(folder or resource("catalog"))

"""The essential-medicines catalogue (2026 edition) and the tables that check a prescription, as shipped."""

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from vclinic.domain.stock import Drug
from vclinic.resources import resource

# International names share a stem within a family; residents buy members the national list does not have (氯沙坦钾片).
_STEMS = {
    "ACEI": re.compile("普利"),
    "ARB": re.compile("沙坦"),
    "BETA_BLOCKER": re.compile("洛尔|卡维地洛"),
    "DHP_CCB": re.compile("地平"),
    "K_SPARING": re.compile("阿米洛利|依普利酮"),
    "PPI": re.compile("拉唑(?!嗪)"),
    "STATIN": re.compile("他汀"),
    "THIAZIDE": re.compile("噻嗪"),
}


_EVIDENCE = {
    "memory": "通行用药知识，待药师核对",
    "corroborated": "两处资料一致，待药师核对",
    "source checked": "已核对出处",
    "cited source checked": "已核对出处",
}


def evidence(mark: str) -> str:
    """How sure a table row is, in words for the doctor."""
    return _EVIDENCE.get(mark, mark)


@dataclass(frozen=True, slots=True)
class Interaction:
    """Two drugs that do not go together. ``severity``: contraindicated, major, moderate or minor; ``kind``:
    interaction or duplicate; ``verification``: how sure the row is."""

    a: str
    b: str
    severity: str
    mechanism: str
    advice: str
    rule: str
    verification: str
    kind: str


@dataclass(frozen=True, slots=True)
class Caution:
    """One caution of a drug. ``condition`` is machine readable: ``allergy:penicillin``, ``disease:gout``, ``age:<18y``."""

    drug: str
    kind: str
    words: str
    severity: str
    advice: str
    condition: str
    verification: str


@dataclass(frozen=True, slots=True)
class DoseLimit:
    """Usual and maximum daily dose of a drug by one route, in ``unit``."""

    drug: str
    route: str
    low: float | None
    high: float | None
    maximum: float | None
    unit: str
    population: str
    note: str
    verification: str


class Catalog:
    """Drugs at once; the larger tables when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drugs = {
            row[0]: Drug(
                id=row[0],
                name=row[1],
                generic=row[2],
                form=row[3],
                strength=row[4],
                strength_value=row[5],
                strength_unit=row[6],
                base_unit=row[7],
                pack_size=1,
                essential=True,
                restricted=bool(row[8]),
                initials=row[10],
                kind=row[9],
                antibacterial=bool(row[11]),
            )
            for row in self._read("drugs.json")
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
        wanted = text.strip()
        if not wanted:
            return []
        upper = wanted.upper()
        ranked = [
            (not (drug.generic.startswith(wanted) or _begins(drug, upper)), len(drug.generic), drug.id, drug)
            for drug in self._drugs.values()
            if wanted in drug.name or (wanted.isascii() and upper in drug.initials)
        ]
        return [drug for *_, drug in sorted(ranked, key=lambda hit: hit[:3])[:limit]]

    def find(self, generic: str, strength: str = "", form: str = "") -> Drug | None:
        """The first drug of a generic name with this strength and form, where given."""
        for drug in self._drugs.values():
            if drug.generic == generic and strength in ("", drug.strength) and form in ("", drug.form):
                return drug
        return None

    @cached_property
    def _classes(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(members) for name, members in self._read("classes.json").items()}

    def members(self, name: str) -> frozenset[str]:
        """Generic names in a class; empty for a class we do not have."""
        return self._classes.get(name, frozenset())

    def belongs(self, written: str, name: str) -> bool:
        """Whether a drug, as written or by its generic name, is of a class; combinations are of several."""
        generics, stem = self.generics_of(written), _STEMS.get(name)
        if not self.members(name).isdisjoint(generics):
            return True
        return stem is not None and any(stem.search(name) for name in (written, *generics))

    def knows(self, written: str) -> bool:
        """Whether anything can be checked of a name: an unknown one must never pass for a checked one."""
        return bool(self.generics_of(written)) or any(stem.search(written) for stem in _STEMS.values())

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
            )
            for a, b, level, how, advice, rule, sure, kind in table["pairs"]
        }

    def interaction(self, a: str, b: str) -> Interaction | None:
        """What is known of two generic names together."""
        return self._interactions.get(frozenset((a, b)))

    @cached_property
    def _cautions(self) -> dict[str, list[Caution]]:
        cautions: dict[str, list[Caution]] = {}
        for row in self._read("cautions.json"):
            cautions.setdefault(row[0], []).append(Caution(*row))
        return cautions

    def cautions(self, generic: str) -> list[Caution]:
        """Cautions of a generic name."""
        return self._cautions.get(generic, [])

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
    def _generics(self) -> list[str]:
        names = {drug.generic for drug in self._drugs.values()}.union(*self._classes.values(), self._cautions)
        return sorted(names, key=len, reverse=True)

    @cached_property
    def _products(self) -> dict[str, str]:
        return {drug.name: drug.generic for drug in self._drugs.values()}

    @cached_property
    def _trade_names(self) -> list[tuple[str, tuple[str, ...]]]:
        table = json.loads(resource("names", "trade_names.json").read_text(encoding="utf-8"))["names"]
        return [(name, tuple(table[name])) for name in sorted(table, key=len, reverse=True)]

    @cached_property
    def _resolved(self) -> dict[str, tuple[str, ...]]:
        return {}

    def generics_of(self, written: str) -> tuple[str, ...]:
        """The generic names behind a product, a trade name, or a name as somebody wrote it, all of a combination's
        (氯沙坦钾氢氯噻嗪片, 北京降压0号); empty when unknown."""
        known = self._products.get(written)
        if known is not None:
            return (known,)
        if written not in self._resolved:
            self._resolved[written] = self._named_in(written)
        return self._resolved[written]

    def _named_in(self, written: str) -> tuple[str, ...]:
        ordered: list[str] = []
        left = written
        for name, generics in self._trade_names:
            if name in left:
                ordered += generics
                left = left.replace(name, " ")
        for name in self._generics:
            if len(name) > 1 and name in left:
                ordered.append(name)
                left = left.replace(name, " ")
        return tuple(dict.fromkeys(ordered))

    def generic_of(self, written: str) -> str:
        """The first generic name behind a name as written (布洛芬缓释胶囊 → 布洛芬); the text itself when unknown."""
        return next(iter(self.generics_of(written)), written)


def _begins(drug: Drug, upper: str) -> bool:
    return any(initials.startswith(upper) for initials in drug.initials.split())


@lru_cache(maxsize=2)
def load_catalog(folder: Path | None = None) -> Catalog:
    """The shipped catalogue; read once."""
    return Catalog(folder or resource("catalog"))

"""What is known of two medicines together: a pair of drugs first, else the rules of their classes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from vclinic.rules.drug_facts import SEVERITIES, Interaction, PairRule
from vclinic.rules.named_drug import NamedDrug

_SAME = "same/"


class PairTable:
    """Pairs of drugs and of classes. ``of(one, two)``: at most one rule for two ingredients, none said twice, heaviest
    first and of equals the more particular.

    Args:
        pairs: the table of two generic names.
        rules: the table of classes, `a` and `b` being a class or ``=generic name``.
        classes_of: classes of a generic name.
    """

    def __init__(
        self,
        pairs: Mapping[frozenset[str], Interaction],
        rules: Sequence[PairRule],
        classes_of: Mapping[str, frozenset[str]],
    ) -> None:
        self._pairs = pairs
        self._classes_of = classes_of
        self._rules: dict[str, dict[str, list[PairRule]]] = {}
        for rule in rules:
            for one, two in {(rule.a, rule.b), (rule.b, rule.a)}:
                self._rules.setdefault(one, {}).setdefault(two, []).append(rule)
        self._place = {rule.code: place for place, rule in enumerate(rules)}
        # a page asks for the same medicines at every key
        self.of: Callable[[NamedDrug, NamedDrug], tuple[PairRule, ...]] = lru_cache(maxsize=4_096)(self._of)

    def _of(self, one: NamedDrug, two: NamedDrug) -> tuple[PairRule, ...]:
        rules: dict[tuple[str, str], PairRule] = {}
        for a, classes_a in self._subjects(one):
            for b, classes_b in self._subjects(two):
                rule = self._one(a, classes_a, b, classes_b)
                if rule is None:
                    continue
                known = rules.get((rule.kind, rule.code))
                if known is None or _weight(rule) < _weight(known):
                    rules[(rule.kind, rule.code)] = rule
        if one.local or two.local:
            return tuple(replace(rule, severity="minor") for rule in rules.values())
        return tuple(sorted(rules.values(), key=lambda rule: (_weight(rule), rule.code in self._place)))

    def _subjects(self, drug: NamedDrug) -> list[tuple[str, frozenset[str]]]:
        """(name, classes) of every ingredient; the whole of a combination, whose classes its ingredients say; of what
        was only guessed, the text and the guess."""
        subjects = [(name, self._classes_of.get(name, frozenset[str]())) for name in drug.ingredients]
        if drug.listed_as not in ("", *drug.ingredients):
            subjects.append((drug.listed_as, self._classes_of.get(drug.listed_as, frozenset())))
        told = frozenset[str]().union(*(classes for _, classes in subjects))
        if drug.classes - told:
            subjects.append((drug.written, drug.classes - told))
        return subjects

    def _one(self, a: str, classes_a: frozenset[str], b: str, classes_b: frozenset[str]) -> PairRule | None:
        if a == b:
            return PairRule(
                a,
                b,
                severity="major",
                happens=f"都含{a}，重复了",
                advice="只留一种",
                mark="design",
                source="重复用药原则",
                code=_SAME + a,
                kind="duplicate",
            )
        general = self._by_class(a, classes_a, b, classes_b)
        pair = self._pairs.get(frozenset((a, b)))
        if pair is None:
            return general
        return PairRule(
            a,
            b,
            severity=pair.severity,
            happens=pair.mechanism,
            advice=pair.advice,
            mark=pair.verification,
            source=pair.source,
            code=pair.rule,
            kind=pair.kind,
            soften_when=general.soften_when if general and pair.severity != SEVERITIES[0] else frozenset(),
        )

    def _by_class(self, a: str, classes_a: frozenset[str], b: str, classes_b: frozenset[str]) -> PairRule | None:
        """The heaviest class rule; of equals the first of the table."""
        keys_b = {f"={b}", *classes_b}
        rules: list[PairRule] = []
        for key in (f"={a}", *classes_a):
            partners = self._rules.get(key)
            if partners:
                rules += _naming(partners, keys_b)
        if not rules:
            return None
        heaviest = min(rules, key=lambda rule: (_weight(rule), self._place[rule.code]))
        return heaviest.between(a, b)


def _naming(partners: Mapping[str, list[PairRule]], keys: Iterable[str]) -> list[PairRule]:
    return [rule for key in keys for rule in partners.get(key, ())]


def _weight(rule: PairRule) -> int:
    return SEVERITIES.index(rule.severity)

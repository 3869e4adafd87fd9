"""Which generic names stand behind a name as somebody wrote it: a product, a trade name, or words that hold one."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cached_property

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


class DrugNames:
    """The names of a catalogue, resolved once each."""

    def __init__(self, products: Mapping[str, str], generics: Iterable[str]) -> None:
        self._products = products
        self._generics = sorted(generics, key=len, reverse=True)
        self._resolved: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _trade_names(self) -> list[tuple[str, tuple[str, ...]]]:
        table = json.loads(resource("names", "trade_names.json").read_text(encoding="utf-8"))["names"]
        return [(name, tuple(table[name])) for name in sorted(table, key=len, reverse=True)]

    def generics_of(self, written: str) -> tuple[str, ...]:
        """The generic names behind a name as written, all of a combination's; empty when unknown."""
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


def of_family(written: str, family: str) -> bool:
    """Whether a name has the stem of a family."""
    stem = _STEMS.get(family)
    return stem is not None and stem.search(written) is not None


def of_any_family(written: str) -> bool:
    """Whether a name has the stem of one of the families."""
    return any(stem.search(written) for stem in _STEMS.values())

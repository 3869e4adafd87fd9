"""Rule sets are data with an id and a day they take effect; a record keeps the id of the set it was judged by.

What a set holds is its reader's to say: each kind of rule set has one. A file of a kind nobody reads here, or written
in a newer format, is reported and harms nobody; a file of a known kind that is not whole is refused, for nobody is
ever judged by half a set.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from vclinic.resources import resource

FORMAT = 1  # of the files this program reads; a file names its own in ``format`` once it is newer


class DatedRules(Protocol):
    """What every rule set has."""

    @property
    def id(self) -> str: ...
    @property
    def effective_from(self) -> date: ...


class RuleSet(DatedRules, Protocol):
    """What the rule set of a disease has. ``revisit_days`` and ``routine_months``: an early and an ordinary next visit."""

    @property
    def revisit_days(self) -> int: ...
    @property
    def routine_months(self) -> int: ...


@dataclass(frozen=True, slots=True)
class RuleHead:
    """The head of a rule-set file; ``sources``: (mark, source) of each value."""

    id: str
    effective_from: date
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])


@dataclass(frozen=True, slots=True)
class UnreadRules:
    """A file that was left alone, and why, in words for a doctor or staff."""

    file: str
    why: str


Values = Mapping[str, Any]
Reader = Callable[[RuleHead, Values], DatedRules]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rule sets known, by kind, oldest first; ``unread`` are the files nobody here can read."""

    sets: Mapping[str, tuple[DatedRules, ...]]
    unread: tuple[UnreadRules, ...] = ()

    def on(self, kind: str, day: date) -> DatedRules:
        """The set of a kind in force on ``day``; the oldest one for days before any.

        Raises:
            KeyError: no set of this kind.
        """
        known = self.sets[kind]
        in_force = [rules for rules in known if rules.effective_from <= day]
        return in_force[-1] if in_force else known[0]

    def by_id(self, kind: str, rule_set_id: str) -> DatedRules | None:
        """The set a record names, if we have it."""
        return next((rules for rules in self.sets.get(kind, ()) if rules.id == rule_set_id), None)


def shipped_files() -> list[Path]:
    """The rule-set files that come with the program."""
    return sorted(resource("rules").glob("*.json"))


def load_rule_sets(readers: Mapping[str, Reader], files: Iterable[Path]) -> RuleBook:
    """The rule sets in ``files``, each read by the reader of its kind.

    Raises:
        ValueError: a file of a known kind that lacks a value or has one too many, two sets of one id, or a kind
            without any set.
    """
    by_kind: dict[str, list[DatedRules]] = {kind: [] for kind in readers}
    unread: list[UnreadRules] = []
    for path in files:
        document = _document(path)
        kind = str(document.get("kind", ""))
        if document.get("format", FORMAT) != FORMAT:
            unread.append(UnreadRules(path.name, "规则文件是较新的程序写的，升级后再读。"))
        elif kind not in readers:
            unread.append(UnreadRules(path.name, f"没有“{kind}”这一类规则，先不用它。"))
        else:
            by_kind[kind].append(_read(path, document, readers[kind]))
    missing = [kind for kind, sets in by_kind.items() if not sets]
    if missing:
        raise ValueError(f"no rule set of kind {', '.join(missing)}")
    ids = [rules.id for sets in by_kind.values() for rules in sets]
    if len(set(ids)) != len(ids):
        raise ValueError("two rule sets of one id")
    in_order = {kind: tuple(sorted(sets, key=lambda rules: rules.effective_from)) for kind, sets in by_kind.items()}
    return RuleBook(in_order, tuple(unread))


def _document(path: Path) -> dict[str, Any]:
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    if not isinstance(document, dict):
        raise ValueError(f"{path.name}: not an object")
    return cast("dict[str, Any]", document)


def _read(path: Path, document: Mapping[str, Any], reader: Reader) -> DatedRules:
    try:
        entries = document["values"].items()
        values = {name: entry["value"] for name, entry in entries}
        sources = {name: (str(entry.get("mark", "")), str(entry.get("source", ""))) for name, entry in entries}
        return reader(RuleHead(str(document["id"]), date.fromisoformat(document["effective_from"]), sources), values)
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{path.name}: {fault}") from fault


def thresholds(kind: type[R], head: RuleHead, values: Values) -> R:
    """A frozen dataclass of thresholds filled from a file: every field once, whole numbers where ``int`` is declared.

    Raises:
        ValueError: a value is missing, unknown, of another type, or not above zero.
    """
    declared = {declaration.name: declaration.type for declaration in fields(cast("Any", kind))}
    head_values = {name: getattr(head, name) for name in ("id", "effective_from", "sources") if name in declared}
    wanted = set(declared) - set(head_values)
    if set(values) != wanted:
        raise ValueError(f"missing or unknown: {sorted(wanted ^ set(values))}")
    for name, value in values.items():
        allowed = (int,) if declared[name] in (int, "int") else (int, float)
        if type(value) not in allowed or value <= 0:
            raise ValueError(f"{name}: {value!r}")
    return kind(**head_values, **values)

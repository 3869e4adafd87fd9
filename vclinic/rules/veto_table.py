"""The veto table as shipped (three prescriptions §1.2): what is never advised to whom, as data with its sources."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vclinic.domain.prescription import DietItem
from vclinic.resources import resource
from vclinic.rules.diet_line import in_words


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard exercise may be, in the words of the village, and what kinds of it. Without ``text`` only the kinds are
    bound, and the disease says how hard."""

    text: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoRow:
    """What follows where a row applies.

    Attributes:
        not_advised: sentences that begin with 不要. without: codes of diet lines that are not written.
        instead: diet lines in place of those of the same code. stop: ends the sentence that forbids exercise today,
            empty where exercise is allowed. effort: name of the hardest effort, empty for no limit.
        ask_first: what must happen before exercise begins. stop_rules: more reasons to stop.
    """

    code: str
    not_advised: tuple[str, ...]
    without: frozenset[str]
    instead: tuple[DietItem, ...]
    stop: str
    effort: str
    no_resistance: bool
    ask_first: str
    stop_rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VetoTable:
    """``rows`` in order of importance; ``efforts`` the gentlest first; ``notes`` sentences for the doctor by code;
    ``conditions`` and ``events`` the words conditions are known by."""

    id: str
    limits: Mapping[str, float]
    efforts: Mapping[str, Effort]
    rows: tuple[VetoRow, ...]
    notes: Mapping[str, str]
    conditions: tuple[tuple[str, re.Pattern[str]], ...]
    events: tuple[tuple[str, re.Pattern[str]], ...]


@lru_cache(maxsize=1)
def veto_table() -> VetoTable:
    """The shipped table.

    Raises:
        KeyError, ValueError: the file is not whole; never advise without it.
    """
    raw: dict[str, Any] = json.loads(resource("prescriptions", "vetoes.json").read_text(encoding="utf-8"))
    return VetoTable(
        id=raw["id"],
        limits={name: float(figure["value"]) for name, figure in raw["limits"].items()},
        efforts={name: Effort(row["text"], tuple(row["types"])) for name, row in raw["efforts"].items()},
        rows=tuple(_row(row) for row in raw["vetoes"]),
        notes={note["code"]: note["text"] for note in raw["notes"]},
        conditions=_patterns(raw["conditions"]),
        events=_patterns(raw["events"]),
    )


def _patterns(raw: Mapping[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(pattern, re.IGNORECASE)) for key, pattern in raw.items())


def _row(raw: Mapping[str, Any]) -> VetoRow:
    return VetoRow(
        code=raw["code"],
        not_advised=tuple(raw["not"]),
        without=frozenset(raw.get("without", ())),
        instead=tuple(_line(line) for line in raw.get("instead", ())),
        stop=raw.get("stop", ""),
        effort=raw.get("effort", ""),
        no_resistance=raw.get("no_resistance", False),
        ask_first=raw.get("ask_first", ""),
        stop_rules=tuple(raw.get("stop_rules", ())),
    )


def _line(raw: Mapping[str, str]) -> DietItem:
    return in_words(raw["item_code"], raw["label"], raw["text"])

"""Write the list a pharmacist and a physician go through: every row that rests on memory, the heaviest first.

Usage: ``python resources/build_review.py [TARGET]``; TARGET defaults to ``docs/review``. The tables are the shipped ones,
so that what is reviewed is what the program says. A pair of the larger table is one row a rule, with all its drugs.
"""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_SEVERITIES = ("contraindicated", "major", "moderate", "minor")
_SURE = frozenset(("corroborated", "source checked", "cited source checked", "verified"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; ``reviewed`` is the reviewer's to fill in."""

    table: str
    code: str
    first: str
    second: str
    severity: str
    happens: str
    advice: str
    softened_when: str
    mark: str
    source: str
    reviewed: str = ""


def table(name: str) -> Any:
    """A shipped table."""
    return json.loads((HERE / "catalog" / name).read_text(encoding="utf-8"))


def class_pairs() -> Iterator[Line]:
    """Rules of classes, one line each."""
    for a, b, severity, happens, advice, mark, source, code, kind, soften in table("class_rules.json"):
        yield Line(f"class_rules/{kind}", code, a, b, severity, happens, advice, soften, mark, source)


def class_conditions() -> Iterator[Line]:
    """Cautions of classes, one line each."""
    for code, condition, severity, happens, advice, mark, source, soften in table("class_cautions.json"):
        yield Line("class_cautions", "", code, condition, severity, happens, advice, soften, mark, source)


def drug_pairs() -> Iterator[Line]:
    """One line for all pairs of a rule that say the same; those of the class rules stand there."""
    shipped = table("interactions.json")
    texts = shipped["texts"]
    grouped: dict[tuple[str, ...], list[str]] = {}
    for a, b, severity, how, advice, code, mark, kind, source in shipped["pairs"]:
        if code.startswith("C"):
            continue
        key = (kind, code, severity, texts[how], texts[advice], texts[mark], texts[source])
        grouped.setdefault(key, []).append(f"{a}＋{b}")
    for (kind, code, severity, happens, advice, mark, source), pairs in grouped.items():
        first = "；".join(sorted(pairs))
        yield Line(f"interactions/{kind}", code, first, "", severity, happens, advice, "", mark, source)


def drug_conditions() -> Iterator[Line]:
    """One line for all drugs of which the same is said."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for drug, kind, condition_text, severity, advice, condition, mark, source in table("cautions.json"):
        key = (kind, condition, condition_text, severity, advice, mark, source)
        grouped.setdefault(key, []).append(drug)
    for (kind, condition, condition_text, severity, advice, mark, source), drugs in grouped.items():
        first = "；".join(sorted(drugs))
        yield Line(f"cautions/{kind}", "", first, condition, severity, condition_text, advice, "", mark, source)


def doses() -> Iterator[Line]:
    """Every greatest dose: exceeding it asks, three times it cannot be saved."""
    for drug, route, low, high, most, unit, population, note, mark, single in table("doses.json"):
        usual = f"常用 {low}–{high}，最大 {most}，单次最大 {single} {unit}"
        yield Line("doses", population, drug, route, "major", usual, note, "", mark, "")


def absorbed() -> Iterator[Line]:
    """What is put on the skin or into the nose and counts as taken into the body."""
    rows = json.loads((HERE / "names" / "absorbed.json").read_text(encoding="utf-8"))["rows"]
    for row in rows:
        yield Line(
            "absorbed", row["route"], "；".join(row["drugs"]), "", "moderate", row["reason"], "", "", row["mark"], ""
        )


def lines() -> list[Line]:
    """Everything that rests on memory, heaviest first, then as the tables have it."""
    everything = [*class_pairs(), *class_conditions(), *drug_pairs(), *drug_conditions(), *doses(), *absorbed()]
    unsure = [line for line in everything if line.mark not in _SURE]
    return sorted(unsure, key=lambda line: _SEVERITIES.index(line.severity))


def build(target: Path) -> None:
    """Write the list."""
    target.mkdir(parents=True, exist_ok=True)
    with (target / "drug-tables.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Line))
        writer.writerows(astuple(line) for line in lines())


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "docs" / "review")

"""How people write diseases and allergies."""

import re
from pathlib import Path
from typing import Any

from resources.building.source import rows

_ALSO = re.compile(r"同时(?:记)? ?([a-z0-9_]+)")  # a word that says two things: 糖尿病肾病 is ckd, 同时 t2dm
_AFTER = frozenset(("否", "正常", "体健", "－", "？"))  # words that speak of what stands before them


def disease_words(source: Path) -> list[list[Any]]:
    """[word, kind, keys]; kinds as `vclinic.rules.word_tables` names them."""
    table: list[list[Any]] = []
    for row in rows(source, "disease_words.csv"):
        word, kind, keys = row["word"], row["kind"], [row["code"], *_ALSO.findall(row["note"])]
        if word == "无高血压":
            continue  # an example of a denial
        if word == "肾功能正常":
            kind = "noise"  # a finding that says nothing of what stands beside it
        elif word in _AFTER:
            kind = f"{kind}_after"
        elif keys[0].endswith(("_suspect", "_unspecified")):
            kind, keys = "suspect_disease", [keys[0].removesuffix("_suspect")]
        table.append([word, kind, [key for key in keys if key]])
    return table


def allergy_words(source: Path) -> list[list[Any]]:
    """[word, kind, generic name, groups]; kinds as `vclinic.rules.word_tables` names them."""
    table: list[list[Any]] = []
    for row in rows(source, "allergy_words.csv"):
        word, kind, groups = row["word"], row["kind"], [row["group"], *_ALSO.findall(row["note"])]
        if word == "咳嗽反应（普利）":
            continue  # a reaction, read as one
        if kind == "negation":
            kind, groups = ("unknown" if row["group"] == "unknown" else "negation"), []
        table.append([word, kind, row["generic"], groups])
    return table

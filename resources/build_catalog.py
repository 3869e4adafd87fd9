"""Compile the reference tables the program ships from the source tables, deterministically.

Usage, in the checkout: ``python -m resources.build_catalog [SOURCE] [TARGET]``; SOURCE is a folder of CSV files (see
PROVENANCE.md), TARGET defaults to ``resources/catalog``. Every output names its sources by SHA-256 in ``manifest.json``.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from resources.building.cautions import cautions, class_cautions
from resources.building.doses import doses, kidney_doses
from resources.building.drugs import drugs
from resources.building.names import classes, names
from resources.building.pairs import class_rules, interactions
from resources.building.source import picked, rows
from resources.building.words import allergy_words, disease_words

HERE = Path(__file__).resolve().parent
SOURCES = (
    "essential_drugs_2026.csv",
    "drug_classes.csv",
    "drug_names.csv",
    "drug_class_rules.csv",
    "drug_class_cautions.csv",
    "drug_interactions.csv",
    "drug_cautions.csv",
    "dose_limits.csv",
    "pinyin_surnames.csv",
    "icd10_primary_care.csv",
    "admin_divisions_sample.csv",
    "disease_words.csv",
    "allergy_words.csv",
)


def build(source: Path, target: Path) -> None:
    """Write every table and the manifest."""
    tables: dict[str, Any] = {
        "drugs.json": drugs(source),
        "classes.json": classes(source),
        "names.json": names(source),
        "class_rules.json": class_rules(source),
        "class_cautions.json": class_cautions(source),
        "interactions.json": interactions(source),
        "cautions.json": cautions(source),
        "doses.json": doses(source),
        "kidney_doses.json": kidney_doses(source),
        "surnames.json": {
            row["surname"]: [row["pinyin"], *(other for other in row["other_reading"].split("|") if other)]
            for row in rows(source, "pinyin_surnames.csv")
        },
        "icd10.json": picked(source, "icd10_primary_care.csv", ("code", "name_zh", "cn_clinical_code", "group")),
        "disease_words.json": disease_words(source),
        "allergy_words.json": allergy_words(source),
        "divisions.json": picked(source, "admin_divisions_sample.csv", ("code12", "level", "name_zh", "parent_code12")),
    }
    target.mkdir(parents=True, exist_ok=True)
    written: dict[str, Any] = {}
    for name, table in tables.items():
        text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
        if isinstance(table, list):
            text = (
                "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table) + "\n]"
            )
        content = (text + "\n").encode("utf-8")
        (target / name).write_bytes(content)
        rows_of = table["pairs"] if name == "interactions.json" else table
        written[name] = {"rows": len(rows_of), "sha256": hashlib.sha256(content).hexdigest()}
    sources = {name: hashlib.sha256((source / name).read_bytes()).hexdigest() for name in SOURCES}
    manifest = {"edition": "国家基本药物目录（2026 年版）", "sources": sources, "tables": written}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    folders = sys.argv[1:]
    build(
        Path(folders[0]) if folders else HERE.parent.parent / "shared" / "data",
        Path(folders[1]) if len(folders) > 1 else HERE / "catalog",
    )

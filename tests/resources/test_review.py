"""The list for a pharmacist and a physician holds every row from memory, the heaviest first, and is the tables' own."""

import csv
import json
import runpy
from pathlib import Path

from vclinic.resources import resource

REVIEW = runpy.run_path(str(resource("build_review.py")))
LIST = resource("catalog").parent.parent / "docs" / "review" / "drug-tables.csv"
SEVERITIES = ["contraindicated", "major", "moderate", "minor"]


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def shipped(name: str) -> list[list[str]]:
    return json.loads(resource("catalog", name).read_text(encoding="utf-8"))


def test_the_list_is_that_of_the_shipped_tables(tmp_path: Path) -> None:
    REVIEW["build"](tmp_path)
    assert (tmp_path / LIST.name).read_bytes() == LIST.read_bytes(), "make review writes it again"


def test_the_heaviest_come_first_and_nothing_sure_is_in_the_way() -> None:
    order = [SEVERITIES.index(row["severity"]) for row in rows(LIST)]
    assert order == sorted(order)
    assert {row["mark"] for row in rows(LIST)} == {"memory"}


def test_every_row_from_memory_is_there() -> None:
    lines = rows(LIST)
    listed = {(row["code"], row["first"], row["second"]) for row in lines}
    codes = {row["code"] for row in lines}
    assert {(rule[7], rule[0], rule[1]) for rule in shipped("class_rules.json") if rule[5] == "memory"} <= listed
    drugs = {(drug, row["second"]) for row in lines for drug in row["first"].split("；")}
    assert {(row[0], row[5]) for row in shipped("cautions.json") if row[6] == "memory"} <= drugs
    assert {(row[0], row[1]) for row in shipped("doses.json")} <= drugs
    tables = json.loads(resource("catalog", "interactions.json").read_text(encoding="utf-8"))
    unsure = {pair[5] for pair in tables["pairs"] if tables["texts"][pair[6]] == "memory"}
    assert {code for code in unsure if code.startswith("R")} <= codes
    pairs = {pair for row in lines for pair in row["first"].split("；")}
    assert {
        f"{a}＋{b}" for a, b, _, _, _, code, mark, *_ in tables["pairs"]
        if code.startswith("R") and tables["texts"][mark] == "memory"
    } <= pairs  # fmt: skip

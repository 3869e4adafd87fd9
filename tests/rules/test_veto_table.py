"""The table of vetoes is whole, with its sources, or it is not used."""

import json

import pytest

from vclinic.resources import resource
from vclinic.rules.veto_table import veto_table

RAW = json.loads(resource("prescriptions", "vetoes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", ["vetoes", "notes"])
def test_every_row_says_where_it_is_from(part: str) -> None:
    for row in (*RAW[part], *RAW["limits"].values()):
        assert row["mark"] in ("verified", "corroborated", "de-facto", "local", "memory", "design")
        assert row["source"]


def test_all_rows_of_the_table_are_there() -> None:
    codes = {row.code for row in veto_table().rows}
    assert {f"V{number}" for number in range(1, 26)} <= codes
    assert len(codes) == len(veto_table().rows)


def test_an_effort_a_row_names_exists() -> None:
    table = veto_table()
    assert {row.effort for row in table.rows if row.effort} == set(table.efforts)

"""A kind of record is declared once: every synced table is declared, and nobody else enumerates kinds."""

import ast
import re
from pathlib import Path

import pytest

from tests.test_house.tracked import ROOT, tracked
from vclinic.domain.entities import ENTITIES, owned_by
from vclinic.storage import tables
from vclinic.storage.tables import Synced

NAMES = {entity.name for entity in ENTITIES}
BY_NATURE = {
    "vclinic/domain/entities.py": "the declarations",
    "vclinic/storage/tables": "one class a table",
    "vclinic/storage/schema": "frozen schemas",
}
LEFT: set[str] = set()  # what still enumerates; the list only shrinks
_IN_SQL = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)")


def named_in(source: str) -> set[str]:
    """Kinds a source file names in its strings and in its SQL."""
    result: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            result |= {node.value, *_IN_SQL.findall(node.value)} & NAMES
    return result


def enumerating() -> set[str]:
    ours = [
        path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("vclinic", "sync")
    ]
    return {str(path.relative_to(ROOT)) for path in ours if len(named_in(path.read_text("utf-8"))) >= 3}


def test_every_synced_table_is_declared() -> None:
    rows = [kind for kind in vars(tables).values() if isinstance(kind, type) and issubclass(kind, Synced)]
    kept = {kind.entity() for kind in rows if kind is not Synced}
    assert kept <= {entity.name for entity in owned_by("clinic")}
    assert len(kept) >= 8


def test_nobody_enumerates_kinds_by_hand() -> None:
    result = {name for name in enumerating() if not name.startswith(tuple(BY_NATURE))}
    assert not result - LEFT, "take these from vclinic/domain/entities.py"
    assert not LEFT - result, "these enumerate no more: take them off the list"
    assert all(Path(ROOT, name).exists() for name in BY_NATURE)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("KINDS = ('resident', 'batch', 'dispensing')", {"resident", "batch", "dispensing"}),
        ("q = 'SELECT id FROM follow_up UNION SELECT id FROM prescription'", {"follow_up", "prescription"}),
        ("q = f'SELECT id FROM {resident}'; note = 'a resident of this batch'", set[str]()),
    ],
)
def test_the_search_finds_what_it_is_for(source: str, names: set[str]) -> None:
    assert named_in(source) == names

"""A change makes the same rows as the act that wrote it: for every kind of record, and for what older and newer programs
wrote."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.domain import entities
from vclinic.services.workstation import Workstation
from vclinic.storage import own_rows
from vclinic.storage.tables import ChangeRow, FollowUpRow, Synced


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Generator[Workstation]:
    made, _ = village.settled_clinic(
        Path(tmp_path_factory.mktemp("village")) / "clinic", SteppingClock(village.MORNING)
    )
    yield made
    made.store.close()


def newest(station: Workstation, kind: type[Synced]) -> list[tuple[Synced, dict[str, Any]]]:
    """Each row with what its change says."""
    with station.store.read() as session:
        pairs = session.exec(select(kind, ChangeRow.payload).join(ChangeRow, ChangeRow.id == kind.change_id)).all()
        return [(row, json.loads(payload)) for row, payload in pairs]


def written(kind: type[Synced]) -> bool:
    return entities.by_name(kind.entity()) is not None


KINDS = [kind for kind in Synced.__subclasses__() if written(kind)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.entity())
def test_every_row_of_the_village_comes_out_as_it_was_written(station: Workstation, kind: type[Synced]) -> None:
    for row, data in newest(station, kind):
        made = own_rows.row_of(kind.entity(), row.id, data)
        assert made is not None
        made.revision, made.change_id, made.recorded_at = row.revision, row.change_id, row.recorded_at
        assert made.model_dump() == row.model_dump()


def test_every_kind_the_clinic_writes_can_be_made() -> None:
    assert {kind.entity() for kind in KINDS} == {entity.name for entity in entities.owned_by("clinic")}


def test_a_kind_of_a_newer_program_makes_no_row() -> None:
    assert own_rows.row_of("vaccination", "V-1", {"name": "x"}) is None


def test_why_a_record_was_corrected_is_no_field_of_the_row(station: Workstation) -> None:
    ((row, data), *_) = newest(station, next(kind for kind in KINDS if kind.entity() == "resident"))
    made = own_rows.row_of("resident", row.id, data | {"correction_reason": "写错了"})
    assert made is not None
    assert "写错了" not in str(made.model_dump())


def test_a_visit_on_a_form_of_a_newer_program_is_kept_without_its_word(station: Workstation) -> None:
    ((row, data), *_) = newest(station, FollowUpRow)
    made = own_rows.row_of("follow_up", row.id, data | {"form_version": 77})
    assert isinstance(made, FollowUpRow)
    assert (made.summary, made.measures, made.form_version) == ("", "{}", 77)
    assert made.record == row.model_dump()["record"]


@pytest.mark.parametrize(
    ("entity", "data", "moves"),
    [
        (
            "stock_entry",
            {"batch_id": "B", "kind": "adjust", "quantity": -3, "moved_on": "2026-11-24", "reason": "破损"},
            [("B", "adjust", -3, "2026-11-24", 0)],
        ),
        (
            "dispensing",
            {
                "kind": "dispense",
                "dispensed_on": "2026-11-24",
                "lines": [
                    {"line_no": 1, "batches": [{"batch_id": "B", "quantity": 20}, {"batch_id": "C", "quantity": 8}]},
                    {"line_no": 2, "batches": []},
                ],
            },
            [("B", "dispense", -20, "2026-11-24", 1), ("C", "dispense", -8, "2026-11-24", 1)],
        ),
        (
            "dispensing",
            {
                "kind": "reversal",
                "dispensed_on": "2026-11-25",
                "lines": [{"line_no": 1, "batches": [{"batch_id": "B", "quantity": 20}]}],
            },
            [("B", "reversal", 20, "2026-11-25", 1)],
        ),
        ("resident", {"name": "何秀珍"}, []),
    ],
    ids=["counted", "handed out", "taken back", "moves nothing"],
)
def test_what_a_record_moves_in_the_stock(entity: str, data: dict[str, Any], moves: list[tuple[Any, ...]]) -> None:
    assert own_rows.movements_of(entity, data) == moves


def test_a_prescription_of_the_first_schema_names_its_visit(station: Workstation) -> None:
    kind = next(kind for kind in KINDS if kind.entity() == "prescription")
    ((row, data), *_) = newest(station, kind)
    old = {name: value for name, value in data.items() if name != "reasons"}
    made = own_rows.row_of("prescription", row.id, old)
    assert made is not None
    assert made.model_dump()["reasons"] == row.model_dump()["reasons"]

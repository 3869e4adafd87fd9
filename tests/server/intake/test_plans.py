"""What filing a batch asks of the large tables is answered by an index of what is asked, however much the township has."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, running

GROWING = ("inbox", "review", "resident_mirror", "follow_up_mirror", "mirror", "outbox", "batch_log")


def plans_of_rounds(clinic: ClinicDevice) -> dict[str, list[str]]:
    """How SQLite finds what each statement of two rounds asks for."""
    plans: dict[str, list[str]] = {}

    def explained(_connection: object, cursor: Any, statement: str, values: Any, _context: object, many: bool) -> None:
        if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        asking = cursor.connection.cursor()
        asking.execute(f"EXPLAIN QUERY PLAN {statement}", values[0] if many else values)
        plans[statement] = [str(row[3]) for row in asking.fetchall()]

    engine = clinic.township.store.engine
    event.listen(engine, "after_cursor_execute", explained)
    try:
        clinic.round(resident(), visit(), visit("V-2", "R-9"))
        clinic.round(resident("R-9"), visit(revision=2))
    finally:
        event.remove(engine, "after_cursor_execute", explained)
    return plans


def test_no_round_reads_all_of_a_township(tmp_path: Path) -> None:
    with running(tmp_path / "t") as township:
        plans = plans_of_rounds(township.clinic())
    read_whole = {
        f"{step} | {statement}"
        for statement, plan in plans.items()
        for step in plan
        for table in GROWING
        if step == f"SCAN {table}" or (step.startswith(f"SEARCH {table} ") and step.endswith("(township_id=?)"))
    }
    assert any("inbox_waiting" in step for plan in plans.values() for step in plan)
    assert read_whole == set()

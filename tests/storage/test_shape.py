"""How a store is built and how it goes about a question, without what stands in it."""

from pathlib import Path

from tests import worlds
from vclinic.services.find_residents import find
from vclinic.storage.shape import plans_of, shape


def test_tables_are_counted_and_the_database_answers_for_itself(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        before = shape(station.store)
        worlds.register(station)
        after = shape(station.store)
    assert after.tables["resident"] == before.tables["resident"] + 1
    assert before.pragmas["quick_check(1)"] == "ok"
    assert before.pragmas["journal_mode"] == "wal"
    assert before.sqlite.startswith("3.")
    assert before.indexes == after.indexes
    assert len(before.indexes) > 10


def test_each_question_of_a_search_is_there_once_with_its_plan_and_without_what_was_searched(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.register(station)

        def search_twice() -> None:
            find(station, "13800001111")
            find(station, "13800001111")

        plans = plans_of(station.store, search_twice)
        unheard = plans_of(station.store, lambda: None)
    statements = [plan.statement for plan in plans]
    assert len(statements) == len(set(statements)) > 0
    assert all(plan.steps for plan in plans)
    assert "13800001111" not in repr(plans)
    assert unheard == ()


def test_what_writes_is_done_and_has_no_plan(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        plans = plans_of(station.store, lambda: worlds.register(station))
        assert shape(station.store).tables["resident"] >= 1
    assert all(plan.statement.upper().startswith(("SELECT", "WITH")) for plan in plans)

"""A reply hangs on a resident, says something on a day there is, and is never put away."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests import worlds
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.mark.parametrize(
    "assignment", ["text = ''", "replied_on = '2026-02-30'", "about = 'no list'", "resident_id = 'nobody'"]
)
def test_a_reply_that_says_nothing_or_hangs_on_nobody_is_not_kept(station: Workstation, assignment: str) -> None:
    visit = worlds.visit(station, worlds.register(station)).follow_up_id
    worlds.replied(station, visit)
    with station.store.local() as session:
        session.connection().exec_driver_sql("DROP TRIGGER remark_reply_needs_new_change")
    with pytest.raises(IntegrityError), station.store.local() as session:
        session.connection().exec_driver_sql(f"UPDATE remark_reply SET {assignment}")


def test_a_reply_is_never_deleted(station: Workstation) -> None:
    visit = worlds.visit(station, worlds.register(station)).follow_up_id
    worlds.replied(station, visit)
    with pytest.raises(IntegrityError), station.store.local() as session:
        session.connection().exec_driver_sql("DELETE FROM remark_reply")

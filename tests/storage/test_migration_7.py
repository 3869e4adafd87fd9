"""A version set aside stands against a change of ours and is a document."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests import worlds
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states

INSERT = """INSERT INTO other_version (notice_seq, change_id, entity, entity_id, revision, other, between_them, who,
    received_at, skew_seconds) VALUES (1, ?, 'resident', ?, 2, ?, '[]', '', '', 0)"""


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.mark.parametrize(("known", "other"), [(True, "no document"), (False, "{}")])
def test_one_without_a_change_or_without_a_document_is_not_kept(station: Workstation, known: bool, other: str) -> None:
    resident = worlds.register(station)
    with station.store.read() as session:
        mine = change_states.state_of(session, resident)[-1].id
    with pytest.raises(IntegrityError), station.store.local() as session:
        session.connection().exec_driver_sql(INSERT, (mine if known else "nothing", resident, other))


def test_one_with_both_is_kept_and_waits(station: Workstation) -> None:
    resident = worlds.register(station)
    with station.store.local() as session:
        mine = change_states.state_of(session, resident)[-1].id
        session.connection().exec_driver_sql(INSERT, (mine, resident, "{}"))
        kept = session.connection().exec_driver_sql("SELECT answered_by FROM other_version").fetchall()
    assert [tuple(row) for row in kept] == [("",)]

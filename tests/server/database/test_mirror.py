"""Which table keeps a kind of record, and how the records about some residents are asked for."""

import pytest

from sync.server.database.mirror import MirrorRow, row_of, rows_about, table_of
from sync.server.database.tables import FollowUpMirror, Mirror, ResidentMirror
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship


@pytest.mark.parametrize(
    ("entity", "kept"),
    [("resident", ResidentMirror), ("follow_up", FollowUpMirror), ("enrolment", Mirror), ("of_tomorrow", Mirror)],
)
def test_residents_and_visits_have_tables_of_their_own(entity: str, kept: type[MirrorRow]) -> None:
    assert table_of(entity) is kept


@pytest.fixture
def filled(township: RunningTownship, clinic: ClinicDevice) -> RunningTownship:
    enrolled = {"disease": "htn", "enrolled_on": "2026-01-02"}
    clinic.round(
        resident("R-1"), resident("R-2"), visit("V-1", "R-1"), visit("V-2", "R-2"), visit("V-3", "R-1"),
        change("enrolment", "E-1", enrolled | {"resident_id": "R-1"}),
        change("enrolment", "E-2", enrolled | {"resident_id": "R-2"}),
    )  # fmt: skip
    return township


@pytest.mark.parametrize(
    ("entity", "residents", "ids"),
    [
        ("resident", ["R-1"], {"R-1"}),
        ("resident", ["R-1", "R-2", "R-9"], {"R-1", "R-2"}),
        ("follow_up", ["R-1"], {"V-1", "V-3"}),
        ("follow_up", ["R-9"], set()),
        ("enrolment", ["R-2"], {"E-2"}),
        ("prescription", ["R-1"], set()),
        ("follow_up", [], set()),
    ],
)
def test_records_about_some_residents(
    filled: RunningTownship, entity: str, residents: list[str], ids: set[str]
) -> None:
    with filled.store.read() as session:
        assert {row.id for row in rows_about(session, entity, residents)} == ids


@pytest.mark.parametrize(
    ("entity", "key", "there"),
    [
        ("resident", "R-1", True), ("follow_up", "V-2", True), ("enrolment", "E-1", True),
        ("follow_up", "R-1", False), ("enrolment", "V-1", False), ("prescription", "E-1", False),
    ],
)  # fmt: skip
def test_one_record_is_asked_for_by_its_kind_and_id(
    filled: RunningTownship, entity: str, key: str, there: bool
) -> None:
    with filled.store.read() as session:
        row = row_of(session, entity, key)
        assert (row is not None) is there
        assert row is None or row.id == key

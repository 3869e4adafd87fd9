"""Papers beside a visit: which belong to it, in which order, and which is in force."""

import pytest
from sqlmodel import select

from sync.server.console import papers
from sync.server.console.papers import Sheet
from sync.server.database.tables import Mirror
from tests.server.papers import batch, dispensing, prescription
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship


@pytest.fixture
def sheets(township: RunningTownship, clinic: ClinicDevice) -> dict[str, Sheet]:
    """Two versions for one visit, a dispensing of each, one taken back; a prescription of another visit."""
    clinic.round(
        resident(), visit("V-1"), visit("V-2", visit_date="2026-08-17", next_visit_date="2026-11-16"), batch(),
        prescription("P-1", version=1), prescription("P-2", version=2, supersedes="P-1"),
        prescription("P-3", follow_up_id="V-2", version="two"), dispensing("G-1", prescription_id="P-1"),
        dispensing("G-2", prescription_id="P-2"),
        dispensing("G-3", prescription_id="P-1", kind="reversal", reverses="G-1", total=-8750),
    )  # fmt: skip
    with township.store.read() as session:
        return {row.id: papers.sheet(row) for row in session.exec(select(Mirror))}


def test_a_sheet_has_its_day_its_page_and_what_it_was_made_for(sheets: dict[str, Sheet]) -> None:
    assert {key: (sheet.day, sheet.href) for key, sheet in sheets.items() if key in ("P-1", "G-1", "B-1")} == {
        "P-1": ("2026-11-16", "/prescriptions/P-1"), "G-1": ("2026-11-16", "/dispensings/G-1"), "B-1": ("", ""),
    }  # fmt: skip
    assert sheets["P-1"].hangs_on("follow_up") == ["V-1"]
    assert sheets["G-1"].hangs_on("prescription") == ["P-1"]
    assert sheets["G-1"].hangs_on("follow_up") == []


def test_a_version_that_is_no_number_counts_as_the_first(sheets: dict[str, Sheet]) -> None:
    assert [sheets[key].version for key in ("P-1", "P-2", "P-3")] == [1, 2, 1]


def test_what_takes_back_names_what_it_takes_back(sheets: dict[str, Sheet]) -> None:
    assert (sheets["G-3"].reverses, sheets["G-1"].reverses) == ("G-1", "")


def test_of_a_visit_the_newest_prescription_stands_first_then_what_was_handed_out_on_any(
    township: RunningTownship, sheets: dict[str, Sheet]
) -> None:
    with township.store.read() as session:
        mine = papers.of_reason(session, "R-1", "follow_up", "V-1")
        other = papers.of_reason(session, "R-1", "follow_up", "V-2")
        assert papers.of_reason(session, "R-1", "follow_up", "V-9") == []
        assert papers.of_reason(session, "R-9", "follow_up", "V-1") == []
    assert [sheet.row.id for sheet in mine[:2]] == ["P-2", "P-1"]
    assert {sheet.row.id for sheet in mine[2:]} == {"G-1", "G-2", "G-3"}
    assert [sheet.row.id for sheet in other] == ["P-3"]
    assert next(sheet.row.id for sheet in papers.newest(mine)) == "P-2"
    assert "P-1" not in {sheet.row.id for sheet in papers.newest(mine)}
    assert papers.newest([]) == []
    assert len(sheets) == 7


def test_all_papers_of_a_resident_are_hers_and_nothing_else(
    township: RunningTownship, sheets: dict[str, Sheet]
) -> None:
    with township.store.read() as session:
        ids = {sheet.row.id for sheet in papers.sheets_of(session, "R-1")}
    assert ids == set(sheets) - {"B-1"}


def test_documents_are_fetched_by_kind_and_id(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(batch("X-1", cost=99), change("batch", "X-2", batch().data))
    with township.store.read() as session:
        assert {key: data["cost"] for key, data in papers.records(session, "batch", ["X-1", "X-2", "X-9"]).items()} == {
            "X-1": 99, "X-2": 125,
        }  # fmt: skip
        assert papers.records(session, "prescription", ["X-1"]) == {}
        assert papers.records(session, "batch", []) == {}

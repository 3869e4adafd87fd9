"""From the inbox to the mirror: parents first, the highest revision wins, what lacks something waits for exactly that."""

from typing import Any

import pytest
from sqlmodel import select

from sync.protocol.messages import Change
from sync.server.database.store import set_where
from sync.server.database.tables import FollowUpMirror, Inbox, Mirror, ResidentMirror
from sync.server.intake import apply
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship

PAPER: dict[str, Any] = {"resident_id": "R-1", "follow_up_id": "V-1", "issued_on": "2026-11-16", "medication": [],
                         "diet": [], "exercise": {}}  # fmt: skip


def waits(township: RunningTownship) -> dict[str, str]:
    """Change → what it waits for."""
    with township.store.read() as session:
        return {row.change_id: row.waits_for for row in session.exec(select(Inbox).where(Inbox.applied == "waiting"))}


@pytest.mark.parametrize(
    ("sent", "waiting"),
    [
        ([visit()], {"V-1.r1": "resident:R-1"}),
        ([resident(), change("prescription", "P-1", PAPER)], {"P-1.r1": "follow_up:V-1"}),
        ([change("prescription", "P-1", PAPER)], {"P-1.r1": "resident:R-1"}),  # the first that is missing
        ([resident(revision=2)], {"R-1.r2": "resident:R-1:1"}),
        ([resident(), resident(revision=3)], {"R-1.r3": "resident:R-1:2"}),
        ([visit(), resident()], {}),  # the order within a batch does not matter
        ([change("prescription", "P-1", PAPER), visit(), resident()], {}),
    ],
)
def test_what_lacks_something_waits_for_the_first_thing_missing(
    township: RunningTownship, clinic: ClinicDevice, sent: list[Change], waiting: dict[str, str]
) -> None:
    assert {receipt.state for receipt in clinic.round(*sent).receipts} == {"stored"}
    assert waits(township) == waiting


def test_a_parent_that_comes_brings_everything_that_waited_for_it(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(change("prescription", "P-1", PAPER))
    clinic.round(visit(revision=2, sbp=142))
    clinic.round(visit())
    assert waits(township) == {"P-1.r1": "resident:R-1", "V-1.r1": "resident:R-1", "V-1.r2": "resident:R-1"}
    clinic.round(resident())
    assert waits(township) == {}
    with township.store.read() as session:
        row = session.get(FollowUpMirror, "V-1")
        assert row is not None
        assert (row.revision, row.summary) == (2, "142/88")
        assert session.get(Mirror, ("prescription", "P-1")) is not None


def test_the_highest_revision_stays_whatever_comes_after_it(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), resident(revision=2, phone="13900000002"), resident(revision=3, phone="13900000003"))
    with township.store.read() as session:
        row = session.get(ResidentMirror, "R-1")
        assert row is not None
        assert (row.revision, row.phone, row.change_id) == (3, "13900000003", "R-1.r3")


def test_a_parent_of_another_clinic_is_no_parent(township: RunningTownship, clinic: ClinicDevice) -> None:
    other = township.clinic("石桥村卫生室", "340123101106")
    other.round(visit())
    clinic.round(resident())
    assert waits(township) == {"V-1.r1": "resident:R-1"}


@pytest.mark.parametrize(
    ("assessment", "satisfied"),
    [
        ({"satisfied": True}, 1), ({"satisfied": False}, 0), ({"bp_satisfied": False}, 0),
        ({"satisfied": True, "bp_satisfied": False}, 1), ({"satisfied": None}, None), ({"satisfied": "yes"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_whether_it_was_satisfied_is_read_as_old_and_new_programs_say_it(
    township: RunningTownship, clinic: ClinicDevice, assessment: dict[str, Any], satisfied: int | None
) -> None:
    sent = visit()
    clinic.round(resident(), sent.model_copy(update={"data": sent.data | {"assessment": assessment}}))
    with township.store.read() as session:
        row = session.get(FollowUpMirror, "V-1")
        assert row is not None
        assert (row.satisfied, row.visited_on, row.measures) == (satisfied, "2026-11-16", '{"sbp": 146, "dbp": 88}')


def test_trying_again_counts_what_still_waits_and_refuses_nothing(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-1", "R-9"), change("workpoint", "W-1", {"points": 3}))
    sent = visit("V-2")
    clinic.round(sent.model_copy(update={"data": sent.data | {"form_version": 99}}))
    with township.store.write() as session:
        row = session.exec(select(Inbox).where(Inbox.entity_id == "V-2")).one()
        payload = row.payload.replace('"form_version":99', '"form_version":3').replace('"sbp":146', '"sbp":600')
        set_where(session, Inbox, Inbox.entity_id == "V-2", payload=payload)
    for _ in range(2):
        with township.store.write() as session:
            assert apply.retry(session, township.clock()) == 3
    assert waits(township) == {
        "V-1.r1": "resident:R-9", "W-1.r1": "program:workpoint", "V-2.r1": "wrong:out_of_bounds",
    }  # fmt: skip
    with township.store.read() as session:
        row = session.exec(select(Inbox).where(Inbox.entity_id == "V-2")).one()
        assert (row.state, row.applied) == ("stored", "waiting")
        assert "600" in row.text

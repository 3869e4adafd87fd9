"""A doctor answers a remark: the return waits for staff again, and both sides go on naming the same state."""

import pytest

from sync.protocol.messages import Change
from sync.server.console import queue, record_view
from sync.server.console.filters import Filters
from sync.server.database.tables import Review
from sync.server.reports import lines, status
from sync.server.review import waiting
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship

SAID = "量过两次，确是这样"


@pytest.fixture
def staffed(township: RunningTownship) -> RunningTownship:
    township.staff("linxy", "林晓燕")
    return township


def reply(notice: int, text: str = SAID, about: str = "V-1.r1", number: str = "A-1", revision: int = 1) -> Change:
    """The doctor's answer to a return of the visit V-1."""
    return change(
        "remark_reply",
        number,
        {
            "resident_id": "R-1", "about": [["follow_up", "V-1"]], "about_change": about, "notice": notice, "text": text,
            "replied_on": "2026-11-25", "doctor_id": "D-1", "doctor_name": "周国平",
        },
        revision=revision,
    )  # fmt: skip


def row_of(township: RunningTownship, change_id: str = "V-1.r1") -> Review:
    with township.store.read() as session:
        row = session.get(Review, change_id)
        assert row is not None
        return row


def notes_of(township: RunningTownship, change_id: str = "V-1.r1") -> list[str]:
    """What stands in the margin about the return and its answer, row by row."""
    with township.store.read() as session:
        view = record_view.load(session, change_id)
        assert view is not None
        notes = [note for line in view.lines for note in line.notes] + list(view.top)
    return [note.text for note in notes if "退回" in note.text or "答复" in note.text]


def told_states(township: RunningTownship) -> dict[str, str]:
    with township.store.read() as session:
        return {str(line["change_id"]): str(line["state"]) for line in lines.changes(session)}


def returned(township: RunningTownship, clinic: ClinicDevice, **remarks: str) -> int:
    """A visit came and was returned; returns the number of the notice."""
    clinic.round(resident(), visit())
    township.decide("V-1.r1", **(remarks or {"sbp": "请核对"}))
    return clinic.round().notices[-1].seq


def test_an_answered_return_waits_again_with_the_answer_under_the_remark(
    staffed: RunningTownship, clinic: ClinicDevice
) -> None:
    notice = returned(staffed, clinic)
    clinic.round(reply(notice))
    row = row_of(staffed)
    assert (row.state, row.rank) == ("waiting", waiting.AGAIN)
    assert row.summary.endswith("村医答复了")
    assert notes_of(staffed) == ["退回意见：“请核对”", f"周国平 2026-11-25 答复：“{SAID}”"]
    with staffed.store.read() as session:
        assert queue.following(session, Filters(), None) == "V-1.r1"


def test_until_the_next_verdict_both_sides_call_it_returned(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(reply(returned(staffed, clinic)))
    with staffed.store.read() as session:
        now = status.status(session)
    assert (now.to_review, now.returned) == (1, 1)
    assert told_states(staffed) == {"R-1.r1": "stored", "V-1.r1": "returned", "A-1.r1": "stored"}
    staffed.decide("V-1.r1")
    (notice,) = clinic.round().notices
    assert (notice.state, notice.change_id) == ("accepted", "V-1.r1")
    assert told_states(staffed)["V-1.r1"] == "accepted"
    assert notes_of(staffed) == [f"周国平 2026-11-25 答复：“{SAID}”"]


def test_it_can_be_returned_again_and_an_old_answer_does_not_answer_that(
    staffed: RunningTownship, clinic: ClinicDevice
) -> None:
    first = returned(staffed, clinic)
    clinic.round(reply(first))
    staffed.clock.turn(minutes=5)
    staffed.decide("V-1.r1", sbp="请写是哪只胳膊")
    assert clinic.round().notices[-1].state == "returned"
    clinic.round(reply(first, "量过三次", revision=2))
    assert row_of(staffed).state == "returned"


def test_an_answer_to_a_general_word_stands_with_it(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    notice = returned(staffed, clinic, general="看不明白")
    clinic.round(reply(notice))
    assert notes_of(staffed) == ["退回：“看不明白”", f"周国平 2026-11-25 答复：“{SAID}”"]


@pytest.mark.parametrize("reply_first", [True, False])
def test_a_correction_with_an_answer_is_what_waits(
    staffed: RunningTownship, clinic: ClinicDevice, reply_first: bool
) -> None:
    notice = returned(staffed, clinic)
    sent = [reply(notice), visit(revision=2, sbp=142)]
    for made in sent if reply_first else reversed(sent):
        clinic.round(made)
    assert [row_of(staffed, f"V-1.r{number}").state for number in (1, 2)] == ["returned", "waiting"]
    assert f"周国平 2026-11-25 答复：“{SAID}”" in notes_of(staffed, "V-1.r2")


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(reply(10**9), id="to a notice nobody sent"),
        pytest.param(reply(1, about="V-9.r9"), id="to a change nobody sent"),
    ],
)
def test_an_answer_to_nothing_is_kept_and_moves_nothing(
    staffed: RunningTownship, clinic: ClinicDevice, made: Change
) -> None:
    returned(staffed, clinic)
    assert clinic.round(made).receipts[0].state == "stored"
    assert row_of(staffed).state == "returned"


def test_another_clinic_answers_for_nobody(staffed: RunningTownship, clinic: ClinicDevice) -> None:
    notice = returned(staffed, clinic)
    stranger = staffed.clinic("别的村卫生室", "340123101106")
    assert stranger.round(reply(notice, number="A-9")).receipts[0].state == "refused"
    assert row_of(staffed).state == "returned"

"""A receipt for every change, in the order given, whoever else has used its id, its record or its resident."""

import json
from datetime import date

import pytest
from sqlmodel import Session, col, select

from sync.protocol.messages import Change, Receipt
from sync.protocol.received import BadChange
from sync.server.database.store import Store
from sync.server.database.tables import Clinic, Device, Inbox
from sync.server.intake import receipts
from tests.server.people import change, resident, visit
from tests.server.township import MORNING

HERE, THERE = "c-here", "c-there"


@pytest.fixture
def two_clinics(store: Store) -> Store:
    with store.write() as session:
        for clinic in (HERE, THERE):
            session.add(Clinic(id=clinic, name=clinic, village_code=clinic, created_at=""))
        session.flush()
        for clinic in (HERE, THERE):
            session.add(Device(id=f"d-{clinic}", clinic_id=clinic, public_key=clinic, id_tag="", program="",
                               enrolled_at="", last_batch=0, skew_seconds=0))  # fmt: skip
    return store


def sent(store: Store, *changes: Change | BadChange, clinic: str = HERE) -> list[Receipt]:
    with store.write() as session:
        return receipts.take(session, f"d-{clinic}", clinic, changes, MORNING)


def said(answers: list[Receipt]) -> list[str]:
    return [answer.code or answer.state for answer in answers]


def inbox(session: Session) -> list[tuple[int, str, str]]:
    return [(row.seq, row.change_id, row.state) for row in session.exec(select(Inbox).order_by(col(Inbox.seq))).all()]


def test_answers_stand_in_the_order_of_the_changes(two_clinics: Store) -> None:
    batch = [visit("V-1"), resident(), visit("V-2", sbp=600), visit("V-1"), visit("V-3")]
    answers = sent(two_clinics, *batch)
    assert [answer.change_id for answer in answers] == [one.id for one in batch]
    assert said(answers) == ["stored", "stored", "out_of_bounds", "duplicate", "stored"]
    with two_clinics.read() as session:
        assert inbox(session) == [
            (1, "V-1.r1", "stored"), (2, "R-1.r1", "stored"), (3, "V-2.r1", "refused"), (4, "V-3.r1", "stored"),
        ]  # fmt: skip


def test_an_empty_batch_draws_no_number(two_clinics: Store) -> None:
    assert sent(two_clinics) == []
    sent(two_clinics, resident())
    with two_clinics.read() as session:
        assert inbox(session) == [(1, "R-1.r1", "stored")]


@pytest.mark.parametrize(
    ("first", "second", "clinic", "code"),
    [
        (resident(), resident(), HERE, "duplicate"),
        (resident(), resident(name="另一个"), HERE, "id_conflict"),
        (resident(), resident(), THERE, "id_conflict"),
        (resident(), change("resident", "R-1", resident().data, 1, "other"), HERE, "conflict"),
        (resident(), change("resident", "R-1", resident().data, 2, "other"), THERE, "not_yours"),
        (resident(), resident(revision=2), HERE, "stored"),
        (resident(), visit("R-1", "R-1"), HERE, "id_conflict"),  # its change would carry the same id
        (resident(), change("enrolment", "R-1", {"resident_id": "R-1", "disease": "htn", "enrolled_on": "2026-01-02"},
                            1, "other"), HERE, "stored"),
        (resident(), visit("V-1", "R-1"), THERE, "not_yours"),
        (resident(), visit("V-1", "R-9"), THERE, "stored"),  # waits for a resident nobody has sent
    ],
)  # fmt: skip
def test_a_change_beside_what_is_here_already(
    two_clinics: Store, first: Change, second: Change, clinic: str, code: str
) -> None:
    assert said(sent(two_clinics, first)) == ["stored"]
    assert said(sent(two_clinics, second, clinic=clinic)) == [code]


def test_both_in_one_batch_are_told_apart_as_in_two(two_clinics: Store) -> None:
    rival = visit(sbp=130, id="V-1.other")
    assert said(sent(two_clinics, resident(), visit(), rival, visit(sbp=131))) == [
        "stored", "stored", "conflict", "id_conflict",
    ]  # fmt: skip


def test_a_refused_change_claims_neither_its_revision_nor_its_record(two_clinics: Store) -> None:
    assert said(sent(two_clinics, visit(sbp=600))) == ["out_of_bounds"]
    assert said(sent(two_clinics, visit(sbp=138, id="V-1.again"))) == ["stored"]
    assert said(sent(two_clinics, visit("V-9", sbp=600))) == ["out_of_bounds"]
    assert said(sent(two_clinics, visit("V-9", id="V-9.theirs"), clinic=THERE)) == ["stored"]


def test_a_refused_change_that_comes_again_is_refused_again_and_kept_once(two_clinics: Store) -> None:
    for _ in range(2):
        assert said(sent(two_clinics, visit(sbp=600))) == ["out_of_bounds"]
    with two_clinics.read() as session:
        row = session.exec(select(Inbox)).one()
        assert (row.state, row.applied, row.field, row.waits_for) == ("refused", "no", "sbp", "")
        assert "600" in row.text
        assert json.loads(row.payload)["data"]["record"]["sbp"] == 600


def test_a_person_in_the_same_batch_is_known_to_their_visits(two_clinics: Store) -> None:
    expecting = visit()
    expecting.data["record"] = expecting.data["record"] | {"pregnant": True}
    assert said(sent(two_clinics, resident(sex_code="1"), expecting)) == ["stored", "impossible"]


@pytest.mark.parametrize(
    ("born", "known"),
    [("1957-03-12", date(1957, 3, 12)), ("不详", None), (None, None), (19570312, date(1957, 3, 12))],
)
def test_a_birth_date_that_cannot_be_read_is_left_out(born: object, known: date | None) -> None:
    assert receipts.fact(born, "2") == ({"sex_code": "2"} | ({"birth_date": known} if known else {}))

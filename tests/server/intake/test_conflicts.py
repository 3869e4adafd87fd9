"""Two computers of a clinic change one record: what was made without knowing the other's version is refused, kept word
for word, and the other version is told whole."""

import json
from typing import Any

import pytest
from sqlmodel import Session, col, select

from sync.protocol.messages import Change, Receipt
from sync.server.database.store import Store
from sync.server.database.tables import Clinic, Device, Inbox, Mirror, Outbox, ResidentMirror
from sync.server.intake import receipts
from tests.server.people import resident
from tests.server.township import MORNING
from vclinic.domain.conflict import ANSWERS

CLINIC = "c-here"
A, B = "AAAAAA", "BBBBBB"


@pytest.fixture
def clinic(store: Store) -> Store:
    with store.write() as session:
        session.add(Clinic(id=CLINIC, name=CLINIC, village_code=CLINIC, created_at=""))
        session.flush()
        for tag, skew in ((A, 0), (B, -900)):
            session.add(Device(id=f"d-{tag}", clinic_id=CLINIC, public_key=tag, id_tag=tag, program="",
                               enrolled_at="", last_batch=0, skew_seconds=skew, protocol=2))  # fmt: skip
    return store


def edit(tag: str, revision: int, phone: str = "", answers: dict[str, Any] | None = None) -> Change:
    """A revision of one resident, written on the computer ``tag``."""
    data = resident(phone=phone or f"1380000{revision:04}").data | ({ANSWERS: answers} if answers else {})
    return Change(
        id=f"{tag}-{revision:06}", act="A-1", entity="resident", entity_id="R-1", revision=revision,
        base_revision=revision - 1, recorded_at="2026-11-25T09:00:00+08:00", recorded_by="DOC-1", data=data,
    )  # fmt: skip


def sent(store: Store, tag: str, *changes: Change) -> list[Receipt]:
    with store.write() as session:
        return receipts.take(session, f"d-{tag}", CLINIC, changes, MORNING)


def said(answers: list[Receipt]) -> list[str]:
    return [answer.code or answer.state for answer in answers]


def notices(store: Store) -> list[dict[str, Any]]:
    with store.read() as session:
        return [json.loads(payload) for payload in session.exec(select(Outbox.payload).order_by(col(Outbox.seq)))]


def kept(session: Session) -> set[tuple[str, str]]:
    return {(row.change_id, row.state) for row in session.exec(select(Inbox))}


def test_the_later_of_two_is_refused_and_both_are_kept_word_for_word(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2, "13811111111"))
    mine = edit(B, 2, "13822222222")
    assert said(sent(clinic, B, mine)) == ["conflict"]
    with clinic.read() as session:
        assert kept(session) == {(f"{A}-000001", "stored"), (f"{A}-000002", "stored"), (mine.id, "refused")}
        refused = session.get_one(Inbox, mine.id)
        assert json.loads(refused.payload)["data"]["phone"] == "13822222222"
        assert session.get_one(ResidentMirror, "R-1").phone == "13811111111"


def test_the_other_version_is_told_whole_with_who_and_whose_clock(clinic: Store) -> None:
    doctor = Change(
        id=f"{B}-000009", act="A-1", entity="doctor", entity_id="DOC-1", revision=1, base_revision=0,
        recorded_at="2026-11-25T09:00:00+08:00", recorded_by="", data={"name": "周国平", "login": "zhou"},
    )  # fmt: skip
    taken = edit(B, 2, "13811111111")
    sent(clinic, B, doctor, edit(B, 1), taken)
    sent(clinic, A, edit(A, 2, "13822222222"))
    (notice,) = notices(clinic)
    assert notice["kind"] == "conflict"
    assert notice["change_id"] == f"{A}-000002"
    assert notice["other"] == json.loads(taken.model_dump_json())
    assert (notice["who"], notice["skew_seconds"], notice["between"]) == ("周国平", -900, [])


def test_the_same_again_is_refused_again_and_told_once(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2))
    mine = edit(B, 2, "13822222222")
    assert [said(sent(clinic, B, mine)) for _ in range(3)] == [["conflict"]] * 3
    assert len(notices(clinic)) == 1


def test_what_is_made_from_a_refused_version_is_not_taken_over_the_other(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2, "13811111111"))
    assert said(sent(clinic, B, edit(B, 2, "13822222222"), edit(B, 3, "13822222223"))) == ["conflict", "conflict"]
    with clinic.read() as session:
        assert session.get_one(ResidentMirror, "R-1").phone == "13811111111"


def test_an_answer_is_taken_although_its_base_was_refused(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2))
    sent(clinic, B, edit(B, 2, "13822222222"))
    answer = edit(B, 3, "13833333333", answers={"mine": f"{B}-000002", "other": f"{A}-000002"})
    assert said(sent(clinic, B, answer)) == ["stored"]
    with clinic.read() as session:
        assert session.get_one(ResidentMirror, "R-1").phone == "13833333333"
        assert (f"{B}-000002", "refused") in kept(session)  # the version set aside stays


def test_whoever_went_on_without_knowing_the_answer_is_asked_in_turn(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2))
    sent(clinic, B, edit(B, 2), edit(B, 3))
    answer = edit(B, 4, "13844444444", answers={"mine": f"{B}-000003", "other": f"{A}-000002"})
    sent(clinic, B, answer)
    assert said(sent(clinic, A, edit(A, 3, "13899999999"))) == ["conflict"]
    newest = notices(clinic)[-1]
    assert newest["other"]["id"] == answer.id
    assert newest["between"] == []
    with clinic.read() as session:
        assert session.get_one(ResidentMirror, "R-1").phone == "13844444444"


def test_what_leads_to_a_version_further_on_is_told_with_it(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2), edit(A, 3), edit(A, 4))
    sent(clinic, B, edit(B, 2, "13822222222"))
    (notice,) = notices(clinic)
    assert notice["other"]["id"] == f"{A}-000004"
    assert [(led["state"], led["change"]["id"]) for led in notice["between"]] == [("stored", f"{A}-000003")]


def test_a_third_computer_goes_on_from_the_version_that_was_taken(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2))
    sent(clinic, B, edit(B, 2, "13822222222"))
    assert said(sent(clinic, B, edit("CCCCCC", 3, "13855555555"))) == ["stored"]


def test_a_program_that_only_knows_to_save_again_is_not_held_up_for_ever(clinic: Store) -> None:
    sent(clinic, A, edit(A, 1), edit(A, 2))
    with clinic.write() as session:
        session.get_one(Device, f"d-{B}").protocol = 1
    assert said(sent(clinic, B, edit(B, 2))) == ["conflict"]
    assert said(sent(clinic, B, edit(B, 3))) == ["stored"]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_one_computer_never_stands_against_itself_in_any_order(clinic: Store, order: tuple[int, ...]) -> None:
    for revision in order:
        assert said(sent(clinic, A, edit(A, revision))) == ["stored"]
    assert notices(clinic) == []
    with clinic.read() as session:
        assert session.get_one(ResidentMirror, "R-1").revision == 3


def movement(tag: str, number: int, quantity: int) -> Change:
    data = {"batch_id": "B-1", "kind": "receipt", "quantity": quantity, "moved_on": "2026-11-25", "reason": ""}
    return Change(
        id=f"{tag}-{number:06}", act="A-1", entity="stock_entry", entity_id=f"{tag}-{number:06}.e", revision=1,
        base_revision=0, recorded_at="2026-11-25T09:00:00+08:00", recorded_by="DOC-1", data=data,
    )  # fmt: skip


def test_movements_of_two_computers_in_one_batch_of_medicine_all_count(clinic: Store) -> None:
    batch = Change(
        id=f"{A}-000050", act="A-1", entity="batch", entity_id="B-1", revision=1, base_revision=0,
        recorded_at="2026-11-25T09:00:00+08:00", recorded_by="DOC-1",
        data={"drug_id": "D", "drug_name": "氨氯地平", "batch_no": "1", "expires_on": "2027-11-01", "cost": 100, "price": 200},
    )  # fmt: skip
    assert said(sent(clinic, A, batch, movement(A, 60, 100))) == ["stored", "stored"]
    assert said(sent(clinic, B, movement(B, 60, 30), movement(B, 61, -5))) == ["stored", "stored"]
    with clinic.read() as session:
        entries = session.exec(select(Mirror.record).where(Mirror.entity == "stock_entry"))
        assert sorted(json.loads(entry)["quantity"] for entry in entries) == [-5, 30, 100]
    assert notices(clinic) == []

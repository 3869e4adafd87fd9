"""What a clinic may count on: every change is answered on its own, nothing is lost and nothing is doubled."""

import json
from typing import Any

import requests
from sqlmodel import select

from sync.protocol import envelope, messages
from sync.protocol.messages import Change, RoundReply
from sync.server.database.tables import BatchLog, FollowUpMirror, Inbox, ResidentMirror
from sync.server.intake import apply
from sync.server.reports import status
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship


def states(reply: RoundReply) -> list[str]:
    return [receipt.state for receipt in reply.receipts]


def kept(township: RunningTownship) -> dict[str, Inbox]:
    with township.store.read() as session:
        return {row.change_id: row for row in session.exec(select(Inbox))}


def test_nothing_to_do_costs_one_small_request(clinic: ClinicDevice) -> None:
    sealed = clinic.sealed([])
    answer = clinic.post(sealed)
    assert answer.status_code == 200
    assert len(sealed) < 600
    assert len(answer.content) < 600


def test_one_bad_among_fifty_holds_up_nobody(township: RunningTownship, clinic: ClinicDevice) -> None:
    changes = [resident(f"R-{number}") for number in range(25)]
    changes += [visit(f"V-{number}", f"R-{number}", sbp=600 if number == 7 else 136) for number in range(25)]
    reply = clinic.round(*changes)
    assert states(reply).count("stored") == 49
    (refused,) = [receipt for receipt in reply.receipts if receipt.state == "refused"]
    assert (refused.change_id, refused.code, refused.field) == ("V-7.r1", "out_of_bounds", "sbp")
    assert "600" in refused.text
    assert [receipt.change_id for receipt in reply.receipts] == [change.id for change in changes]
    assert kept(township)["V-7.r1"].state == "refused"


def test_an_unreadable_change_is_answered_and_its_neighbours_are_stored(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    good = resident().model_dump(mode="json")
    body = json.dumps({"changes": [{"id": "X-1", "data": 7}, good, "nonsense"]}).encode()
    answer = clinic.post(clinic.seal_body(body, 3))
    reply = messages.decode(RoundReply, answer.content)
    assert [(receipt.change_id, receipt.state) for receipt in reply.receipts] == [
        ("X-1", "refused"), ("R-1.r1", "stored"), ("", "refused"),
    ]  # fmt: skip
    assert set(kept(township)) == {"R-1.r1"}


def test_sending_again_is_safe(township: RunningTownship, clinic: ClinicDevice) -> None:
    sealed = clinic.sealed([resident(), visit()])
    first = messages.decode(RoundReply, clinic.post(sealed).content)
    again = messages.decode(RoundReply, clinic.post(sealed).content)
    assert states(first) == ["stored", "stored"]
    assert states(again) == ["duplicate", "duplicate"]
    with township.store.read() as session:
        assert [row.chain for row in session.exec(select(BatchLog).order_by(BatchLog.seq))] == ["ok", "resend"]
        assert len(session.exec(select(FollowUpMirror)).all()) == 1


def test_a_change_twice_in_one_batch_is_stored_once(township: RunningTownship, clinic: ClinicDevice) -> None:
    assert states(clinic.round(resident(), resident())) == ["stored", "duplicate"]


def test_the_payload_is_kept_verbatim_with_fields_of_tomorrow(township: RunningTownship, clinic: ClinicDevice) -> None:
    document = resident().model_dump(mode="json") | {"sealed_with": {"new": [1, None, "甲"]}}
    document["data"]["of_tomorrow"] = {"深": [{"x": 1.5}]}
    sent = Change.model_validate(document)
    assert states(clinic.round(sent)) == ["stored"]
    assert json.loads(kept(township)[sent.id].payload) == document
    with township.store.read() as session:
        row = session.get(ResidentMirror, "R-1")
        assert row is not None
        assert json.loads(row.record)["of_tomorrow"] == {"深": [{"x": 1.5}]}


def test_the_same_id_with_other_content_is_refused(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident())
    reply = clinic.round(resident(name="另一个人"))
    assert (reply.receipts[0].state, reply.receipts[0].code) == ("refused", "id_conflict")
    with township.store.read() as session:
        row = session.get(ResidentMirror, "R-1")
        assert row is not None
        assert row.name == "杨素芬"


def test_another_clinic_cannot_touch_a_record_nor_an_id(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident())
    other = township.clinic("石桥村卫生室", "340123101106")
    taken = other.round(resident())
    foreign = other.round(change("resident", "R-1", resident(name="改名").data, 2, "Z-1"))
    assert (taken.receipts[0].code, foreign.receipts[0].code) == ("id_conflict", "not_yours")
    with township.store.read() as session:
        row = session.get(ResidentMirror, "R-1")
        assert row is not None
        assert (row.name, row.revision) == ("杨素芬", 1)


def test_two_changes_that_claim_one_revision_are_a_conflict(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    rival = visit(sbp=130, id="V-1.other")
    assert clinic.round(rival).receipts[0].code == "conflict"
    # the doctor opens it and saves again: the next revision goes through
    assert states(clinic.round(visit(revision=2, sbp=130))) == ["stored"]


def test_a_refused_change_clears_by_itself_once_it_is_right(township: RunningTownship, clinic: ClinicDevice) -> None:
    early = visit(visit_date="2026-11-28", next_visit_date="2027-02-20")
    reply = clinic.round(resident(), early)
    assert (reply.receipts[1].state, reply.receipts[1].code) == ("refused", "future")
    township.clock.turn(days=3)
    assert states(clinic.round(early)) == ["stored"]
    with township.store.read() as session:
        assert status.status(session).refused == 0
        assert session.get(FollowUpMirror, "V-1") is not None


def test_a_refused_revision_does_not_hold_up_its_correction(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(sbp=600))
    assert states(clinic.round(visit(revision=2, sbp=138))) == ["stored"]
    with township.store.read() as session:
        row = session.get(FollowUpMirror, "V-1")
        assert row is not None
        assert (row.revision, row.summary) == (2, "138/88")


def test_what_only_a_newer_program_reads_waits_and_is_not_lost(township: RunningTownship, clinic: ClinicDevice) -> None:
    newer = visit("V-2").model_copy(update={"data": visit().data | {"form_version": 99}})
    reply = clinic.round(resident(), change("workpoint", "W-1", {"points": 3}), newer)
    assert states(reply) == ["stored"] * 3
    rows = kept(township)
    assert rows["W-1.r1"].waits_for == "program:workpoint"
    assert rows["V-2.r1"].waits_for.startswith("program:hypertension_follow_up")


def test_every_other_kind_is_filed_or_refused_with_its_field(clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    good = [
        change("doctor", "D-1", {"name": "周国平", "login": "zhou"}),
        change("enrolment", "E-1", {"resident_id": "R-1", "disease": "htn", "enrolled_on": "2026-01-02"}),
        change("prescription", "P-1", {"resident_id": "R-1", "follow_up_id": "V-1", "issued_on": "2026-11-16",
                                       "medication": [], "diet": [], "exercise": {}}),
        change("batch", "B-1", {"drug_id": "d", "drug_name": "氨氯地平", "batch_no": "1", "expires_on": "2027-01-01",
                                "cost": 150, "price": 150}),
        change("stock_entry", "S-1", {"batch_id": "B-1", "kind": "receive", "quantity": 100, "moved_on": "2026-11-01"}),
        change("dispensing", "X-1", {"resident_id": "R-1", "prescription_id": "P-1", "dispensed_on": "2026-11-16",
                                     "lines": [{"drug_id": "d", "drug_name": "氨氯地平", "quantity": 28}], "total": 4200}),
    ]  # fmt: skip
    assert states(clinic.round(*good)) == ["stored"] * 6
    wrong = [
        entry.model_copy(
            update={"id": f"{entry.id}.w", "entity_id": f"{entry.entity_id}w", "data": entry.data | {key: value}}
        )
        for entry, (key, value) in zip(
            good,
            [
                ("name", 5),
                ("enrolled_on", "soon"),
                ("medication", "none"),
                ("cost", 1.5),
                ("quantity", 0.5),
                ("lines", [{}]),
            ],
            strict=True,
        )
    ]
    reply = clinic.round(*wrong)
    assert [(receipt.code, receipt.field) for receipt in reply.receipts] == [
        ("bad_record", name) for name in ("name", "enrolled_on", "medication", "cost", "quantity", "lines")
    ]
    assert clinic.round(visit("V-9").model_copy(update={"base_revision": 1})).receipts[0].code == "bad_revision"
    assert clinic.round(visit("V-8").model_copy(update={"data": {}})).receipts[0].code == "bad_record"


def test_a_gap_in_the_chain_is_noticed_and_refuses_nothing(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident("R-1"))
    clinic.round(resident("R-2"), prev="f" * 64)
    # the answer to this one is lost: the clinic sends the same number again, with more in it
    lost = clinic.sealed([resident("R-3")])
    clinic.post(lost)
    clinic.round(resident("R-3"), resident("R-4"))
    clinic.round(resident("R-5"))
    with township.store.read() as session:
        chain = [row.chain for row in session.exec(select(BatchLog).order_by(BatchLog.seq))]
        assert chain == ["ok", "gap", "ok", "resend", "ok"]
        assert len(session.exec(select(ResidentMirror)).all()) == 5


def test_notices_come_by_cursor_with_more(township: RunningTownship, clinic: ClinicDevice) -> None:
    from tests.server.review.test_review import accept

    township.staff("linxy", "林晓燕")
    clinic.round(resident(), *[visit(f"V-{number}") for number in range(7)])
    for number in range(7):
        accept(township, f"V-{number}.r1")
    other = township.clinic("石桥村卫生室", "340123101106")
    assert other.round().notices == ()
    seen: list[str] = []
    more = True
    while more:
        reply = clinic.round(want=3)
        assert len(reply.notices) <= 3
        seen += [notice.entity_id for notice in reply.notices]
        more = reply.more
    assert seen == [f"V-{number}" for number in range(7)]
    clinic.cursor = 0
    assert len(clinic.round().notices) == 7, "an old cursor is served again"


def test_the_answer_is_packed_as_the_caller_can_unpack(clinic: ClinicDevice) -> None:
    many = [resident(f"R-{number}") for number in range(40)]
    sealed = clinic.sealed(many)
    zipped = clinic.post(sealed, **{"Accept-Encoding": "gzip"})
    plain = clinic.post(sealed, **{"Accept-Encoding": "identity"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert (
        json.loads(zipped.content)["receipts"][0]["change_id"] == json.loads(plain.content)["receipts"][0]["change_id"]
    )


def test_hello_says_who_answers(township: RunningTownship) -> None:
    answer = requests.get(f"{township.url}/api/v1/hello", timeout=10).json()
    assert answer["township_name"] == "清溪镇卫生院"
    assert answer["max_packed"] == envelope.MAX_PACKED


def test_a_revision_waits_for_its_base_and_a_visit_for_its_resident(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    assert states(clinic.round(visit(revision=2, sbp=140))) == ["stored"]
    assert kept(township)["V-1.r2"].waits_for == "resident:R-1"
    clinic.round(resident())
    assert kept(township)["V-1.r2"].waits_for == "follow_up:V-1:1"
    with township.store.read() as session:
        assert status.status(session).waiting_for_parent == 1
        assert session.get(FollowUpMirror, "V-1") is None
    clinic.round(visit())
    assert {row.applied for row in kept(township).values()} == {"yes"}
    with township.store.read() as session:
        row = session.get(FollowUpMirror, "V-1")
        assert row is not None
        assert (row.revision, row.summary) == (2, "140/88")


def test_what_waited_for_an_upgrade_is_read_after_it(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), change("workpoint", "W-1", {"points": 3}), change("doctor", "D-9", {"name": "周国平"}))
    with township.store.write() as session:
        # the program before the upgrade knew neither kind
        for row in session.exec(select(Inbox).where(Inbox.entity == "doctor")):
            row.applied, row.waits_for = "waiting", "program:doctor"
    with township.store.write() as session:
        assert apply.retry(session, township.clock()) == 1
    rows = kept(township)
    assert (rows["D-9.r1"].applied, rows["W-1.r1"].waits_for) == ("yes", "program:workpoint")


def test_what_was_promised_as_stored_is_never_refused_afterwards(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit().model_copy(update={"data": visit(sbp=600).data | {"form_version": 99}}))
    assert kept(township)["V-1.r1"].applied == "waiting"
    with township.store.write() as session:
        row = session.get(Inbox, "V-1.r1")
        assert row is not None
        row.payload = row.payload.replace('"form_version":99', '"form_version":3')  # as if this program now knew it
    for _ in range(2):
        with township.store.write() as session:
            assert apply.retry(session, township.clock()) == 1
    row = kept(township)["V-1.r1"]
    assert (row.state, row.applied, row.waits_for) == ("stored", "waiting", "wrong:out_of_bounds")
    assert "600" in row.text


def test_a_prescription_for_two_visits_or_for_none_is_filed(township: RunningTownship, clinic: ClinicDevice) -> None:
    papers: dict[str, Any] = {
        "resident_id": "R-1", "issued_on": "2026-11-16", "medication": [], "diet": [], "exercise": {},
    }  # fmt: skip
    two = change("prescription", "P-1", papers | {"reasons": [["follow_up", "V-1"], ["follow_up", "V-2"]]})
    none = change("prescription", "P-2", papers | {"reasons": []})
    assert states(clinic.round(resident(), visit("V-1"), two, none)) == ["stored"] * 4
    assert kept(township)["P-1.r1"].waits_for == "follow_up:V-2"
    assert kept(township)["P-2.r1"].applied == "yes"
    clinic.round(visit("V-2", visit_date="2026-08-16", next_visit_date="2026-11-16"))
    assert kept(township)["P-1.r1"].applied == "yes"


def test_a_clinic_does_not_write_what_the_township_owns(clinic: ClinicDevice) -> None:
    told = {"title": "停电", "text": "", "published_on": "2026-11-25", "valid_until": ""}
    (receipt,) = clinic.round(change("announcement", "N-1", told)).receipts
    assert (receipt.state, receipt.code) == ("refused", "not_yours")

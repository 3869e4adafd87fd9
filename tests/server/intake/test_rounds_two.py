"""Protocol 2 at the township: a request is taken once by its number, its very bytes are answered again, edits are
completed or asked for whole."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest
import requests
from sqlmodel import select

from sync.protocol import messages
from sync.protocol.messages import Change, ErrorReply, RoundReply
from sync.protocol.two import body, envelope, packing, reply, shapes
from sync.protocol.two.edits import NEED_WHOLE, Edit, Item, Whole, digest, edit
from sync.protocol.two.envelope import Head
from sync.server.database.tables import BatchLog, Device, Inbox
from tests.server.people import resident, visit
from tests.server.township import VILLAGE, RunningTownship

GENERATION = "0a1b2c3d"


class NewClinic:
    """A device that speaks protocol 2 in its plainest form."""

    def __init__(self, township: RunningTownship, name: str = "柳河村卫生室", village: str = VILLAGE) -> None:
        self.device = township.clinic(name, village)
        self.head = Head(self.device.name, 1, GENERATION, 0, int(township.clock().timestamp()))
        self.facts: dict[str, Any] = {}

    def sealed(self, *items: Item, **head: Any) -> bytes:
        """A batch of what is to be filed; it has the next number unless ``head`` says another."""
        plain: dict[str, Any] = {"round": self.head.round + 1, "count": len(items)}
        self.head = dataclasses.replace(self.head, **plain | head)
        text = body.write(items, shapes.edition(self.head.edition), self.head.made_at, grouped=False) if items else b""
        return envelope.seal(text, self.head, self.device.key, packing.SMALL)

    def heard(self, answer: requests.Response, *names: str) -> RoundReply:
        assert answer.status_code == 200, answer.text
        return reply.read(answer.content, names, self.head.edition, self.facts)

    def round(self, *changes: Change) -> RoundReply:
        """Send whole changes."""
        content = self.sealed(*(Whole(change.model_dump(mode="json")) for change in changes))
        heard = self.heard(self.device.post(content), *(change.id for change in changes))
        if changes:
            self.head = dataclasses.replace(self.head, batch=self.head.batch + 1, prev=envelope.link_of(content))
        return heard


@pytest.fixture
def clinic(township: RunningTownship) -> NewClinic:
    return NewClinic(township)


def refusal(answer: requests.Response) -> tuple[int, str]:
    said = messages.decode(ErrorReply, answer.content)
    assert said.text.endswith("。")
    return answer.status_code, said.code


def device_of(township: RunningTownship, clinic: NewClinic) -> Device:
    with township.store.read() as session:
        return session.exec(select(Device).where(Device.id == clinic.device.name)).one()


def filed(township: RunningTownship) -> list[str]:
    with township.store.read() as session:
        return list(session.exec(select(Inbox.change_id)))


def places(township: RunningTownship, clinic: NewClinic) -> list[str]:
    with township.store.read() as session:
        return list(session.exec(select(BatchLog.chain).where(BatchLog.device_id == clinic.device.name)))


def document(change: Change) -> Mapping[str, Any]:
    return change.model_dump(mode="json")


# numbers


def test_the_very_last_bytes_again_get_the_same_kind_of_answer(township: RunningTownship, clinic: NewClinic) -> None:
    content = clinic.sealed(Whole(document(resident())))
    first, second = (clinic.heard(clinic.device.post(content), "R-1.r1") for _ in range(2))
    assert [receipt.state for receipt in first.receipts] == ["stored"]
    assert [receipt.state for receipt in second.receipts] == ["duplicate"]
    assert filed(township) == ["R-1.r1"]


def test_bytes_from_before_the_last_are_a_replay(township: RunningTownship, clinic: NewClinic) -> None:
    older = clinic.sealed(Whole(document(resident())))
    assert clinic.device.post(older).status_code == 200
    clinic.round(resident("R-2"))
    before = device_of(township, clinic)
    assert refusal(clinic.device.post(older)) == (409, "replayed")
    assert device_of(township, clinic) == before


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_number_that_was_used_is_refused_whatever_comes_with_it(
    township: RunningTownship, clinic: NewClinic, number: int
) -> None:
    for person in ("R-1", "R-2", "R-3"):
        clinic.round(resident(person))
    content = clinic.sealed(Whole(document(resident("R-9"))), round=number)
    assert refusal(clinic.device.post(content))[0] in (400, 409)
    assert "R-9.r1" not in filed(township)
    clinic.sealed(round=3)
    assert clinic.round(resident("R-9")).receipts[0].state == "stored", "the next number is good"


def test_numbers_may_be_left_out(township: RunningTownship, clinic: NewClinic) -> None:
    """A request that never arrived has used its number up."""
    clinic.round(resident())
    clinic.sealed(round=40)
    assert clinic.round(resident("R-2")).receipts[0].state == "stored"
    assert device_of(township, clinic).last_round == 41


def test_a_new_generation_counts_from_its_beginning_and_the_former_is_over(
    township: RunningTownship, clinic: NewClinic
) -> None:
    for person in ("R-1", "R-2"):
        clinic.round(resident(person))
    clinic.sealed(generation="11111111", round=0)
    assert clinic.round(resident("R-3")).receipts[0].state == "stored"
    known = device_of(township, clinic)
    assert (known.generation, known.last_round, known.former_generations) == ("11111111", 1, GENERATION)
    content = clinic.sealed(Whole(document(resident("R-4"))), generation=GENERATION, round=99)
    assert refusal(clinic.device.post(content)) == (409, "replayed")
    assert "R-4.r1" not in filed(township)


def test_a_refused_request_uses_no_number_up(township: RunningTownship, clinic: NewClinic) -> None:
    content = bytearray(clinic.sealed(Whole(document(resident()))))
    content[-1] ^= 1
    assert refusal(clinic.device.post(bytes(content)))[1] == "bad_signature"
    assert device_of(township, clinic).last_round == 0


def test_numbers_of_one_device_are_nothing_to_another(township: RunningTownship, clinic: NewClinic) -> None:
    for person in ("R-1", "R-2"):
        clinic.round(resident(person))
    neighbour = NewClinic(township)
    assert neighbour.round(resident("R-3")).receipts[0].state == "stored"


# what is filed


def test_batches_are_chained_and_a_repeated_one_is_no_gap(township: RunningTownship, clinic: NewClinic) -> None:
    clinic.round(resident())
    content = clinic.sealed(Whole(document(resident("R-2"))))
    for _ in range(2):
        clinic.heard(clinic.device.post(content), "R-2.r1")
    assert places(township, clinic) == ["ok", "ok", "resend"]


def test_a_stretch_that_is_missing_is_noticed(township: RunningTownship, clinic: NewClinic) -> None:
    clinic.round(resident())
    clinic.sealed(batch=7, prev="00" * 16, round=1)
    clinic.round(resident("R-2"))
    assert places(township, clinic) == ["ok", "gap"]


def test_an_edit_is_completed_from_what_is_filed(township: RunningTownship, clinic: NewClinic) -> None:
    clinic.round(resident(), visit())
    newer = visit(revision=2, heart_rate=91)
    item = edit(document(newer), dict(visit().data))
    assert item.document["data"] == {"record": {"heart_rate": 91}}
    heard = clinic.heard(clinic.device.post(clinic.sealed(item)), newer.id)
    assert [receipt.state for receipt in heard.receipts] == ["stored"]
    with township.store.read() as session:
        (row,) = session.exec(select(Inbox).where(Inbox.change_id == newer.id))
        assert messages.decode(Change, row.payload.encode()) == newer


@pytest.mark.parametrize(
    ("revision", "base", "spoilt"),
    [(3, 2, 0), (2, 1, 1), (2, 0, 0)],
    ids=["of a revision that never came", "with another base than ours", "of nothing"],
)
def test_an_edit_that_cannot_be_completed_is_asked_for_whole_and_its_neighbours_are_filed(
    township: RunningTownship, clinic: NewClinic, revision: int, base: int, spoilt: int
) -> None:
    clinic.round(resident(), visit())
    newer = visit(revision=revision, heart_rate=91)
    told = {**document(newer), "base_revision": base, "data": {"record": {"heart_rate": 91}}}
    item = Edit(told, digest(dict(newer.data)) ^ spoilt)
    heard = clinic.heard(clinic.device.post(clinic.sealed(item, Whole(document(resident("R-2"))))), newer.id, "R-2.r1")
    assert [(receipt.state, receipt.code) for receipt in heard.receipts] == [("refused", NEED_WHOLE), ("stored", "")]
    assert newer.id not in filed(township)


def test_nobody_completes_an_edit_from_another_clinics_record(township: RunningTownship, clinic: NewClinic) -> None:
    clinic.round(resident(), visit())
    other = NewClinic(township, "石桥村卫生室", "340123101106")
    newer = visit(revision=2, heart_rate=91)
    item = edit(document(newer), dict(visit().data))
    heard = other.heard(other.device.post(other.sealed(item)), newer.id)
    assert [receipt.code for receipt in heard.receipts] == [NEED_WHOLE]


# what it says


def test_what_is_known_of_the_township_is_told_once(clinic: NewClinic) -> None:
    first = clinic.round()
    assert (first.township, first.protocol_max) == ("清溪镇卫生院", 2)
    clinic.facts = reply.facts_of(first)
    clinic.head = dataclasses.replace(clinic.head, known=reply.facts_hash(clinic.facts))
    answer = clinic.device.post(clinic.sealed())
    assert len(answer.content) < 12
    assert reply.facts_of(clinic.heard(answer)) == clinic.facts


def test_an_answer_carries_no_header_that_says_nothing(clinic: NewClinic) -> None:
    assert set(clinic.device.post(clinic.sealed()).headers) == {"content-length"}


def test_the_device_is_known_to_speak_it(township: RunningTownship, clinic: NewClinic) -> None:
    assert device_of(township, clinic).protocol == 1
    clinic.round()
    assert device_of(township, clinic).protocol == 2

"""A clinic asks for what it sent itself and gets that, in order, in pages, and nobody else's."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.protocol import messages
from sync.protocol.messages import Batch, Change, OwnAsk, OwnReply
from sync.protocol.two import own_page
from sync.server.devices import pairing
from tests.server.township import ClinicDevice, RunningTownship, running


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        yield opened


def ask(device: ClinicDevice, **wanted: Any) -> OwnReply:
    answer = post(device, messages.encode(OwnAsk(own=True, **wanted)))
    assert answer.status_code == 200, answer.text
    return messages.decode(OwnReply, answer.content)


def ask_in_two(device: ClinicDevice, **wanted: Any) -> tuple[OwnReply, int]:
    """The answer in protocol 2, and its bytes."""
    answer = post(device, messages.encode(OwnAsk(own=True, edition=200, **wanted)))
    assert answer.status_code == 200, answer.text
    return own_page.read(answer.content), len(answer.content)


def post(device: ClinicDevice, body: bytes) -> requests.Response:
    content = device.seal_body(body, 0)
    headers = {"Accept-Encoding": "identity"}
    return requests.post(f"{device.township.url}/api/v1/own", data=content, headers=headers, timeout=30)


def sent(device: ClinicDevice, *numbers: int) -> list[Change]:
    changes = [doctor(device, number) for number in numbers]
    device.round(*changes)
    return changes


def doctor(device: ClinicDevice, number: int, name: str = "李兰") -> Change:
    made = f"{device.id_tag}-{number:06d}"
    return Change(
        id=made, act=made, entity="doctor", entity_id=f"{made}D", revision=1, base_revision=0,
        recorded_at="2026-11-25T09:00:00+08:00", recorded_by=made, data={"name": name, "a_field_of_tomorrow": [1]},
    )  # fmt: skip


def test_everything_comes_back_word_for_word_in_the_order_it_came(township: RunningTownship) -> None:
    clinic = township.clinic()
    changes = sent(clinic, 3, 1, 2)
    reply = ask(clinic)
    assert list(reply.changes) == changes
    assert [receipt.state for receipt in reply.receipts] == ["stored"] * 3
    assert reply.left == 0
    assert ask(clinic, after=reply.upto) == OwnReply(changes=(), receipts=(), upto=reply.upto, left=0)


def test_pages_say_how_many_follow(township: RunningTownship) -> None:
    clinic = township.clinic()
    changes = sent(clinic, 1, 2, 3, 4, 5)
    pages = [ask(clinic, want=2)]
    while pages[-1].left:
        pages.append(ask(clinic, want=2, after=pages[-1].upto))
    assert [page.left for page in pages] == [3, 1, 0]
    assert [change for page in pages for change in page.changes] == changes


def test_what_the_clinic_has_is_left_out_by_the_newest_id_of_each_device(township: RunningTownship) -> None:
    first, second = township.clinic(), township.clinic()
    mine = sent(first, 1, 2, 3)
    theirs = sent(second, 1, 2)
    reply = ask(first, known={first.id_tag: mine[1].id})
    assert list(reply.changes) == [mine[2], *theirs], "both devices are of one clinic"
    longer = f"{first.id_tag}-1000000"
    assert list(ask(first, known={first.id_tag: longer, second.id_tag: theirs[1].id}).changes) == []


def test_another_clinic_gets_nothing_of_it(township: RunningTownship) -> None:
    sent(township.clinic(), 1, 2)
    stranger = township.clinic("双井村卫生室", "340123101999")
    assert ask(stranger).changes == ()


def test_what_was_refused_comes_with_its_reason(township: RunningTownship) -> None:
    clinic = township.clinic()
    clinic.round(doctor(clinic, 1).model_copy(update={"data": {}}))
    reply = ask(clinic)
    assert [(receipt.state, receipt.code) for receipt in reply.receipts] == [("refused", "bad_record")]


def test_a_batch_is_no_ask_and_a_revoked_device_is_answered_nothing(township: RunningTownship) -> None:
    clinic = township.clinic()
    sent(clinic, 1)
    assert post(clinic, messages.encode(Batch())).status_code == 400
    with township.store.write() as session:
        pairing.revoke(session, clinic.name, "", township.clock())
    answer = post(clinic, messages.encode(OwnAsk(own=True)))
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")


def test_both_forms_say_the_same_and_the_newer_one_is_a_fraction_of_the_bytes(township: RunningTownship) -> None:
    clinic = township.clinic()
    sent(clinic, *range(1, 120))
    clinic.round(doctor(clinic, 200).model_copy(update={"data": {}}))
    reply, size = ask_in_two(clinic)
    assert reply == ask(clinic)
    assert reply.kinds == {"doctor": 119}, "what was refused is not counted"
    assert size < 120 * 12
    assert ask_in_two(clinic, after=reply.upto)[0] == OwnReply(changes=(), receipts=(), upto=reply.upto, left=0)


def test_only_what_other_computers_sent_is_told_to_who_asks_for_that(township: RunningTownship) -> None:
    first, second = township.clinic(), township.clinic()
    sent(first, 1, 2)
    theirs = sent(second, 1)
    sent(township.clinic("双井村卫生室", "340123101999"), 1)
    reply = ask_in_two(first, others=True)[0]
    assert (list(reply.changes), reply.kinds) == (theirs, {})
    sent(first, 3)
    assert ask_in_two(first, others=True, after=reply.upto)[0].changes == ()


def test_what_is_known_is_not_asked_about_again(township: RunningTownship) -> None:
    clinic = township.clinic()
    changes = sent(clinic, 1, 2, 3)
    reply = ask(clinic, known={clinic.id_tag: changes[-1].id})
    assert reply.changes == ()
    assert reply.upto == ask(clinic).upto

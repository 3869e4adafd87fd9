"""What the township answered is kept in one transaction, or nothing of it is."""

from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client import batches, device as devices, keeping
from sync.client.device import Device
from sync.protocol import envelope
from sync.protocol.messages import Notice, Receipt, RoundReply
from tests import worlds
from vclinic.domain.problem import WorldFault
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, notices
from vclinic.storage.changes import Logged

DEVICE = Device("http://127.0.0.1:9", "d-1", Ed25519PrivateKey.generate(), "清溪镇卫生院", 4, "a" * 64)
AT = datetime.fromisoformat("2026-11-24T08:30:00+08:00")


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        worlds.register(made)
        devices.save(made.store, DEVICE)
        yield made


def waiting(station: Workstation) -> list[Logged]:
    with station.store.read() as session:
        return changes.pending(session, 0, 100)


def reply(*receipts: Receipt, **parts: Any) -> RoundReply:
    plain: dict[str, Any] = {"notices": (), "cursor": 0, "more": False, "server_time": "", "township": ""}
    return RoundReply(receipts=receipts, **plain | parts)


def receipt(change: Logged, state: Any = "stored", **parts: str) -> Receipt:
    return Receipt(change_id=change.id, state=state, **parts)


def keep(station: Workstation, part: list[Logged], answer: RoundReply) -> tuple[int, list[str]]:
    sealed, _, _ = batches.seal(DEVICE, part, 0, AT)
    return keeping.keep(station.store, DEVICE, sealed, part, answer, AT)


def chain(station: Workstation) -> tuple[int, str]:
    device = devices.load(station.store)
    assert device is not None
    return device.batch, device.tip


def announced(seq: int) -> Notice:
    return Notice.model_validate(worlds.announcement(seq, f"n-{seq}"))


def cursor(station: Workstation) -> int:
    with station.store.read() as session:
        return notices.cursor(session)


def test_receipts_notices_cursor_and_chain_are_kept_together(station: Workstation) -> None:
    part = waiting(station)
    answer = reply(*map(receipt, part), notices=(announced(1), announced(2)), cursor=2)
    assert keep(station, part, answer) == (2, ["stored"] * len(part))
    sealed, _, _ = batches.seal(DEVICE, part, 0, AT)
    assert chain(station) == (5, envelope.header_hash(sealed))
    assert (status(station).pending, cursor(station)) == (0, 2)


def test_a_duplicate_is_as_good_as_stored_and_a_refusal_keeps_its_sentence(station: Workstation) -> None:
    first, *rest = waiting(station)
    refusal = receipt(first, "refused", code="conflict", field="revision", text="请再存一次。")
    _, states = keep(station, [first, *rest], reply(refusal, *(receipt(change, "duplicate") for change in rest)))
    assert states == ["refused", *["duplicate"] * len(rest)]
    with station.store.read() as session:
        (told,) = change_states.listed(session, ["refused"], 10)
    assert (told.id, told.code, told.field, told.text) == (first.id, "conflict", "revision", "请再存一次。")


@pytest.mark.parametrize("states", [("stored", "refused"), ("refused", "stored"), ("duplicate", "refused")])
def test_two_words_on_one_change_keep_nothing_at_all(station: Workstation, states: tuple[str, str]) -> None:
    part = waiting(station)
    answer = reply(*(receipt(part[0], state) for state in states), notices=(announced(1),), cursor=1)
    with pytest.raises(WorldFault) as fault:
        keep(station, part, answer)
    assert fault.value.code == "contradiction"
    assert (chain(station), cursor(station)) == ((4, "a" * 64), 0)
    assert len(waiting(station)) == len(part)


def test_saying_the_same_twice_is_no_contradiction(station: Workstation) -> None:
    part = waiting(station)
    _, states = keep(station, part, reply(*map(receipt, part), *(receipt(change, "duplicate") for change in part)))
    assert states == ["duplicate"] * len(part)


def test_no_answer_to_anything_keeps_nothing_and_says_how_many(station: Workstation) -> None:
    part = waiting(station)
    stranger = Receipt(change_id="nobody", state="stored")
    with pytest.raises(WorldFault, match=f"{len(part)} 条没有给回执"):
        keep(station, part, reply(stranger, notices=(announced(1),), cursor=1))
    assert (chain(station), cursor(station)) == ((4, "a" * 64), 0)


def test_asking_for_notices_alone_does_not_lengthen_the_chain(station: Workstation) -> None:
    assert keep(station, [], reply(notices=(announced(3),), cursor=3)) == (1, [])
    assert (chain(station), cursor(station)) == ((4, "a" * 64), 3)


@pytest.mark.parametrize(
    ("told", "said", "kept"),
    [((1, 2), 2, 2), ((1, 2), 2**62, 2), ((1, 2), 1, 1), ((), 9, 0), ((5,), 0, 0)],
)
def test_the_cursor_never_passes_what_was_told(
    station: Workstation, told: tuple[int, ...], said: int, kept: int
) -> None:
    keep(station, [], reply(notices=tuple(map(announced, told)), cursor=said))
    assert cursor(station) == kept


def test_notices_heard_before_are_not_counted_as_new(station: Workstation) -> None:
    keep(station, [], reply(notices=(announced(1),), cursor=1))
    assert keep(station, [], reply(notices=(announced(1), announced(2)), cursor=2)) == (1, [])


@pytest.mark.parametrize(("said", "kept"), [("", "清溪镇卫生院"), ("清溪中心卫生院", "清溪中心卫生院")])
def test_a_township_that_has_a_new_name_is_called_by_it(station: Workstation, said: str, kept: str) -> None:
    keep(station, [], reply(township=said))
    device = devices.load(station.store)
    assert device is not None
    assert device.township == kept

"""Whatever bytes come to the township: none of them is filed, none breaks it, each has an answer with a sentence."""

import random
from collections.abc import Iterator

import pytest
import requests
from sqlmodel import Session, func, select

from sync.protocol import messages
from sync.protocol.messages import Change, ErrorReply
from sync.protocol.two import body, envelope as two, shapes
from sync.protocol.two.edits import Whole
from sync.server.database.tables import BatchLog, Device, Inbox
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship, running

SEED = 20261128
DOORS = ("/api/v1/round", "/api/v1/known", "/api/v1/enrol", "/api/v1/own")


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    with running(tmp_path_factory.mktemp("hostile") / "township") as opened:
        yield opened


@pytest.fixture(scope="module")
def device(township: RunningTownship) -> ClinicDevice:
    device = township.clinic()
    device.round(resident(), visit())
    return device


def kept(township: RunningTownship) -> tuple[int, ...]:
    def count(session: Session, kind: type[Inbox] | type[BatchLog] | type[Device]) -> int:
        return session.exec(select(func.count()).select_from(kind)).one()

    with township.store.read() as session:
        return tuple(count(session, kind) for kind in (Inbox, BatchLog, Device))


def refused(township: RunningTownship, door: str, content: bytes) -> str:
    """The code with which it was refused."""
    answer = requests.post(township.url + door, data=content, timeout=30)
    assert 400 <= answer.status_code < 500, (door, answer.status_code, content[:80])
    said = messages.decode(ErrorReply, answer.content)
    assert said.text.endswith("。")
    return said.code


def spoilt(chance: random.Random, good: bytes) -> bytes:
    """A message with something done to it: bits turned, a piece gone, doubled, or put from elsewhere, cut, longer."""
    content = bytearray(good)
    for _ in range(chance.randint(1, 3)):
        here, there = sorted((chance.randrange(len(content)), chance.randrange(len(content))))
        match chance.randrange(6):
            case 0:
                content[here] ^= 1 << chance.randrange(8)
            case 1:
                del content[here : there + 1]
            case 2:
                content[here:here] = content[here : there + 1]
            case 3:
                content[here : there + 1] = chance.randbytes(there - here + 1)
            case 4:
                del content[max(1, here) :]
            case _:
                content += chance.randbytes(chance.randint(1, 64))
        if not content:
            return b"\0"
    return bytes(content)


def sealed(device: ClinicDevice, protocol: int, *changes: Change) -> bytes:
    """A batch in either protocol, signed by a computer that is known."""
    if protocol == 1:
        return device.sealed(list(changes))
    head = two.Head(device.name, 2, "0a1b2c3d", 1, int(device.township.clock().timestamp()), count=len(changes))
    items = [Whole(change.model_dump(mode="json")) for change in changes]
    return two.seal(body.write(items, shapes.edition(head.edition), head.made_at, grouped=False), head, device.key)


@pytest.mark.parametrize(("protocol", "person"), [(1, "R-8"), (2, "R-9")])
def test_spoilt_batches_are_refused_and_nothing_of_them_is_filed(
    township: RunningTownship, device: ClinicDevice, protocol: int, person: str
) -> None:
    chance = random.Random(SEED + protocol)
    good = sealed(device, protocol, resident(person))
    before = kept(township)
    tried = 0
    while tried < 300:
        content = spoilt(chance, good)
        if content == good:
            continue
        tried += 1
        refused(township, chance.choice(DOORS), content)
    assert kept(township) == before
    assert device.post(good).status_code == 200, "the same bytes unspoilt are welcome"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"{}",
        b"[]",
        b"null",
        b'{"changes": 1}',
        b"VCB1",
        b"VCB2",
        b"VCP1",
        b"VCB1\xff\xff\xff\xff",
        b"\xff" * 5000,
    ],
    ids=lambda content: repr(content[:12]),
)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_message_is_refused_with_a_sentence(township: RunningTownship, door: str, content: bytes) -> None:
    assert refused(township, door, content) in ("malformed", "version", "later")
